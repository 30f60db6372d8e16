"""Trains the autoencoder of healthy vibration and writes its models and its test data beside this file.

    pip install -r models/requirements.txt
    python models/vibration/train.py [--output FOLDER]

The network sees spectra of healthy machines only. It learns to give back what it is shown; what it cannot give back is
unlike anything healthy.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import training

import keras
import numpy as np
from machine import KINDS, spectra

SEED = 7
TRAINING_COUNT = 6000
HEALTHY_TEST_COUNT = 200
FAULT_TEST_COUNT = 70
CALIBRATION_COUNT = 100
EPOCHS = 60
BATCH_SIZE = 64


def architecture(mean, deviation):
    """Returns the untrained network: 64 bands, through 6 numbers, to 64 bands."""
    layers = keras.layers
    source = keras.Input((len(mean),), name="spectrum")
    value = layers.Dense(48, activation="relu", name="encoder1")(source)
    value = layers.Dense(6, activation="relu", name="encoder2")(value)
    value = layers.Dense(48, activation="relu", name="decoder1")(value)
    value = layers.Dense(len(mean), name="reconstruction")(value)
    model = keras.Model(source, value)
    # It begins by taking the bands apart from their means, and by adding those again.
    kernel, bias = model.get_layer("encoder1").get_weights()
    kernel = kernel / deviation[:, np.newaxis]
    model.get_layer("encoder1").set_weights([kernel, bias - mean @ kernel])
    kernel, bias = model.get_layer("reconstruction").get_weights()
    model.get_layer("reconstruction").set_weights([kernel * deviation, mean])
    return model


def train(healthy):
    """Returns the network after `EPOCHS` passes over healthy spectra, at a falling rate."""
    model = architecture(healthy.mean(0), healthy.std(0))
    steps = EPOCHS * -(-len(healthy) // BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecay(3e-3, steps)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="mse")
    model.fit(healthy, healthy, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=2)
    return model


def main():
    folder = training.arguments()
    training.prepare(SEED)
    # One stream of chance for each set, so that none holds a machine of another.
    streams = np.random.SeedSequence(SEED).spawn(3)
    healthy = spectra(np.random.default_rng(streams[0]), ["healthy"] * TRAINING_COUNT)
    calibration = spectra(np.random.default_rng(streams[1]), ["healthy"] * CALIBRATION_COUNT)
    kinds = [kind for kind in KINDS for _ in range(HEALTHY_TEST_COUNT if kind == "healthy" else FAULT_TEST_COUNT)]
    samples = spectra(np.random.default_rng(streams[2]), kinds)
    model = train(healthy)
    training.write(folder, "vibration", model, calibration=calibration, samples=samples,
                   labels=[KINDS.index(kind) for kind in kinds], names=KINDS)


if __name__ == "__main__":
    main()
