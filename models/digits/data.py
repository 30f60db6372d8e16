"""The images of handwritten digits, split once for every network of this folder."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

TEST_COUNT = 360
LARGEST_PIXEL = 16.0
SEED = 20


def load():
    """Returns the images as [n, 8, 8, 1] in 0...1 and their labels, split by class into train and test."""
    digits = load_digits()
    images = (digits.images / LARGEST_PIXEL).astype(np.float32)[..., np.newaxis]
    return train_test_split(
        images, digits.target, test_size=TEST_COUNT, stratify=digits.target, random_state=SEED
    )
