"""Reads an int8 TFLite file as a network in float, so that engines that read no TFLite can run the same model."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from networks import Builder, same_padding

ACTIVATIONS = {schema.ActivationFunctionType.NONE: "none", schema.ActivationFunctionType.RELU: "relu",
               schema.ActivationFunctionType.RELU6: "relu6"}
ELEMENTS = {schema.TensorType.INT8: np.int8, schema.TensorType.INT32: np.int32, schema.TensorType.FLOAT32: np.float32}
OPERATORS = {code: name for name, code in vars(schema.BuiltinOperator).items() if isinstance(code, int)}


class Reader:
    def __init__(self, path, name):
        with open(path, "rb") as file:
            self.model = schema.ModelT.InitFromPackedBuf(file.read(), 0)
        self.graph = self.model.subgraphs[0]
        tensor = self.graph.tensors[self.graph.inputs[0]]
        self.builder = Builder(name, tensor.shape, 0)
        self.scale, self.zero_point = float(tensor.quantization.scale[0]), int(tensor.quantization.zeroPoint[0])
        self.values = {self.graph.inputs[0]: self.builder.input}

    def constant(self, index):
        """A constant tensor's real values."""
        tensor = self.graph.tensors[index]
        data = np.frombuffer(bytes(self.model.buffers[tensor.buffer].data), ELEMENTS[tensor.type])
        data = data.reshape(tensor.shape).astype(np.float32)
        lengths = [1] * data.ndim
        lengths[tensor.quantization.quantizedDimension] = -1
        zero_point = np.reshape(tensor.quantization.zeroPoint, lengths)
        return ((data - zero_point) * np.reshape(tensor.quantization.scale, lengths)).astype(np.float32)

    def padding(self, options, lengths, kernel):
        if options.padding == schema.Padding.VALID:
            return ((0, 0), (0, 0))
        return tuple(same_padding(length, size, options.strideH) for length, size in zip(lengths, kernel))

    def add(self, kind, operator, weights=None, **attributes):
        inputs = [self.values[index] for index in operator.inputs if index in self.values]
        shape = self.graph.tensors[operator.outputs[0]].shape
        self.values[operator.outputs[0]] = self.builder.add(kind, inputs, shape, weights, **attributes)

    def convolution(self, kind, operator, weight):
        options = operator.builtinOptions
        if options.strideH != options.strideW or options.dilationHFactor != 1 or options.dilationWFactor != 1:
            raise ValueError("a convolution has strides or dilations that are not read here")
        lengths = self.graph.tensors[operator.inputs[0]].shape[1:3]
        self.add(kind, operator, {"weight": weight, "bias": self.constant(operator.inputs[2])},
                 stride=options.strideH, padding=self.padding(options, lengths, weight.shape[:2]),
                 activation=ACTIVATIONS[options.fusedActivationFunction])

    def operator(self, operator):
        options = operator.builtinOptions
        code = self.model.operatorCodes[operator.opcodeIndex]
        name = OPERATORS[max(code.builtinCode, code.deprecatedBuiltinCode)]
        source = operator.inputs[0]
        match name:
            case "CONV_2D":
                self.convolution("conv", operator, self.constant(operator.inputs[1]).transpose(1, 2, 3, 0))
            case "DEPTHWISE_CONV_2D":
                self.convolution("depthwise", operator, self.constant(operator.inputs[1])[0])
            case "FULLY_CONNECTED":
                weights = {"weight": self.constant(operator.inputs[1]).T, "bias": self.constant(operator.inputs[2])}
                self.add("dense", operator, weights, activation=ACTIVATIONS[options.fusedActivationFunction])
            case "ADD":
                self.add("add", operator, activation=ACTIVATIONS[options.fusedActivationFunction])
            case "AVERAGE_POOL_2D":
                lengths = self.graph.tensors[source].shape[1:3]
                if [options.filterHeight, options.filterWidth] != list(lengths):
                    raise ValueError("only a pooling of whole images is read here")
                self.add("mean", operator)
                # The mean of this description has no height and width; the reshape that follows removes them.
                self.builder.network.shapes[-1] = (1, int(self.graph.tensors[source].shape[3]))
            case "RESHAPE" if len(self.builder.shape(self.values[source])) == 2:
                self.values[operator.outputs[0]] = self.values[source]
            case "RESHAPE":
                self.add("flatten", operator, target=self.graph.tensors[operator.outputs[0]].shape[1:])
            case "SOFTMAX":
                self.add("softmax", operator)
            case _:
                raise ValueError(f"{name} is not read here")



def read(path, name):
    """The network of a file, and the scale and the zero point of its input."""
    reader = Reader(path, name)
    for operator in reader.graph.operators:
        reader.operator(operator)
    return reader.builder.network, reader.scale, reader.zero_point
