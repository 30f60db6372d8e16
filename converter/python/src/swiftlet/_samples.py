"""Samples as the command reads them: files of arrays, written piece by piece so that no data set has to fit memory."""

import os
import pathlib
from typing import IO, Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from ._errors import InputError
from ._tensors import lengths_text, transposing

# What samples may fill on the disk where no limit is given: an endless iterator would fill it all.
BYTES_MAXIMUM = 4 << 30

HEADER_BYTES = 128


class Door(NamedTuple):
    """An input of a network."""

    name: str
    shape: Tuple[int, ...]
    element: str


def doors(report: Mapping[str, Any]) -> List[Door]:
    """The inputs that the command found in a file."""
    return [Door(door["name"] or f"input{index}", tuple(door["shape"]), door.get("elementType") or door.get("type"))
            for index, door in enumerate(report["inputs"])]


def is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))


def words(option: str, samples: Any, inputs: Sequence[Door], folder: pathlib.Path, limit: Optional[int] = None
          ) -> List[str]:
    """The words of a command line that give samples for some inputs; arrays are written into the folder."""
    if samples is None:
        return []
    if is_path(samples):
        return [option, os.fspath(samples)]
    if isinstance(samples, (list, tuple)) and samples and all(map(is_path, samples)):
        return [word for path in samples for word in (option, os.fspath(path))]
    if isinstance(samples, Mapping) and all(map(is_path, samples.values())):
        return [word for name, path in samples.items() for word in (option, f"{name}={os.fspath(path)}")]
    files = SampleFiles(inputs, folder / option.lstrip("-"), limit)
    try:
        for item in items(samples):
            if not files.add(item):
                break
    finally:
        files.close()
    if files.count == 0:
        raise InputError("there are no samples", "an iterator that has ended gives nothing more; make a fresh one")
    return [word for door, path in zip(inputs, files.paths) for word in (option, f"{door.name}={path}")]


def items(samples: Any) -> Iterator[Any]:
    """The samples or batches of a source one by one."""
    if callable(samples) and not hasattr(samples, "__iter__") and not hasattr(samples, "__array__"):
        samples = samples()
    if isinstance(samples, Mapping):
        yield samples
    elif is_framework(samples, "dask") and hasattr(samples, "blocks"):
        # A lazy array: one block of its first axis is in memory at a time.
        for index in range(samples.numblocks[0]):
            yield samples.blocks[index].compute()
    elif is_framework(samples, "ray") and hasattr(samples, "iter_batches"):
        yield from samples.iter_batches(batch_format="numpy")
    elif hasattr(samples, "__array__") or np.isscalar(samples):
        yield samples
    elif isinstance(samples, Iterable):
        yield from samples
    else:
        raise InputError(f"a {type(samples).__name__} holds no samples",
                         "give an array whose first axis counts samples, a dictionary of them by input, or anything "
                         "that gives samples or batches one by one")


def is_framework(value: Any, name: str) -> bool:
    """Whether a value's class, or a base of it, comes from a framework."""
    return any(base.__module__.split(".")[0] == name for base in type(value).__mro__)


def array_of(value: Any) -> Any:
    """A value of any framework as an array."""
    if is_framework(value, "torch"):
        value = value.detach().cpu()
    return np.asarray(value)


class SampleFiles:
    """A file of samples for each input, which grows by a batch at a time."""

    def __init__(self, inputs: Sequence[Door], prefix: pathlib.Path, limit: Optional[int]):
        if limit is not None and limit < 1:
            raise InputError(f"{limit} samples are none", "give sample_limit=1 or more")
        self.inputs, self.limit, self.count = inputs, limit, 0
        self.paths = [prefix.with_name(f"{prefix.name}{index}.npy") for index in range(len(inputs))]
        self._writers: List[ArrayWriter] = []

    def add(self, item: Any) -> bool:
        """Adds a sample or a batch; whether more are wanted."""
        arrays = [self._entries(door, array_of(value)) for door, value in zip(self.inputs, self._parts(item))]
        counts = {len(array) for array in arrays}
        if len(counts) > 1:
            raise InputError(f"the inputs are given different numbers of samples: {sorted(counts)}")
        count = counts.pop() if counts else 0
        if self.limit is not None:
            count = min(count, self.limit - self.count)
        if not self._writers:
            self._writers = [ArrayWriter(path, array.shape[1:], array.dtype)
                             for path, array in zip(self.paths, arrays)]
        for writer, array in zip(self._writers, arrays):
            writer.append(array[:count])
        self.count += count
        if self.limit is None and sum(writer.byte_count for writer in self._writers) > BYTES_MAXIMUM:
            raise InputError(f"the samples fill more than {BYTES_MAXIMUM >> 30} GiB",
                             "give sample_limit=N to take the first N; some hundred are enough to choose ranges")
        return self.limit is None or self.count < self.limit

    def close(self) -> None:
        for writer in self._writers:
            writer.close()

    def _parts(self, item: Any) -> List[Any]:
        """The values of an item that are the network's inputs; labels behind or beside them are left out."""
        names = [door.name for door in self.inputs]
        if isinstance(item, Mapping):
            missing = [name for name in names if name not in item]
            if missing and len(names) == 1 and len(item) == 1:
                return list(item.values())
            if missing:
                raise InputError(f"a sample has no value for the input {missing[0]!r}",
                                 f"the inputs are {', '.join(map(repr, names))}")
            return [item[name] for name in names]
        if isinstance(item, (list, tuple)) and (len(names) > 1 or any(hasattr(part, "__array__") for part in item)):
            if len(item) < len(names):
                raise InputError(f"a sample has {len(item)} values, and the network {len(names)} inputs",
                                 f"the inputs are {', '.join(map(repr, names))}")
            return list(item[:len(names)])
        if len(names) > 1:
            raise InputError(f"a sample is one array, and the network has {len(names)} inputs",
                             "give a tuple of arrays, or a dictionary of them by name")
        return [item]

    def _entries(self, door: Door, array: Any) -> Any:
        """The samples of a batch along a first axis of their own, in a type that the network can take."""
        shape = door.shape
        if array.shape == shape or shape[:1] == (1,) and array.shape == shape[1:]:
            entries = array.reshape((1,) + shape)
        elif array.ndim > 0 and (array.shape[1:] == shape or shape[:1] == (1,) and array.shape[1:] == shape[1:]):
            entries = array.reshape((len(array),) + shape)
        else:
            raise InputError(f"a sample for the input {door.name!r} has {lengths_text(array.shape)}, and the network "
                             f"takes {lengths_text(shape)}", transposing(shape, array.shape, "network")
                             or "give one sample of that shape, or N along a first axis")
        if entries.dtype.kind == "f" or door.element == "float32" and entries.dtype.kind in "iub":
            return entries.astype(np.float32, copy=False)
        if entries.dtype.kind not in "iub":
            raise InputError(f"samples of {entries.dtype} cannot be read", "give numbers")
        return entries


class ArrayWriter:
    """A .npy file that is written in pieces; its header tells the number of entries at the end."""

    def __init__(self, path: pathlib.Path, shape: Tuple[int, ...], dtype: Any):
        self._shape, self._dtype, self._count = shape, np.dtype(dtype).newbyteorder("<"), 0
        self.byte_count = 0
        self._file: IO[bytes] = open(path, "wb")
        self._file.write(bytes(HEADER_BYTES))

    def append(self, entries: Any) -> None:
        content = np.ascontiguousarray(entries, self._dtype)
        if content.shape[1:] != self._shape:
            raise InputError(f"a sample has {lengths_text(content.shape[1:])}, and those before it "
                             f"{lengths_text(self._shape)}")
        self._file.write(content.tobytes())
        self._count += len(content)
        self.byte_count += content.nbytes

    def close(self) -> None:
        description: Dict[str, Any] = {"descr": self._dtype.str, "fortran_order": False,
                                       "shape": (self._count,) + self._shape}
        text = repr(description).encode("ascii")
        length = HEADER_BYTES - 10
        self._file.seek(0)
        self._file.write(b"\x93NUMPY\x01\x00" + length.to_bytes(2, "little") + text.ljust(length - 1) + b"\n")
        self._file.close()
