"""Trains the segmenter of drawn scenes and writes its models and its samples beside this file.

    pip install -r models/requirements.txt
    python models/shapes/train.py [--output FOLDER]
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import training

import keras
import numpy as np
import picture
from scenes import CLASSES, SIDE, scenes

SEED = 11
# Seeds of scenes: no scene of one set is in another.
TRAINING, CALIBRATION, TEST = 1, 2, 3
TRAINING_COUNT = 3000
CALIBRATION_COUNT = 5
SAMPLE_COUNT = 4
EPOCHS = 15
BATCH_SIZE = 16
SHARE_OF_GROUND = 0.3


def normalized(value, name):
    """Returns what a convolution gave, brought to mean zero and deviation one, and cut off below zero."""
    value = keras.layers.BatchNormalization(momentum=0.95, name=f"{name}.normalized")(value)
    return keras.layers.ReLU(name=f"{name}.relu")(value)


def separable(value, channels, name, stride=1):
    """Returns a depthwise convolution and one of 1×1."""
    value = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False,
                                         name=f"{name}.depthwise")(value)
    value = keras.layers.Conv2D(channels, 1, use_bias=False, name=f"{name}.pointwise")(value)
    return normalized(value, name)


def architecture():
    """Returns the untrained network: down to 8×8, up again, with what was seen on the way down added."""
    layers = keras.layers
    image = keras.Input((SIDE, SIDE, 3), name="image")
    stem = layers.Conv2D(12, 3, strides=2, padding="same", use_bias=False, name="stem")(image)
    wide = separable(normalized(stem, "stem"), 16, "wide")
    middle = separable(wide, 24, "middle1", stride=2)
    middle = separable(middle, 24, "middle2")
    deep = separable(middle, 40, "deep1", stride=2)
    for index in (2, 3, 4):
        deep = layers.Add(name=f"deep{index}.sum")([separable(deep, 40, f"deep{index}"), deep])
    value = layers.Conv2DTranspose(24, 2, strides=2, name="up1")(deep)
    value = separable(layers.Add(name="up1.sum")([value, middle]), 24, "up1.mixed")
    value = layers.Conv2DTranspose(16, 2, strides=2, name="up2")(value)
    value = separable(layers.Add(name="up2.sum")([value, wide]), 16, "up2.mixed")
    value = layers.Conv2DTranspose(len(CLASSES), 4, strides=2, padding="same", name="classes")(value)
    return keras.Model(image, value)


def train(pictures, classes):
    """Returns the network after `EPOCHS` passes over pictures that are mirrored at random, at a falling rate."""
    model = architecture()
    steps = EPOCHS * -(-len(pictures) // BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecay(1e-3, steps, warmup_target=8e-3, warmup_steps=100)
    model.compile(optimizer=keras.optimizers.Adam(rate),
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    random = np.random.default_rng(SEED)
    weights = np.where(classes == 0, SHARE_OF_GROUND, 1).astype(np.float32)
    for epoch in range(EPOCHS):
        turned = [np.ascontiguousarray(mirrored(values, epoch)) for values in (pictures, classes, weights)]
        order = random.permutation(len(pictures))
        model.fit(turned[0][order].astype(np.float32), turned[1][order], sample_weight=turned[2][order],
                  batch_size=BATCH_SIZE, shuffle=False, verbose=2)
    return model


def mirrored(values, epoch):
    """Returns pictures, or what belongs to their pixels, in one of eight positions."""
    if epoch & 1:
        values = values[:, ::-1]
    if epoch & 2:
        values = values[:, :, ::-1]
    return values.swapaxes(1, 2) if epoch & 4 else values


def main():
    folder = training.arguments()
    training.prepare(SEED)
    model = train(*scenes(TRAINING, TRAINING_COUNT))
    samples, targets = scenes(TEST, SAMPLE_COUNT)
    training.write(folder, "shapes", model, calibration=scenes(CALIBRATION, CALIBRATION_COUNT)[0], samples=samples,
                   targets=targets, names=CLASSES)
    for index in range(2):
        picture.write(folder / f"scene{index}.png", samples[index])


if __name__ == "__main__":
    main()
