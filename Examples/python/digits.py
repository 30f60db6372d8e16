"""Converts the digits network to int8, counts how often it is right, and shows where its time goes.

    pip install ./converter/python
    python Examples/python/digits.py
"""

import pathlib

import numpy as np

import swiftlet

DIGITS = pathlib.Path(__file__).resolve().parents[2] / "models/digits"


def main():
    images, labels = np.load(DIGITS / "test_images.npy"), np.load(DIGITS / "test_labels.npy")

    conversion = swiftlet.convert(DIGITS / "digits_float32.tflite", samples=np.load(DIGITS / "calibration_images.npy"))
    print(f"{conversion.report.file_bytes:,} bytes of file, {conversion.report.arena_bytes:,} bytes of memory")

    model = conversion.model()
    print(f"the first image shows a {model(images[0]).argmax()}, its label says {labels[0]}")

    evaluation = swiftlet.evaluate(model, (images, labels))
    print(f"{evaluation.value:.1%} of {evaluation.count} images are right")

    print(model.profile(images[0]))


if __name__ == "__main__":
    main()
