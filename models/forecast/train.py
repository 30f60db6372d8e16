"""Trains the forecast of a town's load and writes its models and its test data beside this file.

    pip install -r models/requirements.txt
    python models/forecast/train.py [--output FOLDER]

It learns from three years and is tested on days of the fourth.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import training

import keras
import numpy as np
from load import AHEAD, CHANNELS, PAST, town, windows

SEED = 5
TOWN = 1
EPOCHS = 30
BATCH_SIZE = 16
TRAINING_DAYS = range(7, 3 * 365)
# Every ninth day of the fourth year, and with that every day of the week.
TEST_DAYS = range(3 * 365 + 7, 4 * 365, 9)
CALIBRATION_COUNT = 16


def architecture():
    """Returns the untrained network: six dilated causal convolutions with residuals; the last day is its output."""
    layers = keras.layers
    source = keras.Input((PAST + AHEAD, len(CHANNELS)), name="week")
    value = layers.Conv1D(24, 2, padding="causal", activation="relu", name="stem")(source)
    for dilation in (2, 4, 8, 16, 32, 64):
        name = f"dilated{dilation}"
        wide = layers.Conv1D(24, 3 if dilation > 4 else 2, padding="causal", dilation_rate=dilation,
                             activation="relu", name=name)(value)
        wide = layers.Conv1D(24, 1, name=f"{name}.mixed")(wide)
        value = layers.ReLU(name=f"{name}.out")(layers.Add(name=f"{name}.sum")([wide, value]))
    value = layers.Cropping1D((PAST, 0), name="day")(value)
    value = layers.Conv1D(1, 1, name="hours")(value)
    return keras.Model(source, layers.Reshape((AHEAD,), name="load")(value))


def train(samples, targets):
    """Returns the network after `EPOCHS` passes, at a falling rate."""
    model = architecture()
    steps = EPOCHS * -(-len(samples) // BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecay(3e-4, steps, warmup_target=3e-3, warmup_steps=100)
    model.compile(optimizer=keras.optimizers.Adam(rate, clipnorm=1.0), loss="mae")
    model.fit(samples, targets, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=2)
    return model


def main():
    folder = training.arguments()
    training.prepare(SEED)
    series = town(TOWN)
    streams = np.random.SeedSequence(SEED).spawn(2)
    samples, targets = windows(np.random.default_rng(streams[0]), series, TRAINING_DAYS)
    model = train(samples, targets)
    chosen = np.linspace(0, len(samples) - 1, CALIBRATION_COUNT).astype(int)
    unseen, expected = windows(np.random.default_rng(streams[1]), series, TEST_DAYS)
    training.write(folder, "forecast", model, calibration=samples[chosen], samples=unseen, targets=expected)


if __name__ == "__main__":
    main()
