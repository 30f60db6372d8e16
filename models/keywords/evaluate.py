"""Measures how often the float and the converted model are right; prints one JSON object.

    python models/keywords/evaluate.py keywords_int8.swiftlet
"""

import argparse
import json
import pathlib

import numpy as np
import swiftlet

FOLDER = pathlib.Path(__file__).resolve().parent
# A stored sample q is the feature (q + 128) * STEP.
STEP = 44 / 256


def samples():
    """Returns the features of the test, as the network takes them."""
    return (np.load(FOLDER / "test_samples.npy").astype(np.float32) + 128) * np.float32(STEP)


def accuracy(model, features, labels):
    return float((model.map(features).reshape(len(labels), -1).argmax(1) == labels).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", metavar="MODEL_INT8", help="the converted model")
    path = parser.parse_args().model
    features, labels = samples(), np.load(FOLDER / "test_labels.npy")
    reference = swiftlet.convert(FOLDER / "keywords_float32.onnx", quantize="none").model()
    print(json.dumps({"metric": "accuracy", "float": accuracy(reference, features, labels),
                      "int8": accuracy(swiftlet.Model(path), features, labels), "samples": len(labels)}))


if __name__ == "__main__":
    main()
