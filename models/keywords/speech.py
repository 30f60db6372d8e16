"""Words that a synthesizer speaks, in noise, and their features.

Everything is drawn from a generator that the caller seeds, and spoken by eSpeak NG, so that the same versions give the
same samples.
"""

import shutil
import subprocess
import sys

import numpy as np
from scipy.signal import resample_poly

try:
    import swiftlet
except ImportError:
    sys.exit("Error: the features are made by the Python package 'swiftlet'\nHelp: run: pip install ./converter/python")

if shutil.which("espeak-ng") is None:
    sys.exit("Error: the words are spoken by espeak-ng, which is not installed\nHelp: run: apt-get install espeak-ng")

WORDS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"]
NAMES = WORDS + ["unknown", "silence"]
UNKNOWN, SILENCE = len(WORDS), len(WORDS) + 1
# What else is said: words of every length, some near to those above. Every fifth is kept for the test.
OTHERS = ("one two three four five six seven eight nine ten bird cat dog happy house tree wow bed forward backward "
          "follow learn visual yet nap town lift light fright step stuff call again often under open close start "
          "music window water table garden paper yellow purple Monday winter river mountain coffee hello goodbye "
          "please thanks sorry maybe never always upper donut gopher ghost stock leaf rice lawn awful").split()
ACCENTS = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029", "en-us-nyc"]
# Variants of the synthesizer's voice; a person in the test is none of those in the training.
TRAINING_VOICES = ("m1 m2 m3 m4 m5 m6 m8 f1 f2 f3 f5 adam Alex Alicia Andrea Andy antonio aunty belinda boris caleb "
                   "david Denis Diogo ed edward Gene Gene2 Henrique Hugo iven iven2 iven3 Jacky john kaukovalta Lee "
                   "linda marcelo Marco Mario max klatt klatt2 klatt3 klatt4 klatt6 Mike miguel Nguyen pablo paul "
                   "pedro quincy rob robert sandro shelby steph steph2 travis victor zac grandma").split()
TEST_VOICES = ("m7 f4 annie benjamin Michael michel norbert steph3 anika edward2 gustave RicishayMax2 klatt5 grandpa "
               "iven4").split()

RATE = 8_000
SYNTHESIZER_RATE = 22_050
LOG_MEL = swiftlet.LogMel(RATE, window_ms=32, hop_ms=24, mel_count=32, lower_hz=80, upper_hz=3_800)
ROWS = 41
# The samples of a clip: as many as the rows take.
LENGTH = LOG_MEL.window_samples + (ROWS - 1) * LOG_MEL.hop_samples


def spoken(word, voice, speed, pitch):
    """Returns a word at the model's rate, as floats of at most one, without the silence around it."""
    command = ["espeak-ng", "--stdout", "-v", voice, "-s", str(speed), "-p", str(pitch), word]
    wave = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    # The header of 44 bytes states lengths that a pipe cannot know.
    samples = np.frombuffer(wave[44:len(wave) & ~1], "<i2").astype(np.float64)
    samples = resample_poly(samples, 160, 441)
    assert SYNTHESIZER_RATE * 160 == RATE * 441
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    samples = samples[loud[0]:loud[-1] + 1]
    return samples / np.abs(samples).max()


def utterances(draw, words, voices, count):
    """Returns words spoken by voices of an accent, at a speed and a pitch that are drawn: (words, sounds)."""
    chosen = [words[index % len(words)] for index in range(count)]
    sounds = []
    for word in chosen:
        voice = f"{draw.choice(ACCENTS)}+{draw.choice(voices)}"
        sounds.append(spoken(word, voice, int(draw.integers(120, 210)), int(draw.integers(25, 76))))
    return chosen, sounds


def noise(draw, length):
    """Returns noise of one of several colours, of a mean square of one."""
    spectrum = np.fft.rfft(draw.normal(size=length))
    frequencies = np.maximum(np.fft.rfftfreq(length, 1 / RATE), 50)
    spectrum *= frequencies ** -draw.choice([0, 0.5, 1.0])
    sound = np.fft.irfft(spectrum, length)
    if draw.random() < 0.3:
        time = np.arange(length) / RATE
        hum = 2 * np.pi * draw.uniform(50, 400) * time + draw.uniform(0, 6)
        sound = sound / sound.std() + np.sin(hum) + 0.4 * np.sin(2 * hum)
    return sound / np.sqrt(np.mean(sound ** 2))


def stretched(draw, sound):
    """Returns a sound as a larger or smaller mouth would speak it, by up to an eighth."""
    factor = draw.uniform(0.88, 1.12)
    return np.interp(np.arange(0, len(sound) - 1, factor), np.arange(len(sound)), sound)


def clip(draw, sound, other=None):
    """Returns 16-bit samples of a sound, or of none, somewhere in noise.

    Where another sound is given, its end or its start reaches into the clip, as it does in a stream.
    """
    mixed = np.zeros(LENGTH)
    slack = LENGTH - (0 if sound is None else len(sound))
    start = slack // 2
    if sound is not None:
        # The middle of the word is near to that of the clip.
        reach = min(max(slack // 2, 0), RATE // 5)
        start += int(draw.integers(-reach, reach + 1))
        part = sound[max(0, -start):LENGTH - start]
        mixed[max(start, 0):max(start, 0) + len(part)] += part
    if other is not None:
        room = RATE // 6 if sound is None else max(0, start - RATE // 25)
        end = 0 if sound is None else min(LENGTH, start + len(sound) + RATE // 25)
        if draw.random() < 0.5:
            part = other[len(other) - min(len(other), room):]
            mixed[:len(part)] += part
        else:
            room = min(len(other), RATE // 6 if sound is None else LENGTH - end)
            mixed[LENGTH - room:] += other[:room]
    level = 10 ** (draw.uniform(-26, 0) / 20)
    ratio = 10 ** (draw.uniform(-36, -8) / 20)
    silence = 10 ** (draw.uniform(-80, -25) / 20)
    power = 0.2 * level * ratio if sound is not None else silence
    samples = level * mixed + power * noise(draw, LENGTH)
    if draw.random() < 0.15:
        # The recording begins or ends here.
        edge = max(0, start) if sound is not None else LENGTH
        length = int(draw.integers(0, max(1, edge)))
        if draw.random() < 0.5:
            samples[:length] = 0
        else:
            samples[LENGTH - min(length, max(0, LENGTH - start - (0 if sound is None else len(sound)))):] = 0
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)


def features(clips):
    """Returns the features of clips as the network takes them: [n, rows, filters, 1]."""
    return np.stack([LOG_MEL(samples) for samples in clips])[..., np.newaxis]


def data(draw, words, others, count, versions, varies=False):
    """Returns (features, labels): `versions` clips of each sound, and of `others`, and `count` without a word.

    Where it `varies`, each version is spoken by another mouth.
    """
    spoken_words, sounds = words
    other_sounds = others[1]
    clips, labels = [], []
    for word, sound in zip(spoken_words + ["unknown"] * len(other_sounds), sounds + other_sounds):
        for _ in range(versions):
            neighbour = other_sounds if draw.random() < 0.5 else sounds
            other = neighbour[draw.integers(len(neighbour))] if draw.random() < 0.4 else None
            clips.append(clip(draw, stretched(draw, sound) if varies else sound, other))
            labels.append(NAMES.index(word))
    for _ in range(count):
        other = sounds[draw.integers(len(sounds))] if draw.random() < 0.5 else None
        clips.append(clip(draw, None, other))
        labels.append(SILENCE)
    return features(clips), np.array(labels)
