"""Makes the TFLite files of a network, float and fully int8, with TensorFlow's converter."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf

import networks


def activate(value, activation):
    match activation:
        case "none":
            return value
        case "relu":
            return tf.nn.relu(value)
        case "relu6":
            return tf.nn.relu6(value)
        case "gelu":
            return tf.nn.gelu(value, approximate=False)
    raise ValueError(f"there is no activation '{activation}'")


def padded(value, node, weight_lengths):
    """The name of the padding that TensorFlow knows, with zeros added before it where it knows none."""
    lengths = value.shape[1:3]
    same = tuple(networks.same_padding(length, kernel, node.stride) for length, kernel in zip(lengths, weight_lengths))
    if tuple(node.padding) == same:
        return value, "SAME"
    if any(map(any, node.padding)):
        value = tf.pad(value, [(0, 0), *node.padding, (0, 0)])
    return value, "VALID"


def attention(query, key, content, heads):
    tokens, width = query.shape[1:]

    def split(value):
        return tf.transpose(tf.reshape(value, (-1, tokens, heads, width // heads)), (0, 2, 1, 3))

    scores = tf.matmul(split(query * (width // heads) ** -0.5), split(key), transpose_b=True)
    mixed = tf.matmul(tf.nn.softmax(scores), split(content))
    return tf.reshape(tf.transpose(mixed, (0, 2, 1, 3)), (-1, tokens, width))


def normalize(node, linear):
    """Scales a node's weights so that its output has the spread and mean that the network asks for."""
    if node.kind == "dense":
        # Channel by channel, a few samples would say more of themselves than of the layer.
        factor, mean = node.normalize["gamma"] / np.std(linear), 0
    else:
        mean, variance = (part.numpy() for part in tf.nn.moments(linear, list(range(len(linear.shape) - 1))))
        factor = node.normalize["gamma"] / np.sqrt(variance + 1e-3)
    node.weights["weight"] = (node.weight * factor).astype(np.float32)
    node.weights["bias"] = (node.normalize["beta"] - mean * factor).astype(np.float32)
    node.attributes["normalize"] = None


def layer(node, inputs):
    """The value of a node before its activation."""
    value = inputs[0]
    match node.kind:
        case "conv":
            value, padding = padded(value, node, node.weight.shape[:2])
            return tf.nn.conv2d(value, node.weight, node.stride, padding) + node.bias
        case "depthwise":
            value, padding = padded(value, node, node.weight.shape[:2])
            strides = [1, node.stride, node.stride, 1]
            return tf.nn.depthwise_conv2d(value, node.weight[..., None], strides, padding) + node.bias
        case "dense":
            rows = tf.reshape(value, (-1, value.shape[-1]))
            return tf.reshape(tf.matmul(rows, node.weight) + node.bias, (-1, *value.shape[1:-1], node.weight.shape[1]))
        case "add":
            return inputs[0] + inputs[1]
        case "max_pool":
            if any(map(any, node.padding)):
                value = tf.pad(value, [(0, 0), *node.padding, (0, 0)])
            return tf.nn.max_pool2d(value, node.kernel, node.stride, "VALID")
        case "flatten":
            return tf.reshape(value, (-1, *node.target))
        case "mean":
            return tf.reduce_mean(value, (1, 2))
        case "softmax":
            return tf.nn.softmax(value)
        case "layer_norm":
            centered = value - tf.reduce_mean(value, -1, keepdims=True)
            variance = tf.reduce_mean(tf.square(centered), -1, keepdims=True)
            return centered * tf.math.rsqrt(variance + node.epsilon) * node.gamma + node.beta
        case "attention":
            return attention(*inputs, node.heads)
    raise ValueError(f"there is no node '{node.kind}'")


def run(network, batch):
    """The values of a network's nodes."""
    values = [batch]
    for node in network.nodes[1:]:
        value = layer(node, [values[index] for index in node.inputs])
        values.append(activate(value, node.attributes.get("activation", "none")))
    return values


def settle(network, batch):
    """Fixes the weights of the layers that are to be normalized, and notes the ranges of all values."""
    values = [batch]
    for node in network.nodes[1:]:
        inputs = [values[index] for index in node.inputs]
        if node.attributes.get("normalize") is not None:
            normalize(node, layer(node, inputs))
        values.append(activate(layer(node, inputs), node.attributes.get("activation", "none")))
    network.ranges = [float(np.abs(value).max()) for value in values]


def tflite(network, representative=None):
    """The bytes of a TFLite file: float, or fully int8 where representative inputs are given."""
    module = tf.Module()
    signature = [tf.TensorSpec(network.shapes[0], tf.float32, "input")]
    module.run = tf.function(lambda batch: run(network, batch)[-1], input_signature=signature, autograph=False)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.run.get_concrete_function()], module)
    if representative is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([sample[None]] for sample in representative)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()
