"""Makes models of one operator that TensorFlow's converter is not needed for, and LiteRT's answers.

    pip install -r requirements.txt
    python index_operators.py OUTPUT

The operators name elements by indices, compare, select or repeat them, or take integers and truth
values. The layout is that of `operators.py`, but for `out<k>.reference.npy`: LiteRT has one path for
these operators, and only `out<k>.litert.npy` is written. Each line of `cases` is one model; the name
ends in the element type of its data.
"""

import argparse
import pathlib

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

SAMPLE_COUNT = 4
DATA = {"float32": np.float32, "int32": np.int32, "int64": np.int64, "bool": np.bool_, "int8": np.int8}
TYPES = {
    np.dtype(element): getattr(schema.TensorType, name)
    for name, element in [
        ("FLOAT32", np.float32), ("INT32", np.int32), ("INT64", np.int64), ("BOOL", np.bool_), ("INT8", np.int8)
    ]
}


class Source:
    """An input: its shape, its element type, and the least and the first value beyond the greatest."""

    def __init__(self, shape, element, low, high, scale=0.1, zero=3):
        self.shape, self.element = tuple(shape), np.dtype(element)
        self.low, self.high, self.scale, self.zero = low, high, scale, zero

    def samples(self, random):
        """Returns stacked samples: whole numbers, or floats with many that are equal."""
        shape = (SAMPLE_COUNT, *self.shape)
        if self.element.kind == "f":
            return (np.round(random.uniform(self.low, self.high, shape) * 4) / 4).astype(np.float32)
        return random.integers(self.low, self.high, shape).astype(self.element)


def data(kind, *shape, **quantization):
    """An input of any values of a kind."""
    low, high = {"int8": (-128, 128), "bool": (0, 2)}.get(kind, (-9, 10))
    return Source(shape, DATA[kind], low, high, **quantization)


def index(length, *shape, element=np.int32):
    """An input of indices of an axis."""
    return Source(shape, element, 0, length)


def known(values, element=np.int32):
    """An input that is a constant of the file."""
    return np.asarray(values, element)


def model(code, inputs, outputs, options=None):
    """Returns the bytes of a file with one operator; outputs are element types, or quantized."""
    graph = schema.SubGraphT()
    graph.tensors, graph.inputs, graph.outputs = [], [], []
    file = schema.ModelT()
    file.version, file.description = 3, "one operator"
    file.buffers = [schema.BufferT()]

    def add(name, element, shape, scale, zero):
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.buffer = name, list(shape), 0
        tensor.type = TYPES[np.dtype(element)]
        if np.dtype(element) == np.int8:
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale, tensor.quantization.zeroPoint = [scale], [zero]
        graph.tensors.append(tensor)
        return tensor

    for number, source in enumerate(inputs):
        if isinstance(source, np.ndarray):
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(source.tobytes(), np.uint8)
            file.buffers.append(buffer)
            tensor = add(f"input{number}", source.dtype, source.shape, 0.1, 3)
            tensor.buffer = len(file.buffers) - 1
        else:
            add(f"input{number}", source.element, source.shape, source.scale, source.zero)
            graph.inputs.append(number)
    for number, (element, shape) in enumerate(outputs):
        graph.outputs.append(len(graph.tensors))
        add(f"output{number}", element, shape, 0.1, 3)
    operator = schema.OperatorT()
    operator.inputs, operator.outputs = list(range(len(inputs))), graph.outputs
    if options:
        kind = type(options).__name__[:-1]
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        operator.builtinOptions = options
    graph.operators = [operator]
    operator_code = schema.OperatorCodeT()
    operator_code.builtinCode, operator_code.deprecatedBuiltinCode = code, min(code, 127)
    operator_code.version = 3 if code == schema.BuiltinOperator.BROADCAST_TO else 1
    file.operatorCodes, file.subgraphs = [operator_code], [graph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(file.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def gather(axis, batch):
    options = schema.GatherOptionsT()
    options.axis, options.batchDims = axis, batch
    return options


def one_hot(axis):
    options = schema.OneHotOptionsT()
    options.axis = axis
    return options


def cases():
    """Yields name, operator, inputs, outputs and options of each model."""
    code = schema.BuiltinOperator
    i32, i64, truth = np.int32, np.int64, np.bool_
    for relation in ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]:
        operator = getattr(code, relation.upper())
        row = [(truth, (3, 7))]
        yield f"{relation}.float32", operator, [data("float32", 3, 7), data("float32", 7)], row
        yield f"{relation}.int64", operator, [data("int64", 3, 7), data("int64", 3, 1)], row
        scaled = [data("int8", 30, 7), data("int8", 7, scale=0.07, zero=-20)]
        yield f"{relation}_scaled.int8", operator, scaled, [(truth, (30, 7))]
    yield "equal.bool", code.EQUAL, [data("bool", 3, 7), data("bool", 7)], [(truth, (3, 7))]
    for name in ["logical_and", "logical_or"]:
        yield f"{name}.bool", getattr(code, name.upper()), [data("bool", 4, 5), data("bool", 5)], [(truth, (4, 5))]
    yield "logical_not.bool", code.LOGICAL_NOT, [data("bool", 4, 5)], [(truth, (4, 5))]

    for kind in ["float32", "int64", "int8", "bool"]:
        own = DATA[kind]
        x = data(kind, 4, 5, 6)
        yield f"gather.{kind}", code.GATHER, [x, index(5, 3, 2)], [(own, (4, 3, 2, 6))], gather(1, 0)
        yield f"gather_nd_1.{kind}", code.GATHER_ND, [x, index(4, 7, 1, element=i64)], [(own, (7, 5, 6))]
        yield f"gather_nd_2.{kind}", code.GATHER_ND, [x, index(4, 3, 2, 2)], [(own, (3, 2, 6))]
        yield f"gather_nd_3.{kind}", code.GATHER_ND, [x, index(4, 7, 3)], [(own, (7,))]
        yield f"select.{kind}", code.SELECT, [data("bool", 3), data(kind, 3, 4), data(kind, 3, 4)], [(own, (3, 4))]
        either = [data("bool", 3, 1), data(kind, 3, 4), data(kind, 4)]
        yield f"select_v2.{kind}", code.SELECT_V2, either, [(own, (3, 4))]
        hot = [index(6, 3, 4), known(5), data(kind), data(kind)]
        yield f"one_hot.{kind}", code.ONE_HOT, hot, [(own, (3, 4, 5))], one_hot(-1)
        yield f"one_hot_outer.{kind}", code.ONE_HOT, hot, [(own, (5, 3, 4))], one_hot(0)
        yield f"tile_twice.{kind}", code.TILE, [data(kind, 2, 3, 4), known([2, 1, 3])], [(own, (4, 3, 12))]
        yield f"broadcast_to.{kind}", code.BROADCAST_TO, [data(kind, 3, 1), known([2, 3, 4])], [(own, (2, 3, 4))]
        yield f"reverse_v2.{kind}", code.REVERSE_V2, [data(kind, 3, 4, 5), known([1])], [(own, (3, 4, 5))]
        yield f"fill.{kind}", code.FILL, [known([3, 4]), data(kind)], [(own, (3, 4))]
        if kind == "bool":
            continue
        top = [data(kind, 3, 40), known(5)]
        yield f"topk_v2.{kind}", code.TOPK_V2, top, [(own, (3, 5)), (i32, (3, 5))]
        if kind == "int8":
            continue
        pairs = [index(3, 7, 2), data(kind, 7, 2), known([3, 4, 2])]
        yield f"scatter_nd.{kind}", code.SCATTER_ND, pairs, [(own, (3, 4, 2))]
        for name in ["floor_div", "floor_mod"]:
            if (name, kind) != ("floor_div", "int64"):
                divisor = Source((50,), own, 1, 5)
                yield f"{name}.{kind}", getattr(code, name.upper()), [data(kind, 4, 50), divisor], [(own, (4, 50))]
    yield "gather_batch.float32", code.GATHER, [data("float32", 4, 5, 6), index(6, 4, 5, 2)], \
        [(np.float32, (4, 5, 2))], gather(2, 2)
    yield "gather_batch.int8", code.GATHER, [data("int8", 4, 5, 6), index(6, 4, 2, element=i64)], \
        [(np.int8, (4, 5, 2))], gather(-1, -1)
    table = known(np.arange(54).reshape(9, 3, 2) / 8, np.float32)
    yield "embedding_lookup.float32", code.EMBEDDING_LOOKUP, [index(9, 7), table], [(np.float32, (7, 3, 2))]
    yield "floor_mod.int32", code.FLOOR_MOD, [data("int32", 4, 50), Source((50,), i32, -5, 0)], [(i32, (4, 50))]
    yield "floor_div.int32", code.FLOOR_DIV, [data("int32", 4, 50), Source((50,), i32, -5, 0)], [(i32, (4, 50))]
    yield "atan2.float32", code.ATAN2, [data("float32", 4, 50), data("float32", 4, 50)], [(np.float32, (4, 50))]
    yield "sign.float32", code.SIGN, [data("float32", 4, 50)], [(np.float32, (4, 50))]
    yield "sign.int32", code.SIGN, [data("int32", 4, 50)], [(i32, (4, 50))]
    yield "bitwise_xor.int32", code.BITWISE_XOR, [data("int32", 4, 50), data("int32", 4, 50)], [(i32, (4, 50))]
    yield "right_shift.int32", code.RIGHT_SHIFT, [Source((4, 50), i32, -3000, 3000), index(12, 4, 50)], [(i32, (4, 50))]
    yield "pow.int32", code.POW, [data("int32", 4, 50), index(6, 4, 50)], [(i32, (4, 50))], schema.PowOptionsT()
    yield "squared_difference.int32", code.SQUARED_DIFFERENCE, [data("int32", 4, 50), data("int32", 50)], \
        [(i32, (4, 50))], schema.SquaredDifferenceOptionsT()


def make(folder, name, code, inputs, outputs, options=None):
    """Writes one model with its arrays."""
    file = model(code, inputs, outputs, options)
    random = np.random.default_rng(list(name.encode()))
    stacked = [source.samples(random) for source in inputs if not isinstance(source, np.ndarray)]
    interpreter = Interpreter(model_content=file, num_threads=1)
    interpreter.allocate_tensors()
    answers = []
    for sample in range(SAMPLE_COUNT):
        for detail, values in zip(interpreter.get_input_details(), stacked):
            interpreter.set_tensor(detail["index"], values[sample])
        interpreter.invoke()
        answers.append([interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()])
    golden = folder / "golden" / f"{name}.tflite"
    golden.mkdir(parents=True, exist_ok=True)
    for number, values in enumerate(stacked):
        np.save(golden / f"in{number}.npy", values)
    for number in range(len(outputs)):
        np.save(golden / f"out{number}.litert.npy", np.stack([answer[number] for answer in answers]))
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models" / f"{name}.tflite").write_bytes(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=pathlib.Path)
    folder = parser.parse_args().output
    for case in cases():
        make(folder, *case)


if __name__ == "__main__":
    main()
