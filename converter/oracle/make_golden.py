"""Runs every model of a folder in LiteRT and ONNX Runtime and keeps the inputs and the outputs.

    pip install -r requirements.txt
    python make_golden.py MODELS GOLDEN

For each `MODELS/<group>/<file>.tflite` or `.onnx`, writes into `GOLDEN/<group>/<file>/`:

    in<k>.npy               the k-th input, four samples stacked in front of its shape
    out<k>.litert.npy       the k-th output of LiteRT as it comes, which is XNNPACK (TFLite files)
    out<k>.reference.npy    the k-th output of LiteRT's reference kernels (TFLite files)
    out<k>.ort.npy          the k-th output of ONNX Runtime (ONNX files)

Inputs are noise seeded by the file's path: normal for floats, uniform over the type's range for
integers of 8 and 16 bits, 0...9 for wider ones. Unknown dimensions become 1. State is reset before
each sample. Everything runs on one thread. A model that a runtime refuses is reported and passed over.
"""

import argparse
import pathlib
import sys
import zlib

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

SAMPLE_COUNT = 4

PATHS = {
    "litert": OpResolverType.AUTO,
    "reference": OpResolverType.BUILTIN_REF,
}


def generator(name):
    """Returns the random generator that belongs to a name, the same in every process."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def noise(random, shape, element):
    """Returns `SAMPLE_COUNT` arrays of noise, stacked."""
    shape, element = (SAMPLE_COUNT, *shape), np.dtype(element)
    if element.kind == "b":
        return random.integers(0, 2, shape).astype(bool)
    if element.kind in "iu" and element.itemsize <= 2:
        limits = np.iinfo(element)
        return random.integers(limits.min, limits.max, shape, element, endpoint=True)
    if element.kind in "iu":
        return random.integers(0, 10, shape, element)
    return random.standard_normal(shape).astype(element)


class LiteRT:
    """One TFLite file in one of LiteRT's two paths."""

    def __init__(self, path, kernels):
        self.interpreter = Interpreter(str(path), num_threads=1, experimental_op_resolver_type=PATHS[kernels])
        self.interpreter.allocate_tensors()
        self.sources = self.interpreter.get_input_details()
        self.targets = self.interpreter.get_output_details()

    def inputs(self):
        return [(tuple(source["shape"]), source["dtype"]) for source in self.sources]

    def run(self, arrays):
        self.interpreter.reset_all_variables()
        for source, array in zip(self.sources, arrays, strict=True):
            self.interpreter.set_tensor(source["index"], array)
        self.interpreter.invoke()
        return [self.interpreter.get_tensor(target["index"]).copy() for target in self.targets]


class ONNXRuntime:
    """One ONNX file in ONNX Runtime's CPU provider."""

    ELEMENTS = {
        "tensor(float)": np.float32,
        "tensor(double)": np.float64,
        "tensor(int8)": np.int8,
        "tensor(uint8)": np.uint8,
        "tensor(int32)": np.int32,
        "tensor(int64)": np.int64,
        "tensor(bool)": np.bool_,
    }

    def __init__(self, path, kernels):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])

    def inputs(self):
        return [
            (
                tuple(size if isinstance(size, int) and size > 0 else 1 for size in source.shape),
                self.ELEMENTS[source.type],
            )
            for source in self.session.get_inputs()
        ]

    def run(self, arrays):
        names = [source.name for source in self.session.get_inputs()]
        return self.session.run(None, dict(zip(names, arrays, strict=True)))


def record(runner, samples):
    """Returns the runner's outputs for stacked inputs: for each output its samples, stacked."""
    rows = [runner.run([stack[index] for stack in samples]) for index in range(SAMPLE_COUNT)]
    return [np.stack(column) for column in zip(*rows, strict=True)]


def record_all(path, folder, samples):
    """Writes a model's inputs, and its outputs for each path; returns {path: outputs or an error}."""
    is_onnx = path.suffix == ".onnx"
    results = {}
    for kernels in ["ort"] if is_onnx else PATHS:
        try:
            results[kernels] = record((ONNXRuntime if is_onnx else LiteRT)(path, kernels), samples)
        except (RuntimeError, ValueError) as error:
            results[kernels] = error
            continue
        folder.mkdir(parents=True, exist_ok=True)
        for index, output in enumerate(results[kernels]):
            np.save(folder / f"out{index}.{kernels}.npy", output)
    if folder.is_dir():
        for index, stack in enumerate(samples):
            np.save(folder / f"in{index}.npy", stack)
    return results


def description(error):
    """Returns the line of an error that says most: its last."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("golden", type=pathlib.Path)
    arguments = parser.parse_args()
    refusals = 0
    for path in sorted(arguments.models.rglob("*")):
        if path.suffix not in (".tflite", ".onnx"):
            continue
        name = path.relative_to(arguments.models).as_posix()
        random = generator(name)
        try:
            runner = (ONNXRuntime if path.suffix == ".onnx" else LiteRT)(path, "litert")
            samples = [noise(random, shape, element) for shape, element in runner.inputs()]
            results = record_all(path, arguments.golden / name, samples)
        except Exception as error:  # A runtime refuses a file with whatever type it likes.
            results = {"loading": error}
        for kernels, result in results.items():
            if isinstance(result, Exception):
                refusals += 1
                print(f"{name}: {kernels}: {description(result)}", file=sys.stderr)
        print(name, *[kernels for kernels, result in results.items() if isinstance(result, list)])
    sys.exit(1 if refusals else 0)


if __name__ == "__main__":
    main()
