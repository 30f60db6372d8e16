"""Writes a Keras network as an ONNX model, node by node.

ONNX orders tensors as [n, channels, …], Keras as [n, …, channels]. Kernels are transposed here, and the model begins
with a `Transpose`, so that it takes the same samples as the network does. Where a map is flattened for a dense layer,
the rows of that layer are put in the order in which ONNX flattens.
"""

import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
# The layers whose node stands for them, without constants or attributes.
PLAIN = {"Add": "Add", "Multiply": "Mul", "Subtract": "Sub", "ReLU": "Relu"}
FUNCTIONS = {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh", "elu": "Elu", "softmax": "Softmax"}


class Value:
    """A tensor of the ONNX graph: its name, its shape as Keras has it, and the order of its axes."""

    def __init__(self, name, shape, channels_first, flat_of=None):
        self.name = name
        self.shape = tuple(shape)
        self.channels_first = channels_first
        # The shape before a channels-first tensor was flattened as it lay.
        self.flat_of = flat_of


class Writer:
    """The nodes and constants of a network, which grow layer by layer."""

    def __init__(self):
        self.nodes = []
        self.constants = []
        self.values = {}
        # What was turned already, by name and order.
        self.turned = {}

    def node(self, operation, sources, name, **attributes):
        self.nodes.append(helper.make_node(operation, sources, [name], name=name, **attributes))
        return name

    def constant(self, name, values, kind=np.float32):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values, kind), name))
        return name

    def channels_first(self, value):
        """Returns a tensor with its channels before its rows, which convolution and pooling ask for."""
        rank = len(value.shape)
        return value if value.channels_first else self.turn(value, True, [0, rank - 1, *range(1, rank - 1)])

    def channels_last(self, value):
        """Returns a tensor in the order of Keras."""
        if value.flat_of is not None:
            raise NotImplementedError(f"{value.name}: flattened, and not for a dense layer")
        return self.turn(value, False, [0, *range(2, len(value.shape)), 1]) if value.channels_first else value

    def turn(self, value, channels_first, order):
        name = f"{value.name}.channels_{'first' if channels_first else 'last'}"
        if name not in self.turned:
            self.node("Transpose", [value.name], name, perm=order)
            self.turned[name] = Value(name, value.shape, channels_first)
        return self.turned[name]

    def activated(self, function, value):
        """Returns what an activation function of a layer makes of a tensor."""
        kind = getattr(function, "__name__", "linear")
        if kind == "linear":
            return value
        if kind == "relu6":
            name = self.clip(value.name, f"{value.name}.relu6", 6)
        elif kind == "silu":
            name = self.node("Mul", [value.name, self.node("Sigmoid", [value.name], f"{value.name}.sigmoid")],
                             f"{value.name}.silu")
        else:
            if kind == "softmax":
                value = self.channels_last(value)
            attributes = {"axis": len(value.shape) - 1} if kind == "softmax" else {}
            name = self.node(FUNCTIONS[kind], [value.name], f"{value.name}.{kind}", **attributes)
        return Value(name, value.shape, value.channels_first)

    def clip(self, source, name, greatest):
        limits = [self.constant(f"{name}.least", 0.0), self.constant(f"{name}.greatest", greatest)]
        return self.node("Clip", [source, *limits], name)


def padding(layer, shape, kernel, strides, dilations):
    """Returns the pads of a layer, all that stand before and then all behind; "same" pads more behind."""
    before, behind = [], []
    for length, size, stride, dilation in zip(shape[1:-1], kernel, strides, dilations):
        reach = (size - 1) * dilation + 1
        total = 0
        if layer.padding == "same":
            total = max(0, (-(-length // stride) - 1) * stride + reach - length)
        elif layer.padding == "causal":
            total = reach - 1
        before.append(total if layer.padding == "causal" else total // 2)
        behind.append(total - before[-1])
    return before + behind


def convolution(writer, layer, source):
    source = writer.channels_first(source)
    kernel = np.asarray(layer.get_weights()[0])
    spatial = kernel.ndim - 2
    depthwise = type(layer).__name__.startswith("Depthwise")
    # Keras: […, in, out], or for depthwise […, channels, multiplier].
    axes = (spatial, spatial + 1) if depthwise else (spatial + 1, spatial)
    weights = kernel.transpose(*axes, *range(spatial))
    if depthwise:
        weights = weights.reshape(-1, 1, *kernel.shape[:spatial])
    dilations = tuple(layer.dilation_rate)
    names = [writer.constant(f"{layer.name}.kernel", weights)]
    if layer.use_bias:
        names.append(writer.constant(f"{layer.name}.bias", layer.get_weights()[1]))
    attributes = {} if set(dilations) == {1} else {"dilations": dilations}
    writer.node("Conv", [source.name, *names], layer.name, kernel_shape=list(kernel.shape[:spatial]),
                strides=list(layer.strides), group=kernel.shape[-2] if depthwise else layer.groups,
                pads=padding(layer, source.shape, kernel.shape[:spatial], layer.strides, dilations), **attributes)
    return writer.activated(layer.activation, Value(layer.name, layer.output.shape, True))


def transposed_convolution(writer, layer, source):
    source = writer.channels_first(source)
    kernel = np.asarray(layer.get_weights()[0])
    names = [writer.constant(f"{layer.name}.kernel", kernel.transpose(3, 2, 0, 1))]
    if layer.use_bias:
        names.append(writer.constant(f"{layer.name}.bias", layer.get_weights()[1]))
    totals = [max(0, size - stride) if layer.padding == "same" else 0
              for size, stride in zip(kernel.shape, layer.strides)]
    before = [total // 2 for total in totals]
    writer.node("ConvTranspose", [source.name, *names], layer.name, kernel_shape=list(kernel.shape[:2]),
                strides=list(layer.strides), pads=before + [total - half for total, half in zip(totals, before)])
    return writer.activated(layer.activation, Value(layer.name, layer.output.shape, True))


def dense(writer, layer, source):
    kernel = np.asarray(layer.get_weights()[0])
    if source.flat_of is not None:
        rank = len(source.flat_of)
        kernel = kernel.reshape(*source.flat_of, -1).transpose(rank - 1, *range(rank - 1), rank)
        kernel = kernel.reshape(-1, kernel.shape[-1])
    elif source.channels_first:
        source = writer.channels_last(source)
    names = [source.name, writer.constant(f"{layer.name}.kernel", kernel)]
    if len(source.shape) == 2:
        if layer.use_bias:
            names.append(writer.constant(f"{layer.name}.bias", layer.get_weights()[1]))
        writer.node("Gemm", names, layer.name)
    elif layer.use_bias:
        bias = writer.constant(f"{layer.name}.bias", layer.get_weights()[1])
        writer.node("Add", [writer.node("MatMul", names, f"{layer.name}.product"), bias], layer.name)
    else:
        writer.node("MatMul", names, layer.name)
    return writer.activated(layer.activation, Value(layer.name, layer.output.shape, False))


def pool(writer, layer, source):
    source = writer.channels_first(source)
    kind = "Average" if "Average" in type(layer).__name__ else "Max"
    if type(layer).__name__.startswith("Global"):
        name = writer.node(f"Global{kind}Pool", [source.name], f"{layer.name}.map")
        pooled = Value(name, (*layer.output.shape,), True)
        if len(layer.output.shape) == len(source.shape):
            return pooled
        return Value(writer.node("Flatten", [name], layer.name, axis=1), layer.output.shape, False)
    ones = (1,) * len(layer.pool_size)
    pads = padding(layer, source.shape, layer.pool_size, layer.strides, ones)
    attributes = {"pads": pads} if any(pads) else {}
    writer.node(f"{kind}Pool", [source.name], layer.name, kernel_shape=list(layer.pool_size),
                strides=list(layer.strides), **attributes)
    return Value(layer.name, layer.output.shape, True)


def normalization(writer, layer, source):
    source = writer.channels_first(source)
    width = source.shape[-1]
    weights = list(layer.get_weights())
    scale = weights.pop(0) if layer.scale else np.ones(width)
    shift = weights.pop(0) if layer.center else np.zeros(width)
    mean, variance = weights
    names = [writer.constant(f"{layer.name}.{name}", values) for name, values in
             (("scale", scale), ("shift", shift), ("mean", mean), ("variance", variance))]
    writer.node("BatchNormalization", [source.name, *names], layer.name, epsilon=float(layer.epsilon))
    return Value(layer.name, source.shape, True)


def flatten(writer, layer, source):
    name = writer.node("Flatten", [source.name], layer.name, axis=1)
    return Value(name, layer.output.shape, False, source.shape[1:] if source.channels_first else None)


def reshape(writer, layer, source):
    source = writer.channels_last(source)
    shape = writer.constant(f"{layer.name}.shape", [1, *layer.output.shape[1:]], np.int64)
    return Value(writer.node("Reshape", [source.name, shape], layer.name), layer.output.shape, False)


def enlarged(writer, layer, source):
    source = writer.channels_first(source)
    size = layer.size if isinstance(layer.size, (tuple, list)) else (layer.size,)
    scales = writer.constant(f"{layer.name}.scales", [1, 1, *size])
    mode = "linear" if getattr(layer, "interpolation", "nearest") == "bilinear" else "nearest"
    attributes = {"nearest_mode": "floor"} if mode == "nearest" else {}
    writer.node("Resize", [source.name, "", scales], layer.name, mode=mode,
                coordinate_transformation_mode="asymmetric" if mode == "nearest" else "half_pixel", **attributes)
    return Value(layer.name, layer.output.shape, True)


def padded(writer, layer, source):
    source = writer.channels_first(source)
    pairs = layer.padding if isinstance(layer.padding[0], (tuple, list)) else [layer.padding]
    pads = [0, 0, *(before for before, _ in pairs), 0, 0, *(behind for _, behind in pairs)]
    name = writer.constant(f"{layer.name}.pads", pads, np.int64)
    return Value(writer.node("Pad", [source.name, name], layer.name), layer.output.shape, True)


def cropped(writer, layer, source):
    source = writer.channels_first(source)
    pairs = layer.cropping if isinstance(layer.cropping[0], (tuple, list)) else [layer.cropping]
    lengths = source.shape[1:-1]
    starts = writer.constant(f"{layer.name}.starts", [before for before, _ in pairs], np.int64)
    ends = writer.constant(f"{layer.name}.ends", [n - behind for n, (_, behind) in zip(lengths, pairs)], np.int64)
    axes = writer.constant(f"{layer.name}.axes", np.arange(2, 2 + len(pairs)), np.int64)
    return Value(writer.node("Slice", [source.name, starts, ends, axes], layer.name), layer.output.shape, True)


def joined(writer, layer, sources):
    first = all(source.channels_first for source in sources)
    sources = sources if first else [writer.channels_last(source) for source in sources]
    rank = len(layer.output.shape)
    axis = layer.axis % rank
    if first:
        axis = 1 if axis == rank - 1 else axis + 1
    writer.node("Concat", [source.name for source in sources], layer.name, axis=axis)
    return Value(layer.name, layer.output.shape, first)


def elementwise(writer, layer, sources):
    """Writes a layer that takes each element by itself, in whichever order the channels lie."""
    kind = type(layer).__name__
    first = sources[0].channels_first
    if len({source.channels_first for source in sources}) > 1:
        sources, first = [writer.channels_first(source) for source in sources], True
    names = [source.name for source in sources]
    if kind == "ReLU" and layer.max_value is not None:
        writer.clip(names[0], layer.name, float(layer.max_value))
    else:
        name = names[0]
        for index, other in enumerate(names[1:-1]):
            name = writer.node(PLAIN[kind], [name, other], f"{layer.name}.{index}")
        writer.node(PLAIN[kind], [name, *names[1:][-1:]], layer.name)
    return Value(layer.name, layer.output.shape, first, sources[0].flat_of)


def softmax(writer, layer, source):
    source = writer.channels_last(source)
    writer.node("Softmax", [source.name], layer.name, axis=layer.axis % len(source.shape))
    return Value(layer.name, source.shape, False)


LAYERS = {
    "Conv1D": convolution, "Conv2D": convolution, "DepthwiseConv1D": convolution, "DepthwiseConv2D": convolution,
    "Conv2DTranspose": transposed_convolution, "Dense": dense, "BatchNormalization": normalization,
    "Flatten": flatten, "Reshape": reshape, "UpSampling2D": enlarged, "Softmax": softmax,
    "ZeroPadding1D": padded, "ZeroPadding2D": padded, "Cropping1D": cropped, "Cropping2D": cropped,
    "Activation": lambda writer, layer, source: writer.activated(layer.activation, source),
    "Dropout": lambda writer, layer, source: source,
    "SpatialDropout1D": lambda writer, layer, source: source,
    "SpatialDropout2D": lambda writer, layer, source: source,
    "GaussianNoise": lambda writer, layer, source: source,
    **{name: pool for name in (
        "AveragePooling1D", "AveragePooling2D", "MaxPooling1D", "MaxPooling2D", "GlobalAveragePooling1D",
        "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D")},
}
MANY = {"Concatenate": joined, **{kind: elementwise for kind in PLAIN}}


def to_onnx(model, name, *, channels_first=False, producer="swiftlet models"):
    """Returns the bytes of the ONNX model that equals a functional or sequential Keras network, for one sample a run.

    With `channels_first`, its input lies as ONNX wants it and not as Keras does.
    """
    writer = Writer()
    source, target = model.inputs[0], model.outputs[0]
    shape = [1, *source.shape[1:]]
    if channels_first:
        shape = [1, shape[-1], *shape[1:-1]]
    writer.values[id(source)] = Value(source.name, source.shape, channels_first)
    for layer in model.layers:
        kind = type(layer).__name__
        if isinstance(layer, keras.layers.InputLayer):
            continue
        inputs = layer.input if isinstance(layer.input, (list, tuple)) else [layer.input]
        sources = [writer.values[id(tensor)] for tensor in inputs]
        if kind in MANY:
            value = MANY[kind](writer, layer, sources)
        elif kind in LAYERS:
            value = LAYERS[kind](writer, layer, sources[0])
        else:
            raise NotImplementedError(f"{layer.name}: no ONNX nodes are known for the layer {kind}")
        writer.values[id(layer.output)] = value
    result = writer.channels_last(writer.values[id(target)])
    graph = helper.make_graph(
        writer.nodes, name,
        [helper.make_tensor_value_info(source.name, TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(result.name, TensorProto.FLOAT, [1, *target.shape[1:]])],
        writer.constants)
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8,
                             producer_name=producer)
    onnx.checker.check_model(file, full_check=True)
    return file.SerializeToString(deterministic=True)


def check(path, samples, expected, tolerance=1e-5):
    """Raises unless ONNX Runtime gives what Keras gave, to a few units in the last place."""
    import onnxruntime
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    source = session.get_inputs()[0]
    samples = samples.reshape(-1, *source.shape).astype(np.float32)
    outputs = np.concatenate([session.run(None, {source.name: sample})[0] for sample in samples])
    np.testing.assert_allclose(outputs, expected, rtol=0, atol=tolerance * max(1, np.abs(expected).max()))
