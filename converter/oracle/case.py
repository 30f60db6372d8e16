"""What a model of `operators.py` is made of, and what the cases share."""

import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf


class Source(NamedTuple):
    """An input: its shape and the range that its uniform noise, and its calibration, covers."""

    shape: tuple
    low: float = -1.0
    high: float = 1.0
    element: str = "float32"


class Case(NamedTuple):
    """A model to build. `kinds` are the quantizations to try: see `operators.py`."""

    name: str
    function: Callable
    sources: list
    kinds: tuple = ("float32", "int8")


def weights(*shape, scale=0.4):
    """Returns constant weights that depend on the shape alone."""
    random = np.random.default_rng(zlib.crc32(repr(shape).encode()))
    return tf.constant((random.standard_normal(shape) * scale).astype(np.float32))


IMAGE = Source((1, 8, 8, 4))
ODD = Source((1, 7, 9, 5), -2.0, 3.0)
ROW = Source((1, 10), -4.0, 4.0)
