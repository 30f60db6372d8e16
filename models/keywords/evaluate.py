"""Measures how often the keyword spotter is right, float and int8, on words of voices that it never heard.

    python models/keywords/evaluate.py MODEL_INT8
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import evaluation

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
# A stored sample q is the feature (q + 128) * STEP.
STEP = 44 / 256

if __name__ == "__main__":
    samples = (np.load(FOLDER / "test_samples.npy").astype(np.float32) + 128) * np.float32(STEP)
    evaluation.main("accuracy", evaluation.right, samples=samples, targets="test_labels.npy")
