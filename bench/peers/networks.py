"""The networks that are timed, as data: every engine's form is made of the same nodes and weights.

Tensors lie as [batch, height, width, channels]. Weights are random but seeded; `tensorflow_form.py` scales those that
are marked `normalize`, so that every layer's output keeps its spread.
"""

import dataclasses
import math
import pickle

import numpy as np


@dataclasses.dataclass
class Node:
    """One operator: it reads the values of earlier nodes, by their positions, and makes one value."""

    kind: str
    inputs: list
    weights: dict = dataclasses.field(default_factory=dict)
    attributes: dict = dataclasses.field(default_factory=dict)

    def __getattr__(self, name):
        for values in (self.__dict__.get("weights", {}), self.__dict__.get("attributes", {})):
            if name in values:
                return values[name]
        raise AttributeError(name)


@dataclasses.dataclass
class Network:
    """Nodes in running order; the first is the input and the last the output."""

    name: str
    nodes: list = dataclasses.field(default_factory=list)
    shapes: list = dataclasses.field(default_factory=list)
    # The largest absolute value of each node's output, over the samples.
    ranges: list = dataclasses.field(default_factory=list)

    def save(self, path):
        with open(path, "wb") as file:
            pickle.dump(self, file)

    @staticmethod
    def load(path):
        with open(path, "rb") as file:
            return pickle.load(file)

    def multiplications(self):
        """The multiply-accumulates of one run, by the formulas of the layers."""
        total = 0
        for node, shape in zip(self.nodes, self.shapes):
            if node.kind in ("conv", "dense"):
                total += math.prod(shape[1:-1]) * node.weight.size
            elif node.kind == "depthwise":
                total += math.prod(shape[1:]) * math.prod(node.weight.shape[:2])
            elif node.kind == "attention":
                total += 2 * shape[1] * shape[1] * shape[2]
        return total


def same_padding(length, kernel, stride):
    """The zeros before and after an axis by which its output has ceil(length / stride) elements."""
    total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
    return (total // 2, total - total // 2)


class Builder:
    """Adds nodes to a network, with random weights."""

    def __init__(self, name, input_shape, seed):
        self.network = Network(name)
        self.random = np.random.default_rng(seed)
        self.input = self.add("input", [], tuple(input_shape))

    def add(self, kind, inputs, shape, weights=None, **attributes):
        self.network.nodes.append(Node(kind, inputs, weights or {}, attributes))
        self.network.shapes.append(tuple(int(length) for length in shape))
        return len(self.network.nodes) - 1

    def shape(self, value):
        return self.network.shapes[value]

    def weight(self, shape, fan_in):
        return self.random.normal(0, math.sqrt(2 / fan_in), shape).astype(np.float32)

    def window(self, value, kernel, stride, padding):
        """The padding of a window as ((top, bottom), (left, right)), and the output's height and width."""
        height, width = self.shape(value)[1:3]
        if padding == "same":
            padding = (same_padding(height, kernel[0], stride), same_padding(width, kernel[1], stride))
        elif padding == "valid":
            padding = ((0, 0), (0, 0))
        lengths = [(length + sum(pads) - size) // stride + 1
                   for length, pads, size in zip((height, width), padding, kernel)]
        return padding, lengths

    def normalization(self, channels):
        """The spread and the mean that the output of a layer gets, channel by channel."""
        return {"gamma": self.random.uniform(0.6, 1.4, channels).astype(np.float32),
                "beta": self.random.normal(0, 0.3, channels).astype(np.float32)}

    def conv(self, value, channels, kernel=1, stride=1, padding="same", activation="none", normalize=True):
        size = (kernel, kernel) if isinstance(kernel, int) else kernel
        padding, lengths = self.window(value, size, stride, padding)
        inputs = self.shape(value)[3]
        weights = {"weight": self.weight((*size, inputs, channels), size[0] * size[1] * inputs),
                   "bias": np.zeros(channels, np.float32)}
        return self.add("conv", [value], (1, *lengths, channels), weights, stride=stride, padding=padding,
                        activation=activation, normalize=self.normalization(channels) if normalize else None)

    def depthwise(self, value, kernel, stride=1, padding="same", activation="none"):
        padding, lengths = self.window(value, (kernel, kernel), stride, padding)
        channels = self.shape(value)[3]
        weights = {"weight": self.weight((kernel, kernel, channels), kernel * kernel),
                   "bias": np.zeros(channels, np.float32)}
        return self.add("depthwise", [value], (1, *lengths, channels), weights, stride=stride, padding=padding,
                        activation=activation, normalize=self.normalization(channels))

    def dense(self, value, channels, activation="none", spread=None):
        """A fully connected layer; a spread is what its output gets, as the logits of a network that has learned."""
        inputs = self.shape(value)[-1]
        weights = {"weight": self.weight((inputs, channels), 2 * inputs),
                   "bias": self.random.normal(0, 0.1, channels).astype(np.float32)}
        goal = spread and {"gamma": np.full(channels, spread, np.float32), "beta": weights["bias"]}
        return self.add("dense", [value], (*self.shape(value)[:-1], channels), weights, activation=activation,
                        normalize=goal)

    def sum(self, left, right, activation="none"):
        return self.add("add", [left, right], self.shape(left), activation=activation)

    def max_pool(self, value, kernel, stride, padding):
        padding, lengths = self.window(value, (kernel, kernel), stride, padding)
        return self.add("max_pool", [value], (1, *lengths, self.shape(value)[3]), kernel=(kernel, kernel),
                        stride=stride, padding=padding)

    def mean(self, value):
        """The mean over height and width."""
        return self.add("mean", [value], (1, self.shape(value)[3]))

    def softmax(self, value):
        return self.add("softmax", [value], self.shape(value))

    def layer_norm(self, value):
        channels = self.shape(value)[-1]
        weights = {"gamma": self.random.uniform(0.8, 1.2, channels).astype(np.float32),
                   "beta": self.random.normal(0, 0.1, channels).astype(np.float32)}
        return self.add("layer_norm", [value], self.shape(value), weights, epsilon=1e-5)

    def attention(self, query, key, value, heads):
        """softmax(query · keyᵀ / √d) · value, head by head."""
        return self.add("attention", [query, key, value], self.shape(query), heads=heads)


def mobilenet_v1():
    """MobileNetV1, a quarter of the channels, 96 × 96."""
    net = Builder("mobilenet_v1", (1, 96, 96, 3), 1)
    value = net.conv(net.input, 8, 3, 2, activation="relu6")
    plan = [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), *[(128, 1)] * 5, (256, 2), (256, 1)]
    for channels, stride in plan:
        value = net.depthwise(value, 3, stride, activation="relu6")
        value = net.conv(value, channels, activation="relu6")
    return net.softmax(net.dense(net.mean(value), 1000, spread=3)), net.network


def inverted_residual(net, value, expanded, channels, kernel, stride, activation):
    """The block of MobileNetV2 and of what came of it."""
    source = value
    if expanded != net.shape(value)[3]:
        value = net.conv(value, expanded, activation=activation)
    value = net.depthwise(value, kernel, stride, activation=activation)
    value = net.conv(value, channels)
    return net.sum(source, value) if stride == 1 and net.shape(source)[3] == channels else value


def mobilenet_v2():
    """MobileNetV2 1.0, 224 × 224."""
    net = Builder("mobilenet_v2", (1, 224, 224, 3), 2)
    value = net.conv(net.input, 32, 3, 2, activation="relu6")
    plan = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for factor, channels, count, stride in plan:
        for index in range(count):
            value = inverted_residual(net, value, factor * net.shape(value)[3], channels, 3,
                                      stride if index == 0 else 1, "relu6")
    value = net.conv(value, 1280, activation="relu6")
    return net.softmax(net.dense(net.mean(value), 1000, spread=3)), net.network


def mobilenet_v3():
    """MobileNetV3-Small minimalistic (3 × 3 kernels, ReLU, no squeeze), 224 × 224."""
    net = Builder("mobilenet_v3", (1, 224, 224, 3), 3)
    value = net.conv(net.input, 16, 3, 2, activation="relu")
    plan = [(16, 16, 2), (72, 24, 2), (88, 24, 1), (96, 40, 2), (240, 40, 1), (240, 40, 1), (120, 48, 1),
            (144, 48, 1), (288, 96, 2), (576, 96, 1), (576, 96, 1)]
    for expanded, channels, stride in plan:
        value = inverted_residual(net, value, expanded, channels, 3, stride, "relu")
    value = net.mean(net.conv(value, 576, activation="relu"))
    return net.softmax(net.dense(net.dense(value, 1024, "relu", spread=1), 1000, spread=3)), net.network


def efficientnet_lite0():
    """EfficientNet-Lite0, 224 × 224."""
    net = Builder("efficientnet_lite0", (1, 224, 224, 3), 4)
    value = net.conv(net.input, 32, 3, 2, activation="relu6")
    plan = [(3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 3, 6, 80, 2), (5, 3, 6, 112, 1),
            (5, 4, 6, 192, 2), (3, 1, 6, 320, 1)]
    for kernel, count, factor, channels, stride in plan:
        for index in range(count):
            value = inverted_residual(net, value, factor * net.shape(value)[3], channels, kernel,
                                      stride if index == 0 else 1, "relu6")
    value = net.conv(value, 1280, activation="relu6")
    return net.softmax(net.dense(net.mean(value), 1000, spread=3)), net.network


def resnet50():
    """ResNet50 (version 1: the stride is in the first convolution of a block), 224 × 224."""
    net = Builder("resnet50", (1, 224, 224, 3), 5)
    value = net.conv(net.input, 64, 7, 2, ((3, 3), (3, 3)), "relu")
    value = net.max_pool(value, 3, 2, ((1, 1), (1, 1)))
    for channels, count, first_stride in [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]:
        for index in range(count):
            stride = first_stride if index == 0 else 1
            source = net.conv(value, 4 * channels, 1, stride) if index == 0 else value
            value = net.conv(value, channels, 1, stride, activation="relu")
            value = net.conv(value, channels, 3, activation="relu")
            value = net.sum(source, net.conv(value, 4 * channels), "relu")
    return net.softmax(net.dense(net.mean(value), 1000, spread=3)), net.network


def transformer():
    """A transformer encoder: 4 layers of width 256, 4 heads, 128 tokens."""
    net = Builder("transformer", (1, 128, 256), 6)
    value = net.input
    for _ in range(4):
        query, key, content = (net.dense(value, 256) for _ in range(3))
        mixed = net.dense(net.attention(query, key, content, 4), 256)
        value = net.layer_norm(net.sum(value, mixed))
        widened = net.dense(value, 1024, "gelu")
        value = net.layer_norm(net.sum(value, net.dense(widened, 256)))
    return value, net.network


def perceptron():
    """784-128-10, the perceptron for handwritten digits."""
    net = Builder("mlp", (1, 784), 7)
    return net.softmax(net.dense(net.dense(net.input, 128, "relu"), 10, spread=3)), net.network


BUILDERS = {"mobilenet_v1": mobilenet_v1, "mobilenet_v2": mobilenet_v2, "mobilenet_v3": mobilenet_v3,
            "efficientnet_lite0": efficientnet_lite0, "resnet50": resnet50, "transformer": transformer,
            "mlp": perceptron}


def build(name):
    return BUILDERS[name]()[1]


def samples(shape, count, seed=99):
    """Inputs with structure at several sizes, of mean 0 and deviation 1: noise alone would average away."""
    random = np.random.default_rng(seed)
    batch = random.normal(0, 0.3, (count, *shape[1:])).astype(np.float32)
    if len(shape) == 4 and min(shape[1:3]) >= 8:
        for cell in (4, 16, 64, 256):
            rows, columns = -(-shape[1] // cell), -(-shape[2] // cell)
            blocks = random.normal(0, 1, (count, rows, columns, shape[3])).astype(np.float32)
            batch += blocks.repeat(cell, 1).repeat(cell, 2)[:, :shape[1], :shape[2]]
    return ((batch - batch.mean()) / batch.std()).astype(np.float32)
