"""Inputs and outputs: their descriptions, and how arrays become what they store."""

from typing import Any, Dict, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from ._errors import InputError

# By the numbers of swiftlet_element_type.
ELEMENTS: Dict[int, "np.dtype[Any]"] = {
    1: np.dtype(np.float32), 2: np.dtype(np.int8), 3: np.dtype(np.uint8), 4: np.dtype(np.int16),
    5: np.dtype(np.int32), 6: np.dtype(np.int64), 7: np.dtype(np.bool_), 8: np.dtype(np.float16)}


class Tensor:
    """An input or an output of a model.

    Where `is_quantized`, a stored value q stands for the real number `scale * (q - zero_point)`.
    """

    __slots__ = ("name", "index", "shape", "dtype", "is_quantized", "scale", "zero_point", "_view", "_kind")

    def __init__(self, kind: str, index: int, name: Optional[str], shape: Tuple[int, ...], dtype: "np.dtype[Any]",
                 is_quantized: bool, scale: float, zero_point: int, view: NDArray[Any]):
        #: The name; "input0" or "output0" where the file's names were stripped.
        self.name: str = f"{kind}{index}" if name is None else name
        #: The position among the model's inputs or outputs.
        self.index: int = index
        #: The lengths of the axes.
        self.shape: Tuple[int, ...] = shape
        #: The type of each stored element.
        self.dtype: "np.dtype[Any]" = dtype
        #: Whether stored elements stand for real numbers.
        self.is_quantized: bool = is_quantized
        #: The real distance between neighbouring stored values; 1.0 for plain numbers.
        self.scale: float = scale
        #: The stored value of real zero; 0 for plain numbers.
        self.zero_point: int = zero_point
        self._view = view
        self._kind = kind

    def __repr__(self) -> str:
        lengths = "×".join(map(str, self.shape))
        real = f", real = {self.scale:g} × (stored - {self.zero_point})" if self.is_quantized else ""
        return f"<{self._kind} {self.name!r}: {self.dtype} {lengths}{real}>"

    @property
    def byte_count(self) -> int:
        """The bytes of all elements."""
        return int(self._view.nbytes)

    @property
    def view(self) -> NDArray[Any]:
        """The elements where they lie in the model's memory, as they are stored: nothing is copied.

        Write an input before each run, for running may reuse its memory; read an output before the next run. A view
        keeps that memory, so it may outlive the model. The view of an output cannot be written.
        """
        return self._view

    def quantize(self, values: Any) -> NDArray[Any]:
        """Real numbers as this tensor stores them: to nearest, ties to even, held to the element type.

        The bits are those of the runtime's own operator Quantize; a NaN becomes the zero point.
        """
        real = np.asarray(values, np.float32)
        if not self.is_quantized:
            return real.astype(self.dtype)
        limits = np.iinfo(self.dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            steps = np.multiply(real, np.float32(1) / np.float32(self.scale), out=np.empty(real.shape, np.float32))
        np.rint(steps, out=steps)
        # Whole numbers of 16 bits are exact in a float, and so is their sum with the zero point.
        np.clip(steps, limits.min - self.zero_point, limits.max - self.zero_point, out=steps)
        steps[steps != steps] = 0
        steps += np.float32(self.zero_point)
        return steps.astype(self.dtype)

    def dequantize(self, stored: Any) -> NDArray[Any]:
        """The real numbers that stored values stand for, as float32; plain numbers as they are."""
        values = np.asarray(stored)
        if not self.is_quantized:
            return values
        return (values.astype(np.int32) - np.int32(self.zero_point)).astype(np.float32) * np.float32(self.scale)

    def stored(self, values: Any) -> NDArray[Any]:
        """An array in this tensor's shape and stored type, or an `InputError` that says why it cannot be one."""
        array = np.asarray(values)
        if array.shape != self.shape:
            if self.shape[:1] != (1,) or array.shape != self.shape[1:]:
                remedy = transposing(self.shape, array.shape)
                many = "for many samples at once call model.map"
                if self.shape[:1] == (1,) and array.ndim == len(self.shape) and len(array) != 1:
                    remedy = many if array.shape[1:] == self.shape[1:] else remedy and f"{remedy}, and {many}"
                raise InputError(f"{self._kind} {self.name!r} takes {lengths_text(self.shape)}, "
                                 f"and was given {lengths_text(array.shape)}", remedy)
            array = array.reshape(self.shape)
        if array.dtype == self.dtype:
            return array
        kind = array.dtype.kind
        if self.is_quantized:
            if kind == "f":
                return self.quantize(array)
            raise InputError(f"{self._kind} {self.name!r} stores {self.dtype} numbers that stand for real ones, and "
                             f"was given {array.dtype}",
                             f"give floats, which are quantized, or {self.dtype} numbers as they are stored")
        if self.dtype.kind == "f" and kind in "fiub":
            return array.astype(self.dtype)
        if self.dtype.kind in "iu" and kind in "iub":
            limits = np.iinfo(self.dtype)
            if array.size == 0 or kind == "b" or (array.min() >= limits.min and array.max() <= limits.max):
                return array.astype(self.dtype)
            raise InputError(f"{self._kind} {self.name!r} holds {self.dtype}, and was given "
                             f"{array.min()}…{array.max()}")
        raise InputError(f"{self._kind} {self.name!r} takes {self.dtype}, and was given {array.dtype}",
                         f"convert the array with .astype(numpy.{self.dtype})")


def lengths_text(shape: Tuple[int, ...]) -> str:
    """A shape in words: 1×8×8×1."""
    return "×".join(map(str, shape)) if shape else "one number"


def transposing(taken: Tuple[int, ...], given: Tuple[int, ...], taker: str = "model") -> Optional[str]:
    """What to do with pictures whose channels stand where the taker's do not; None where turning does not fit.

    The first of four axes counts pictures, of which the taker takes one at a time, or that many.
    """
    if len(taken) not in (3, 4) or len(given) not in (3, 4):
        return None
    leading = len(given) - 3
    counted = taken[:-3]
    if counted not in ((), (1,)) and given[:leading] != counted:
        return None
    for letters, order in (("H×W×C", (1, 2, 0)), ("C×H×W", (2, 0, 1))):
        if tuple(given[leading + axis] for axis in order) == taken[-3:] != given[leading:]:
            axes = tuple(range(leading)) + tuple(leading + axis for axis in order)
            return f"the {taker} takes {'N×' * leading}{letters}: numpy.transpose(x, {axes})"
    return None
