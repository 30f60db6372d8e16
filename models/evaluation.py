"""What the `evaluate.py` of every model of the zoo shares: it needs the package `swiftlet` and NumPy alone."""

import argparse
import inspect
import json
import pathlib

import numpy as np

import swiftlet


def main(metric, measure, *, samples, targets, **more):
    """Runs the float network and the int8 model that the command line names, and prints one object of JSON.

    `measure` takes the outputs for all samples and the targets, and returns a number. `samples` and `targets` are the
    arrays, or names of files beside the program. What else is given, such as a `baseline`, is printed too; where it is
    a function, it is called as `measure` is, and gives the numbers of float and int8.
    """
    program = inspect.getmodule(inspect.stack()[1].frame)
    parser = argparse.ArgumentParser(description=(program.__doc__ or "").split("\n")[0])
    parser.add_argument("model", metavar="MODEL_INT8", help="what 'swiftlet convert --calibration' made of the network")
    arguments = parser.parse_args()
    folder = pathlib.Path(program.__file__).resolve().parent
    samples, targets = (np.load(folder / values) if isinstance(values, str) else values
                        for values in (samples, targets))
    float_model = swiftlet.convert(folder / f"{folder.name}_float32.tflite", quantize="none").model()
    outputs = {"float": float_model.map(samples), "int8": swiftlet.Model(arguments.model).map(samples)}
    result = {"metric": metric, **{kind: rounded(measure(values, targets)) for kind, values in outputs.items()},
              "samples": len(samples)}
    for name, value in more.items():
        if callable(value):
            value = {kind: value(values, targets) for kind, values in outputs.items()}
        result[name] = rounded(value)
    print(json.dumps(result, ensure_ascii=False))


def rounded(value):
    """Returns a number, or the numbers of a dictionary, with as many digits as say something."""
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return value if isinstance(value, str) else round(float(value), 6)


def right(outputs, labels):
    """Returns what part of the outputs are greatest at their labels."""
    return np.mean(outputs.reshape(len(labels), -1).argmax(1) == labels)
