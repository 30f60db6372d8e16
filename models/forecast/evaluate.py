"""Measures how far the forecasts of a day's load are from what came, in megawatts.

    python models/forecast/evaluate.py MODEL_INT8

Beside the mean error of the network stands that of the two forecasts that need none: the same hour a week ago, and a day
ago.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import evaluation

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
# The samples hold the load in hundreds of megawatts.
UNIT = 100
PAST = 168


def error(forecast, load):
    return UNIT * np.abs(forecast.reshape(load.shape) - load).mean()


if __name__ == "__main__":
    weeks, loads = np.load(FOLDER / "test_samples.npy"), np.load(FOLDER / "test_targets.npy")
    naive = {"week ago": error(weeks[:, :24, 0], loads), "day ago": error(weeks[:, PAST - 24 : PAST, 0], loads)}
    evaluation.main("mean absolute error", error, samples=weeks, targets=loads, baseline=naive, unit="MW")
