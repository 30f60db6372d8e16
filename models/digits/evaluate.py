"""Measures what part of the test images the digits network, and those of the two tutorials, name rightly.

    python models/digits/evaluate.py MODEL_INT8
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import evaluation

import numpy as np

import swiftlet

FOLDER = pathlib.Path(__file__).resolve().parent
TUTORIALS = {"Keras": "digits_softmax_keras.tflite", "PyTorch": "digits_softmax_pytorch.onnx"}


def one_layer(images, labels):
    """Returns the accuracy of the networks of the tutorials, in float and in int8."""
    samples = {"float": None, "int8": np.load(FOLDER / "calibration_images.npy")}
    return {kind: {name: evaluation.right(swiftlet.convert(FOLDER / file, chosen).model().map(images), labels)
                   for name, file in TUTORIALS.items()} for kind, chosen in samples.items()}


if __name__ == "__main__":
    images, labels = np.load(FOLDER / "test_images.npy"), np.load(FOLDER / "test_labels.npy")
    more = {"one layer": {kind: {name: evaluation.rounded(value) for name, value in values.items()}
                          for kind, values in one_layer(images, labels).items()}}
    evaluation.main("accuracy", evaluation.right, samples=images, targets=labels, **more)
