"""Measures how well the masks of the shapes network cover the shapes of 200 scenes that it has not seen.

    python models/shapes/evaluate.py MODEL_INT8

For each class the pixels that are in both the mask and the shape are divided by those in either; the mean of the four is
the metric. Of the scenes, which are drawn here, the first are those of test_samples.npy.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import evaluation

import numpy as np
from scenes import CLASSES, scenes

FOLDER = pathlib.Path(__file__).resolve().parent
TEST = 3
COUNT = 200


def overlaps(outputs, classes):
    """Returns for each class what part of its pixels, found or true, is both."""
    found = outputs.reshape(*classes.shape, -1).argmax(-1)
    return {name: ((found == index) & (classes == index)).sum() / ((found == index) | (classes == index)).sum()
            for index, name in enumerate(CLASSES)}


if __name__ == "__main__":
    pictures, classes = scenes(TEST, COUNT)
    kept = np.load(FOLDER / "test_samples.npy")
    if not np.array_equal(pictures[: len(kept)], kept):
        sys.exit("the scenes drawn here are not those of test_samples.npy: another version of NumPy draws others")
    evaluation.main("mean IoU", lambda outputs, classes: np.mean(list(overlaps(outputs, classes).values())),
                    samples=pictures, targets=classes, classes=overlaps)
