"""Makes the ncnn files of a network, float and int8.

ncnn's tools that convert and quantize are not in its Python package, and its files are plain: a text of layers with
numbered parameters, and their weights one after the other. Scales are those of the largest absolute value, as its
own quantizer starts from.
"""

import dataclasses

import numpy as np

INT8_TAG = 0x000D4B38
CLIP = {"relu6": (0.0, 6.0)}


@dataclasses.dataclass
class Layer:
    kind: str
    inputs: list
    output: int
    parameters: dict = dataclasses.field(default_factory=dict)
    weights: list = dataclasses.field(default_factory=list)


class Writer:
    def __init__(self, network, is_float):
        self.network, self.is_float = network, is_float
        self.layers = [Layer("Input", [], 0)]
        self.fused = set()

    def consumers(self, index):
        return [node for node in self.network.nodes if index in node.inputs]

    def scale(self, index):
        return np.float32(127 / max(self.network.ranges[index], 1e-6))

    def quantized(self, weight):
        """The bytes of weights of [output channels, …] as ncnn tags them, and the scale of each channel."""
        scales = (127 / np.maximum(np.abs(weight).reshape(len(weight), -1).max(1), 1e-9)).astype(np.float32)
        values = np.clip(np.round(weight * scales.reshape(-1, *[1] * (weight.ndim - 1))), -127, 127).astype(np.int8)
        content = values.tobytes()
        return np.uint32(INT8_TAG).tobytes() + content + bytes(-len(content) % 4), scales

    def weighted(self, kind, index, weight, parameters, requantizes=False):
        """A layer with weights, a bias and an activation; in int8 with the scales of its weights and its input."""
        node = self.network.nodes[index]
        parameters |= {0: len(weight), 6 if "Convolution" in kind else 2: weight.size}
        parameters[5 if "Convolution" in kind else 1] = 1
        match node.activation:
            case "relu":
                parameters[9] = 1
            case "relu6":
                parameters |= {9: 3, -23310: CLIP["relu6"]}
        if self.is_float:
            weights = [np.uint32(0).tobytes() + weight.astype(np.float32).tobytes(), node.bias]
        else:
            content, scales = self.quantized(weight)
            parameters[8] = 101 if requantizes else 1
            weights = [content, node.bias, scales, self.scale(node.inputs[0])]
            weights += [self.scale(index)] if requantizes else []
        self.layers.append(Layer(kind, node.inputs, index, parameters, weights))
        if node.activation == "gelu":
            self.activation("GELU", index)

    def activation(self, kind, index, parameters=None):
        """A layer that works on the value of the layer before it."""
        self.layers[-1].output = f"{index}_plain"
        self.layers.append(Layer(kind, [f"{index}_plain"], index, parameters or {}))

    def convolution(self, index):
        node = self.network.nodes[index]
        (top, bottom), (left, right) = node.padding
        height, width = node.weight.shape[:2]
        parameters = {1: width, 11: height, 3: node.stride, 13: node.stride, 4: left, 15: right, 14: top, 16: bottom}
        requantizes = all(consumer.kind in ("conv", "depthwise") for consumer in self.consumers(index))
        if node.kind == "conv":
            self.weighted("Convolution", index, node.weight.transpose(3, 2, 0, 1), parameters, requantizes)
        else:
            parameters[7] = node.weight.shape[2]
            self.weighted("ConvolutionDepthWise", index, node.weight.transpose(2, 0, 1), parameters, requantizes)

    def attention(self, index):
        """ncnn has one layer for attention with the products before and after it."""
        nodes = self.network.nodes
        node, last = nodes[index], nodes[index + 1]
        projections = [nodes[position] for position in node.inputs] + [last]
        source = projections[0].inputs[0]
        if any(part.kind != "dense" or part.activation != "none" for part in projections) or \
           any(part.inputs != [source] for part in projections[:3]) or last.inputs != [index]:
            raise ValueError("attention stands between other layers than those that ncnn joins with it")
        self.layers = [layer for layer in self.layers if layer.output not in node.inputs]
        parameters = {0: node_width(projections[0]), 1: node.heads, 2: projections[0].weight.size}
        weights, scales = [], []
        for position, part in enumerate(projections):
            weight = part.weight.T
            if self.is_float:
                content = np.uint32(0).tobytes() + weight.astype(np.float32).tobytes()
            elif position == 3:
                # The last product has one scale for all its weights.
                content, scale = self.quantized(weight.reshape(1, -1))
                scales.append(scale)
            else:
                content, scale = self.quantized(weight)
                scales.append(scale)
            weights += [content, part.bias]
        if not self.is_float:
            parameters[18] = 2
        self.layers.append(Layer("MultiHeadAttention", [source], index + 1, parameters, weights + scales))
        self.fused.add(index + 1)

    def layer(self, index):
        node = self.network.nodes[index]
        match node.kind:
            case "conv" | "depthwise":
                self.convolution(index)
            case "dense":
                self.weighted("InnerProduct", index, node.weight.T, {})
            case "add":
                self.layers.append(Layer("BinaryOp", node.inputs, index, {0: 0}))
                if node.activation == "relu":
                    self.activation("ReLU", index)
            case "max_pool":
                (top, bottom), (left, right) = node.padding
                self.layers.append(Layer("Pooling", node.inputs, index, {
                    0: 0, 1: node.kernel[1], 11: node.kernel[0], 2: node.stride, 3: left, 14: right, 13: top,
                    15: bottom, 5: 1}))
            case "mean":
                self.layers.append(Layer("Pooling", node.inputs, index, {0: 1, 4: 1}))
            case "flatten":
                self.layers.append(Layer("Flatten", node.inputs, index))
            case "softmax":
                self.layers.append(Layer("Softmax", node.inputs, index, {0: 0, 1: 1}))
            case "layer_norm":
                self.layers.append(Layer("LayerNorm", node.inputs, index, {0: len(node.gamma), 1: node.epsilon, 2: 1},
                                         [node.gamma, node.beta]))
            case "attention":
                self.attention(index)
            case _:
                raise ValueError(f"there is no node '{node.kind}'")

    def split(self):
        """A value that several layers read is copied by a layer of its own."""
        readers = {}
        for layer in self.layers:
            for value in layer.inputs:
                readers[value] = readers.get(value, 0) + 1
        lines, taken = [], {}
        for number, layer in enumerate(self.layers):
            names = []
            for value in layer.inputs:
                copy = taken[value] = taken.get(value, -1) + 1
                names.append(f"{value}" if readers[value] == 1 else f"{value}_copy{copy}")
            lines.append((layer.kind, f"layer{number}", names, [f"{layer.output}"], layer.parameters))
            count = readers.get(layer.output, 0)
            if count > 1:
                copies = [f"{layer.output}_copy{copy}" for copy in range(count)]
                lines.append(("Split", f"split{number}", [f"{layer.output}"], copies, {}))
        return lines

    def write(self, path):
        for index in range(1, len(self.network.nodes)):
            if index not in self.fused:
                self.layer(index)
        lines = self.split()
        with open(path, "w") as file:
            print("7767517", file=file)
            print(len(lines), sum(len(outputs) for _, _, _, outputs, _ in lines), file=file)
            for kind, name, inputs, outputs, parameters in lines:
                words = [kind, name, len(inputs), len(outputs), *inputs, *outputs]
                words += [f"{key}={text(value)}" for key, value in parameters.items()]
                print(*words, file=file)
        with open(path.removesuffix(".param") + ".bin", "wb") as file:
            for layer in self.layers:
                for part in layer.weights:
                    file.write(part if isinstance(part, bytes) else np.asarray(part, np.float32).tobytes())


def node_width(node):
    return node.weight.shape[1]


def text(value):
    if isinstance(value, tuple):
        return f"{len(value)}," + ",".join(f"{part:e}" for part in value)
    return f"{value:e}" if isinstance(value, float) else value


def write(network, path, is_float):
    Writer(network, is_float).write(path)
