"""Trains the keyword spotter and writes its models, its test data and two recordings beside this file.

    apt-get install espeak-ng
    pip install -r models/requirements.txt ./converter/python
    python models/keywords/train.py [--output FOLDER]

The network hears a second of sound as 41 rows of 32 log-mel features, and says which of ten words it is, another one,
or silence. Voices of the test are unheard in training, and so are its unknown words.
"""

import pathlib
import sys
import wave

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import training

import keras
import numpy as np
import onnx
from speech import (LOG_MEL, NAMES, OTHERS, RATE, ROWS, TEST_VOICES, TRAINING_VOICES, WORDS, data, noise, utterances)

SEED = 31
EPOCHS = 18
BATCH_SIZE = 64
CHANNELS = 40
# What the stored test samples are steps of; see evaluate.py.
STEP = 44 / 256


def architecture():
    """Returns the untrained network: a convolution, four separable ones, a mean over time and pitch, a classifier."""
    layers = keras.layers
    source = keras.Input((ROWS, LOG_MEL.mel_count, 1), name="features")
    value = layers.Conv2D(CHANNELS, (5, 4), strides=2, padding="same", use_bias=False, name="stem")(source)
    value = layers.ReLU(name="stem_relu")(layers.BatchNormalization(name="stem_norm")(value))
    for index, stride in enumerate([2, 1, 1, 1], 1):
        value = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False, name=f"depth{index}")(value)
        value = layers.ReLU(name=f"depth{index}_relu")(layers.BatchNormalization(name=f"depth{index}_norm")(value))
        width = CHANNELS if index < 3 else 2 * CHANNELS
        value = layers.Conv2D(width, 1, use_bias=False, name=f"point{index}")(value)
        value = layers.ReLU(name=f"point{index}_relu")(layers.BatchNormalization(name=f"point{index}_norm")(value))
    value = layers.GlobalAveragePooling2D(name="mean")(value)
    value = layers.Dropout(0.2, name="dropout", seed=SEED)(value)
    value = layers.Dense(len(NAMES), activation="softmax", name="probabilities")(value)
    return keras.Model(source, value)


def train(samples, labels):
    """Returns the network after `EPOCHS` passes, at a falling rate."""
    model = architecture()
    steps = EPOCHS * -(-len(samples) // BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecay(4e-3, steps)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(samples, labels, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=2)
    return model


def write_wave(path, samples):
    """Writes samples of the model's rate as a recording."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, len(samples), "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())


def write_recordings(draw, folder, words):
    """Writes one word, and four one after the other, of the test's voices in a little noise."""
    spoken_words, sounds = words
    for name, seconds, said in (("yes", 1.0, {0.25: "yes"}),
                                ("go_left_stop_no", 3.8, {0.3: "go", 1.2: "left", 2.1: "stop", 3.0: "no"})):
        stream = 0.003 * noise(draw, int(seconds * RATE))
        for second, word in said.items():
            start = int(second * RATE)
            sound = sounds[spoken_words.index(word)][:len(stream) - start]
            stream[start:start + len(sound)] += 0.5 * sound
        write_wave(folder / f"{name}.wav", np.rint(stream * 32767))


def with_metadata(path):
    """Adds to an ONNX model what its features are made of, and its labels."""
    file = onnx.load(path)
    entries = {**LOG_MEL.metadata, "labels": "\n".join(NAMES)}
    onnx.helper.set_model_props(file, entries)
    path.write_bytes(file.SerializeToString(deterministic=True))


def main():
    folder = training.arguments()
    training.prepare(SEED)
    # One stream of chance for each set.
    draws = [np.random.default_rng(seed) for seed in np.random.SeedSequence(SEED).spawn(4)]
    unheard = OTHERS[::5]
    familiar = [word for word in OTHERS if word not in unheard]
    heard = utterances(draws[0], WORDS, TRAINING_VOICES, 2600)
    others = utterances(draws[0], familiar, TRAINING_VOICES, 900)
    samples, labels = data(draws[0], heard, others, 900, 3, varies=True)
    tested = utterances(draws[1], WORDS, TEST_VOICES, 400)
    test, test_labels = data(draws[1], tested, utterances(draws[1], unheard, TEST_VOICES, 60), 40, 1)
    print(f"{len(samples)} clips to learn, {len(test)} to test", flush=True)
    order = draws[0].permutation(len(samples))
    samples, labels = samples[order], labels[order]
    model = train(samples, labels)
    right = model.predict(test, verbose=0).argmax(1) == test_labels
    print(f"float accuracy {right.mean():.4f} of {len(test)}", *(
        f"{name} {right[test_labels == index].mean():.3f}" for index, name in enumerate(NAMES)))
    # As many of each class as the repository has room for.
    kept = np.concatenate([np.flatnonzero(test_labels == index)[:10] for index in range(len(NAMES))])
    training.write(folder, "keywords", model, calibration=samples[:12], samples=test[kept], labels=test_labels[kept],
                   names=NAMES)
    stored = np.clip(np.rint(test[kept] / STEP) - 128, -128, 127).astype(np.int8)
    np.save(folder / "test_samples.npy", stored)
    np.save(folder / "calibration.npy", samples[:12].astype(np.float16))
    with_metadata(folder / "keywords_float32.onnx")
    write_recordings(draws[2], folder, tested)


if __name__ == "__main__":
    main()
