"""Writes the trained digits network as an ONNX model, node by node.

ONNX orders tensors as [n, channels, height, width], Keras as [n, height, width, channels]: kernels
are transposed, and the rows of the classifier are put in the order in which ONNX flattens.
"""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


def convolution(model, name, source, pads=(0, 0, 0, 0), stride=1):
    """Returns the `Conv` node of a layer, whose output is `name`, and its two constants."""
    layer = model.get_layer(name)
    kernel, bias = (np.asarray(weight) for weight in layer.get_weights())
    is_depthwise = type(layer).__name__ == "DepthwiseConv2D"
    # Keras: [rows, columns, in, out], or for depthwise [rows, columns, channels, 1].
    axes = (2, 3, 0, 1) if is_depthwise else (3, 2, 0, 1)
    node = helper.make_node(
        "Conv",
        [source, f"{name}.kernel", f"{name}.bias"],
        [name],
        name=name,
        kernel_shape=list(kernel.shape[:2]),
        strides=[stride, stride],
        pads=list(pads),
        group=kernel.shape[2] if is_depthwise else 1,
    )
    return node, [
        constant(f"{name}.kernel", kernel.transpose(axes)),
        constant(f"{name}.bias", bias),
    ]


def constant(name, values):
    return numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name)


def classifier(model, source):
    """Returns the `Gemm` node of the last layer and its constants, rows in channel-major order."""
    kernel, bias = (np.asarray(weight) for weight in model.get_layer("classifier").get_weights())
    rows, columns, channels = model.get_layer("pool").output.shape[1:]
    kernel = kernel.reshape(rows, columns, channels, -1).transpose(2, 0, 1, 3)
    node = helper.make_node(
        "Gemm", [source, "classifier.kernel", "classifier.bias"], ["classifier"], name="classifier"
    )
    return node, [
        constant("classifier.kernel", kernel.reshape(rows * columns * channels, -1)),
        constant("classifier.bias", bias),
    ]


def convert(model):
    """Returns the bytes of the ONNX model that equals the Keras model, for one image a run."""
    nodes, constants = [], []

    def add(node_and_constants):
        nodes.append(node_and_constants[0])
        constants.extend(node_and_constants[1])

    def apply(operation, sources, name, **attributes):
        add((helper.make_node(operation, sources, [name], name=name, **attributes), []))

    around = (1, 1, 1, 1)
    add(convolution(model, "stem", "image", around))
    apply("Relu", ["stem"], "stem.relu")
    add(convolution(model, "depthwise1", "stem.relu", around))
    apply("Relu", ["depthwise1"], "depthwise1.relu")
    add(convolution(model, "pointwise1", "depthwise1.relu"))
    apply("Add", ["pointwise1", "stem.relu"], "residual1")
    apply("Relu", ["residual1"], "relu1")
    # "same" with an even height and stride 2 pads only after the last row and column.
    add(convolution(model, "depthwise2", "relu1", (0, 0, 1, 1), stride=2))
    apply("Relu", ["depthwise2"], "depthwise2.relu")
    add(convolution(model, "pointwise2", "depthwise2.relu"))
    apply("Relu", ["pointwise2"], "pointwise2.relu")
    add(convolution(model, "depthwise3", "pointwise2.relu", around))
    apply("Relu", ["depthwise3"], "depthwise3.relu")
    add(convolution(model, "pointwise3", "depthwise3.relu"))
    apply("Add", ["pointwise3", "pointwise2.relu"], "residual3")
    apply("Relu", ["residual3"], "relu3")
    apply("AveragePool", ["relu3"], "pool", kernel_shape=[2, 2], strides=[2, 2])
    apply("Flatten", ["pool"], "flatten", axis=1)
    add(classifier(model, "flatten"))
    apply("Softmax", ["classifier"], "probabilities", axis=1)

    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, 8, 8])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, 10])],
        constants,
    )
    file = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
        producer_name="swiftlet models/digits",
    )
    onnx.checker.check_model(file, full_check=True)
    return file.SerializeToString(deterministic=True)


def check(path, images, expected):
    """Raises unless ONNX Runtime gives what Keras gave, to a few units in the last place."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    frames = images.reshape(-1, 1, 1, 8, 8)
    outputs = np.concatenate([session.run(None, {"image": frame})[0] for frame in frames])
    np.testing.assert_allclose(outputs, expected, rtol=0, atol=1e-5)
