"""The backend node tests of the onnx package, with shapes and axes frozen."""

import warnings

from onnx import TensorProto, numpy_helper

# The positions of inputs that state a shape, axes, sizes or a mode, for each operator. Data of the
# network is never among them.
FROZEN = {
    "AffineGrid": (1,),
    "BlackmanWindow": (0,),
    "CenterCropPad": (1,),
    "Col2Im": (1, 2),
    "ConstantOfShape": (0,),
    "CumProd": (1,),
    "CumSum": (1,),
    "DFT": (1, 2),
    "Dropout": (1, 2),
    "Expand": (1,),
    "HammingWindow": (0,),
    "HannWindow": (0,),
    "MelWeightMatrix": (0, 1, 2, 3, 4),
    "OneHot": (1,),
    "Pad": (1, 3),
    "Range": (0, 1, 2),
    "ReduceL1": (1,),
    "ReduceL2": (1,),
    "ReduceLogSum": (1,),
    "ReduceLogSumExp": (1,),
    "ReduceMax": (1,),
    "ReduceMean": (1,),
    "ReduceMin": (1,),
    "ReduceProd": (1,),
    "ReduceSum": (1,),
    "ReduceSumSquare": (1,),
    "Reshape": (1,),
    "Resize": (1, 2, 3),
    "STFT": (1, 3),
    "Slice": (1, 2, 3, 4),
    "Split": (1,),
    "Squeeze": (1,),
    "Tile": (1,),
    "TopK": (1,),
    "Trilu": (1,),
    "Unsqueeze": (1,),
    "Upsample": (1,),
}


class Case:
    """A model, the arrays it takes, and the arrays it must give."""

    def __init__(self, source):
        self.name = source.name
        self.model = source.model
        self.operator = operator(source.model)
        self.relative, self.absolute = source.rtol, source.atol
        inputs, self.outputs = ([array(value) for value in values] for values in source.data_sets[0])
        frozen = freeze(source.model, dict(zip(names(source.model), inputs)))
        self.frozen = sorted(frozen)
        self.inputs = {
            name: array
            for name, array in zip(names(source.model), inputs)
            if name not in frozen
        }


def array(value):
    """Returns a value of the package as an array, where it is one."""
    return numpy_helper.to_array(value) if isinstance(value, TensorProto) else value


def names(model):
    """Returns the names of a model's inputs, as its author has them."""
    return [value.name for value in model.graph.input]


def operator(model):
    """Returns the operator that a case is about."""
    kinds = [node.op_type for node in model.graph.node]
    others = [kind for kind in kinds if kind not in ("Constant", "Identity")]
    return (others or kinds or ["none"])[0]


def freeze(model, arrays):
    """Makes inputs that state a shape constants of the model, and returns their names."""
    found = set()
    for node in model.graph.node:
        for position in FROZEN.get(node.op_type, ()):
            if position < len(node.input) and node.input[position] in arrays:
                found.add(node.input[position])
    # What is data elsewhere stays an input.
    for node in model.graph.node:
        for position, name in enumerate(node.input):
            if position not in FROZEN.get(node.op_type, ()):
                found.discard(name)
    for name in found:
        model.graph.initializer.append(numpy_helper.from_array(arrays[name], name))
    return found


def collect(part=""):
    """Returns the cases whose names hold a part, without those that only spell an operator out."""
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sources = collect_testcases(None)
    return [
        source for source in sources if "_expanded" not in source.name and part in source.name
    ]
