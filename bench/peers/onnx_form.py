"""Makes the ONNX files of a network: float, and int8 as QuantizeLinear and DequantizeLinear by ONNX Runtime."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPERATOR_SET = 20


class Writer:
    """Writes nodes with images as [batch, channels, height, width], as ONNX has them."""

    def __init__(self, network):
        self.network = network
        self.nodes = []
        self.initializers = []
        self.names = []

    def constant(self, array):
        name = f"constant_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, operator, inputs, **attributes):
        name = f"value_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=f"{operator}_{len(self.nodes)}",
                                           **attributes))
        return name

    def activate(self, value, activation):
        match activation:
            case "none":
                return value
            case "relu":
                return self.add("Relu", [value])
            case "relu6":
                return self.add("Clip", [value, self.constant(np.float32(0)), self.constant(np.float32(6))])
            case "gelu":
                return self.add("Gelu", [value])
        raise ValueError(f"there is no activation '{activation}'")

    def convolution(self, node, value, weight, groups):
        (top, bottom), (left, right) = node.padding
        return self.add("Conv", [value, self.constant(weight), self.constant(node.bias)], group=groups,
                        kernel_shape=weight.shape[2:], strides=[node.stride] * 2, pads=[top, left, bottom, right])

    def attention(self, values, heads, shape):
        _, tokens, width = shape
        depth = width // heads

        def split(value, order):
            lengths = self.constant(np.array([1, tokens, heads, depth]))
            return self.add("Transpose", [self.add("Reshape", [value, lengths])], perm=order)

        query, key, content = values
        query = self.add("Mul", [query, self.constant(np.float32(depth**-0.5))])
        scores = self.add("MatMul", [split(query, [0, 2, 1, 3]), split(key, [0, 2, 3, 1])])
        mixed = self.add("MatMul", [self.add("Softmax", [scores], axis=-1), split(content, [0, 2, 1, 3])])
        mixed = self.add("Transpose", [mixed], perm=[0, 2, 1, 3])
        return self.add("Reshape", [mixed, self.constant(np.array([1, tokens, width]))])

    def layer(self, node, values, shape):
        value = values[0]
        match node.kind:
            case "conv":
                return self.convolution(node, value, node.weight.transpose(3, 2, 0, 1), 1)
            case "depthwise":
                return self.convolution(node, value, node.weight.transpose(2, 0, 1)[:, None], node.weight.shape[2])
            case "dense" if len(shape) == 2:
                return self.add("Gemm", [value, self.constant(node.weight), self.constant(node.bias)])
            case "dense":
                return self.add("Add", [self.add("MatMul", [value, self.constant(node.weight)]),
                                        self.constant(node.bias)])
            case "add":
                return self.add("Add", values)
            case "max_pool":
                (top, bottom), (left, right) = node.padding
                return self.add("MaxPool", [value], kernel_shape=node.kernel, strides=[node.stride] * 2,
                                pads=[top, left, bottom, right])
            case "mean":
                return self.add("Flatten", [self.add("GlobalAveragePool", [value])])
            case "flatten":
                if self.network.shapes[node.inputs[0]][1:3] != (1, 1):
                    raise ValueError("only images of one point are flattened here, for which all orders are one")
                return self.add("Reshape", [value, self.constant(np.array(shape))])
            case "softmax":
                return self.add("Softmax", [value], axis=-1)
            case "layer_norm":
                return self.add("LayerNormalization", [value, self.constant(node.gamma), self.constant(node.beta)],
                                axis=-1, epsilon=node.epsilon)
            case "attention":
                return self.attention(values, node.heads, shape)
        raise ValueError(f"there is no node '{node.kind}'")

    def model(self):
        names = ["input"]
        for node, shape in zip(self.network.nodes[1:], self.network.shapes[1:]):
            value = self.layer(node, [names[index] for index in node.inputs], shape)
            names.append(self.activate(value, node.attributes.get("activation", "none")))
        ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, in_order(shape))
                 for name, shape in ((names[0], self.network.shapes[0]), (names[-1], self.network.shapes[-1]))]
        graph = helper.make_graph(self.nodes, self.network.name, ports[:1], ports[1:], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPERATOR_SET)], ir_version=10)
        onnx.checker.check_model(model, full_check=True)
        return model


def in_order(shape):
    """A shape with the channels of images first."""
    return [shape[0], shape[3], *shape[1:3]] if len(shape) == 4 else list(shape)


def feed(samples):
    return samples.transpose(0, 3, 1, 2) if samples.ndim == 4 else samples


def write_float(network, path):
    onnx.save(Writer(network).model(), path)


def write_quantized(source, folder, name, samples):
    """Quantizes a float file with ONNX Runtime: uint8 activations and int8 weights, its quickest on x86-64.

    The weights have a scale for each channel (`qdq`) or for each tensor (`tensor`), which is quicker in places.
    Networks without images are also quantized while they run (`dynamic`).
    """
    from onnxruntime import quantization
    from onnxruntime.quantization import shape_inference

    class Reader(quantization.CalibrationDataReader):
        def __init__(self):
            self.batches = iter([{"input": np.ascontiguousarray(feed(sample[None]))} for sample in samples])

        def get_next(self):
            return next(self.batches, None)

    prepared = folder / f"{name}.prepared"
    shape_inference.quant_pre_process(source, prepared, skip_symbolic_shape=True)
    for suffix, per_channel in (("qdq", True), ("tensor", False)):
        quantization.quantize_static(prepared, folder / f"{name}_{suffix}.onnx", Reader(), per_channel=per_channel,
                                     quant_format=quantization.QuantFormat.QDQ,
                                     activation_type=quantization.QuantType.QUInt8,
                                     weight_type=quantization.QuantType.QInt8)
    if samples.ndim < 4:
        quantization.quantize_dynamic(prepared, folder / f"{name}_dynamic.onnx", per_channel=True,
                                      weight_type=quantization.QuantType.QInt8)
    prepared.unlink()
