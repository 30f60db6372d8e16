"""Measures how well the reconstruction error tells a machine with a fault from a healthy one.

    python models/vibration/evaluate.py MODEL_INT8

The area under the curve is the chance that a machine with a fault has the greater error of two. Two baselines that need
no network stand beside it: the energy of the whole signal, and the distance of a spectrum from the mean healthy one.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import evaluation

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
SPECTRA = np.load(FOLDER / "test_samples.npy")
KINDS = (FOLDER / "labels.txt").read_text().split()


def area(scores, is_faulty):
    """Returns the area under the curve: the part of the pairs in which the faulty one has the greater score."""
    healthy, faulty = scores[~is_faulty], scores[is_faulty]
    greater = faulty[:, np.newaxis] - healthy
    return np.mean((greater > 0) + 0.5 * (greater == 0))


def errors(outputs):
    return np.mean((outputs.reshape(SPECTRA.shape) - SPECTRA) ** 2, axis=1)


def by_fault(outputs, labels):
    scores = errors(outputs)
    chosen = {kind: (labels == 0) | (labels == index) for index, kind in enumerate(KINDS) if index}
    return {kind: area(scores[chosen[kind]], labels[chosen[kind]] > 0) for kind in chosen}


def baseline(labels):
    healthy = np.load(FOLDER / "calibration.npy")
    distances = (((SPECTRA - healthy.mean(0)) / healthy.std(0)) ** 2).mean(1)
    return {"energy": area((10.0 ** SPECTRA).sum(1), labels > 0), "distance": area(distances, labels > 0)}


if __name__ == "__main__":
    labels = np.load(FOLDER / "test_labels.npy")
    evaluation.main("area under the curve", lambda outputs, labels: area(errors(outputs), labels > 0),
                    samples=SPECTRA, targets=labels, baseline=baseline(labels), faults=by_fault)
