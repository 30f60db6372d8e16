"""Makes many models of one operator, and what LiteRT answers on each.

    pip install -r requirements.txt
    python operators.py OUTPUT [--only SUBSTRING] [--like MANIFEST]

Each case of the three `*_cases.py` becomes one TFLite file for each of its kinds, where TensorFlow's
converter supports it:

    float32              nothing quantized
    int8                 everything quantized, int8 in and out
    int8_between_floats  int8 inside, float in and out
    int8_to_float        int8 in, float out (DEQUANTIZE)
    float_to_int8        float in, int8 out (QUANTIZE)

The files are `OUTPUT/models/<case>.<kind>.tflite`; `make_golden.py` documents the arrays in
`OUTPUT/golden/<case>.<kind>.tflite/`, where a path that refuses a model leaves no output. Inputs are
noise over the case's ranges, for the first sample a tenth beyond. `OUTPUT/manifest.tsv` lists each
model with its operators, its bytes and how far LiteRT's two paths are apart; `OUTPUT/refused.tsv`, if
there is one, lists what was not made.
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np
import tensorflow as tf

import make_golden
from operator_cases import all_cases

CALIBRATION_COUNT = 24

# How wide each sample's noise is, as a share of the case's range. Beyond 1, int8 saturates.
WIDTHS = np.array([1.1, 0.9, 0.7, 0.5], np.float32)

# For each quantized kind, the types of the model's inputs and outputs.
DOORS = {
    "int8": (tf.int8, tf.int8),
    "int8_between_floats": (tf.float32, tf.float32),
    "int8_to_float": (tf.int8, tf.float32),
    "float_to_int8": (tf.float32, tf.int8),
}


def sample(random, source, count):
    """Returns `count` inputs as the case describes them, stacked."""
    shape = (count, *source.shape)
    if np.dtype(source.element).kind in "iu":
        return random.integers(int(source.low), int(source.high), shape).astype(source.element)
    return random.uniform(source.low, source.high, shape).astype(source.element)


def convert(case, kind):
    """Returns the bytes of the case's TFLite file, or raises what the converter raises."""
    signature = [
        tf.TensorSpec(source.shape, source.element, name=f"input{index}")
        for index, source in enumerate(case.sources)
    ]
    concrete = tf.function(case.function, input_signature=signature).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete])
    if kind != "float32":
        random = make_golden.generator(case.name)
        stacks = [sample(random, source, CALIBRATION_COUNT) for source in case.sources]
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: (list(row) for row in zip(*stacks, strict=True))
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type, converter.inference_output_type = DOORS[kind]
    return converter.convert()


def inputs(case, runner, name):
    """Returns the stacked inputs: noise over the case's ranges, narrower from sample to sample."""
    random = make_golden.generator(name)
    stacks = []
    for source, detail in zip(case.sources, runner.sources, strict=True):
        stack = sample(random, source, make_golden.SAMPLE_COUNT)
        if source.element == "float32":
            stack *= WIDTHS.reshape(-1, *[1] * len(source.shape))
        if detail["dtype"] == np.int8 and source.element == "float32":
            scale, zero_point = detail["quantization"]
            levels = np.rint(stack / np.float32(scale)) + zero_point
            stack = np.clip(levels, -128, 127).astype(np.int8)
        stacks.append(stack)
    return stacks


def operators(runner):
    """Returns the names of the file's operators, in their order."""
    names = [node["op_name"] for node in runner.interpreter._get_ops_details()]
    return [name for name in names if name != "DELEGATE"]


def distance(results):
    """Returns the share of unequal elements and the largest difference of the two paths, as text."""
    if any(isinstance(result, Exception) for result in results.values()):
        refusing = [path for path, result in results.items() if isinstance(result, Exception)]
        return "-\t" + " ".join(f"refused by {path}" for path in refusing)
    first, second = (
        np.concatenate([array.ravel().astype(np.float64) for array in outputs])
        for outputs in results.values()
    )
    return f"{np.mean(first != second):.4f}\t{np.max(np.abs(first - second), initial=0.0):.6g}"


def make(case, kind, output):
    """Writes one model and its arrays; returns its line of the manifest, or raises."""
    name = f"{case.name}.{kind}.tflite"
    file = convert(case, kind)
    path = output / "models" / name
    path.write_bytes(file)
    try:
        runner = make_golden.LiteRT(path, "litert")
        results = make_golden.record_all(path, output / "golden" / name, inputs(case, runner, name))
        if all(isinstance(result, Exception) for result in results.values()):
            raise results["litert"]
    except Exception:
        path.unlink()
        raise
    return f"{name}\t{' '.join(operators(runner))}\t{len(file)}\t{distance(results)}"


def wanted(arguments):
    """Returns the pairs of a case and a kind to make."""
    pairs = [(case, kind) for case in all_cases() for kind in case.kinds if arguments.only in case.name]
    if arguments.like is None:
        return pairs
    listed = {line.split("\t")[0] for line in arguments.like.read_text().splitlines()}
    return [(case, kind) for case, kind in pairs if f"{case.name}.{kind}.tflite" in listed]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--only", default="", help="make only cases whose name holds this")
    parser.add_argument("--like", type=pathlib.Path, help="make only the models of this manifest")
    arguments = parser.parse_args()
    (arguments.output / "models").mkdir(parents=True, exist_ok=True)
    made = ["model\toperators\tbytes\tshare unequal\tlargest difference"]
    refused = ["model\treason"]
    for case, kind in wanted(arguments):
        try:
            made.append(make(case, kind, arguments.output))
            print(made[-1], flush=True)
        except Exception as error:  # The converter refuses with many types; each is a line.
            refused.append(f"{case.name}.{kind}.tflite\t{make_golden.description(error)}")
            print("refused:", refused[-1], flush=True)
    (arguments.output / "manifest.tsv").write_text("\n".join(made) + "\n")
    if len(refused) > 1:
        (arguments.output / "refused.tsv").write_text("\n".join(refused) + "\n")
    print(f"{len(made) - 1} models, {len(refused) - 1} refused")


if __name__ == "__main__":
    main()
