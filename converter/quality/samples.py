"""Calibration samples and held-back ones, from what lies beside the models."""

import numpy as np
from PIL import Image

# Photographs for calibration, and others to compare on.
CALIBRATION = ("mnv1_025_uint8/hot_dog.jpg", "mnv1_025_uint8/parrot.jpg", "ultraface/2.jpg")
HELD_BACK = (
    "mnv1_025_uint8/cat.bmp", "mnv1_025_uint8/grace_hopper.bmp", "ultraface/1.jpg", "ultraface/13.jpg")
COUNT = 100


def crops(models, names, height, width, count, seed):
    """Returns random parts of photographs, as uint8 [count, height, width, 3]."""
    random = np.random.default_rng(seed)
    photographs = [Image.open(models / name).convert("RGB") for name in names]
    parts = []
    for index in range(count):
        photograph = photographs[index % len(photographs)]
        most = min(photograph.width / width, photograph.height / height)
        scale = random.uniform(min(1, most) * 0.5, most)
        part = (width * scale, height * scale)
        left = random.uniform(0, photograph.width - part[0])
        top = random.uniform(0, photograph.height - part[1])
        box = (left, top, left + part[0], top + part[1])
        parts.append(np.asarray(photograph.resize((width, height), Image.BILINEAR, box)))
    return np.stack(parts)


def images(models, names):
    """Returns whole pictures of one size, as uint8 [count, height, width, 3]."""
    return np.stack([np.asarray(Image.open(models / name).convert("RGB")) for name in names])


def photographs(models, height, width, extra=()):
    """Returns calibration samples and held-back ones; pictures of the right size are held back."""
    held = crops(models, HELD_BACK, height, width, COUNT // 2, seed=2)
    if extra:
        held = np.concatenate([images(models, extra), held])
    return crops(models, CALIBRATION, height, width, COUNT, seed=1), held


# Pictures of MNIST for calibration, and others to compare on.
CALIBRATION_DIGITS = tuple(f"mnist_lstm/sample{digit}.png" for digit in range(10))
HELD_BACK_DIGITS = tuple(f"mnist_onnx/{digit}.jpg" for digit in (0, 3, 5, 7)) + (
    "mnist_lstm/mnist_nine.bmp",)


def digits(models):
    """Returns turned and shifted MNIST pictures of one set of files and of another."""
    return (
        turned(models, CALIBRATION_DIGITS, COUNT, seed=1),
        turned(models, HELD_BACK_DIGITS, COUNT // 2, seed=2))


def turned(models, names, count, seed):
    """Returns pictures of digits, the first of each file as it is, as uint8 [count, 28, 28, 1]."""
    random = np.random.default_rng(seed)
    pictures = [Image.open(models / name).convert("L") for name in names]
    results = []
    for index in range(count):
        picture = pictures[index % len(pictures)]
        if index >= len(pictures):
            picture = picture.rotate(
                random.uniform(-12, 12), Image.BILINEAR, translate=tuple(random.integers(-2, 3, 2)))
        results.append(np.asarray(picture))
    return np.stack(results)[..., None]


def sounds(models):
    """Returns windows of five frames from the first and from the second half of a recording."""
    name = "ad_autoencoder/normal_id_01_00000000_hist_librosa.bin"
    frames = np.fromfile(models / name, np.float32).reshape(-1, 128)
    halves = np.array_split(frames, 2)
    windows = [
        np.stack([half[start:start + 5].reshape(-1) for start in range(len(half) - 4)])
        for half in halves
    ]
    return windows[0], windows[1]
