"""Features of sound, as models that hear take them."""

import operator
import threading
from typing import Any, Dict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _runtime
from ._errors import InputError

REMEDIES = {
    "sample rate out of range": "choose from 4,000 to 192,000 samples a second",
    "window out of range": "choose a window of 32 to 8,192 samples",
    "hop out of range": "choose a hop of at least 1 ms that is not longer than the window",
    "mel count out of range": "choose from 1 to 256 filters",
    "frequencies out of range": "choose 0 <= lower_hz < upper_hz <= sample_rate / 2",
    "filter empty": "choose fewer filters or a longer window, so that each filter holds a line of the spectrum",
}


class LogMel:
    """Makes log-mel features of 16-bit sound, with the same bits as the C library on every machine.

        log_mel = swiftlet.LogMel(16_000, window_ms=30, hop_ms=20, mel_count=40)
        features = log_mel(samples)                  # float32 [rows, mel_count]

    Samples are an array of int16, or of floats from -1 to 1, of one channel. A feature is log2(1 + energy / 65536),
    a multiple of `SCALE`: 0 for silence, at most 44. docs/SOUND.md states the arithmetic.
    """

    #: The distance between neighbouring features: 1/512.
    SCALE = 1 / 512

    def __init__(self, sample_rate: int = 16_000, *, window_ms: int = 30, hop_ms: int = 20, mel_count: int = 40,
                 lower_hz: int = 20, upper_hz: int = 7_600):
        given = {"sample_rate": sample_rate, "window_ms": window_ms, "hop_ms": hop_ms, "mel_count": mel_count,
                 "lower_hz": lower_hz, "upper_hz": upper_hz}
        self._settings = {name: _integer(name, value) for name, value in given.items()}
        numbers = (self.sample_rate, self.window_ms, self.hop_ms, self.mel_count, self.lower_hz, self.upper_hz)
        try:
            size = _runtime.log_mel_size(*numbers)
            self._memory = np.zeros(-(-size // 8), np.uint64)
            self._handle = _runtime.log_mel_start(*numbers, self._memory.ctypes.data, self._memory.nbytes)
        except (ValueError, OverflowError) as fault:
            reason = str(fault)
            raise InputError(f"no features can be made so: {reason}", REMEDIES.get(reason)) from None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<swiftlet.LogMel {', '.join(f'{name}={value}' for name, value in self._settings.items())}>"

    def __reduce__(self):
        return _restored, (self._settings,)

    @property
    def sample_rate(self) -> int:
        """The samples of a second."""
        return self._settings["sample_rate"]

    @property
    def window_ms(self) -> int:
        """The length of a frame in milliseconds."""
        return self._settings["window_ms"]

    @property
    def hop_ms(self) -> int:
        """The milliseconds from the start of a frame to that of the next."""
        return self._settings["hop_ms"]

    @property
    def mel_count(self) -> int:
        """The features of a row."""
        return self._settings["mel_count"]

    @property
    def lower_hz(self) -> int:
        """The frequency where the first filter starts."""
        return self._settings["lower_hz"]

    @property
    def upper_hz(self) -> int:
        """The frequency where the last filter ends."""
        return self._settings["upper_hz"]

    @property
    def window_samples(self) -> int:
        """The samples of a frame."""
        return self.sample_rate * self.window_ms // 1000

    @property
    def hop_samples(self) -> int:
        """The samples from the start of a frame to that of the next."""
        return self.sample_rate * self.hop_ms // 1000

    @property
    def metadata(self) -> Dict[str, str]:
        """What a model's file says of its features: `sound.sample_rate` and so on, as `swiftlet listen` reads it."""
        return {f"sound.{name}": str(value) for name, value in self._settings.items()}

    def __call__(self, samples: ArrayLike) -> "NDArray[np.float32]":
        """Returns the rows of a whole sound; what came before is forgotten, and so are samples left at the end."""
        with self._lock:
            _runtime.log_mel_reset(self._handle)
            rows = self._rows(samples)
            _runtime.log_mel_reset(self._handle)
        return rows

    def push(self, samples: ArrayLike) -> "NDArray[np.float32]":
        """Returns the rows that some more samples of a stream complete, which may be none."""
        with self._lock:
            return self._rows(samples)

    def reset(self) -> None:
        """Forgets the samples of an unfinished row."""
        with self._lock:
            _runtime.log_mel_reset(self._handle)

    def _rows(self, samples: ArrayLike) -> "NDArray[np.float32]":
        whole = _whole(samples)
        # One row for each hop, and one that earlier samples have begun.
        rows = np.empty((whole.size // self.hop_samples + 2, self.mel_count), np.int16)
        count = _runtime.log_mel_push(self._handle, whole.ctypes.data, whole.size, rows.ctypes.data, rows.nbytes)
        return rows[:count] * np.float32(self.SCALE)


def _integer(name: str, value: Any) -> int:
    """A setting as a plain integer, so that nothing computes in a narrower type or with a fraction."""
    try:
        return operator.index(value)
    except TypeError:
        raise InputError(f"{name} is a whole number, and was given {value!r}",
                         f"give an integer, without quotes or a decimal point: {name}=…") from None


def _whole(samples: ArrayLike) -> "NDArray[np.int16]":
    """The samples as 16-bit integers: floats are multiplied by 32,768, rounded to nearest even and held."""
    array: NDArray[Any] = np.asarray(samples)
    if array.ndim != 1:
        raise InputError(f"sound has one axis, and the array has {array.ndim}", "mix or choose a channel first")
    if array.dtype == np.int16:
        return np.ascontiguousarray(array)
    if array.dtype.kind != "f":
        raise InputError(f"sound is int16 or floats from -1 to 1, and the array holds {array.dtype}",
                         "convert it first, for example with samples / 2**31 for int32")
    if not np.isfinite(array).all():
        raise InputError("the sound holds a value that is not finite")
    return np.clip(np.rint(array.astype(np.float64) * 32768), -32768, 32767).astype(np.int16)


def _restored(settings: Dict[str, int]) -> LogMel:
    return LogMel(settings["sample_rate"], **{name: settings[name] for name in settings if name != "sample_rate"})
