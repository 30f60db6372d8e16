"""Models: files that have loaded, and run on arrays."""

import mmap
import os
import threading
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

import numpy as np
from numpy.typing import NDArray

from . import _runtime
from ._errors import BusyError, InputError, refusal
from ._names import step_names
from ._notes import labels_of, notes
from ._profile import Profile, operator_name
from ._tensors import ELEMENTS, Tensor, lengths_text, transposing

Array = NDArray[Any]

FILE_ALIGNMENT = 64
THREADS_MAXIMUM = 1024


def version() -> str:
    """The version of the runtime that is compiled into this package."""
    return _runtime.version()


def instruction_sets() -> List[str]:
    """The names of the instruction sets that kernels are written for and that this machine has, the plainest first."""
    return list(_runtime.instruction_sets())


class Model:
    """A model that has loaded, with memory of its own to run in.

        model = swiftlet.Model("network.swiftlet", threads=2)
        scores = model(image)

    `source` is the path of a `.swiftlet` file, which is mapped and never read whole; or its bytes, in anything that has
    them (`bytes`, `mmap`, an array). What cannot be written and starts at a multiple of 64 bytes is used where it
    lies, anything else is copied once. A file must not be cut short while it is mapped.

    Loading checks everything: a file that is no model, is damaged, or needs more than there is raises `ModelError`.
    `threads` is the number of threads, 0 for as many as this process may use processors; `instruction_set` is one of
    `instruction_sets()`, the best where it is left out. Results do not depend on either.

    Running releases Python's global lock. A call from a second thread waits for the first; for runs side by side make
    a `clone()` for each thread, which shares the file.
    """

    def __init__(self, source: Union[str, "os.PathLike[str]", bytes, Any], *, threads: int = 1,
                 instruction_set: Optional[str] = None):
        place, content = _content(source)
        self._prepare(place, content, _thread_count(threads), instruction_set)

    def _prepare(self, place: str, content: Array, threads: int, instruction_set: Optional[str]) -> None:
        sets = _runtime.instruction_sets()
        if instruction_set is not None and instruction_set not in sets:
            raise InputError(f"this machine has no instruction set {instruction_set!r}",
                             f"choose one of {', '.join(sets)}")
        self._place, self._content, self._threads, self._set = place, content, threads, instruction_set
        self._lock = threading.Lock()
        file = (_address(content), content.nbytes)
        try:
            self._arena = _aligned(_runtime.arena_size(*file))
            self._session = _runtime.Session((content, self._arena), *file, _address(self._arena), self._arena.nbytes,
                                             threads, sets[instruction_set] if instruction_set else 0)
        except _runtime.Fault as fault:
            raise refusal(place, *fault.args) from None
        #: The inputs, in order.
        self.inputs: Tuple[Tensor, ...] = self._tensors("input", self._session.inputs())
        #: The outputs, in order.
        self.outputs: Tuple[Tensor, ...] = self._tensors("output", self._session.outputs())
        self._input_indices = {tensor.name: tensor.index for tensor in reversed(self.inputs)}

    def _tensors(self, kind: str, descriptions: List["_runtime.Description"]) -> Tuple[Tensor, ...]:
        tensors = []
        for index, (name, element, shape, is_quantized, scale, zero_point, offset, count) in enumerate(descriptions):
            dtype = ELEMENTS[element]
            view = self._arena[offset:offset + count].view(dtype).reshape(shape)
            view.flags.writeable = kind == "input"
            tensors.append(Tensor(kind, index, name, shape, dtype, is_quantized, scale, zero_point, view))
        return tuple(tensors)

    def __repr__(self) -> str:
        doors = ", ".join(f"{tensor.name} {lengths_text(tensor.shape)}" for tensor in self.inputs)
        results = ", ".join(f"{tensor.name} {lengths_text(tensor.shape)}" for tensor in self.outputs)
        return f"<swiftlet.Model {self._place}: {doors} → {results}>"

    def __reduce__(self):
        return _restored, (bytes(self._content), self._threads, self._set)

    @property
    def arena_bytes(self) -> int:
        """The bytes of memory that the model runs in, exactly."""
        return int(self._arena.nbytes)

    @property
    def file_bytes(self) -> int:
        """The bytes of the file."""
        return int(self._content.nbytes)

    @property
    def operators(self) -> Tuple[str, ...]:
        """The name of each step's operator."""
        return tuple(map(operator_name, self._session.operators()))

    @property
    def metadata(self) -> Dict[str, str]:
        """The texts that the file carries, by their keys, as `convert(metadata=…)` or the network left them."""
        return notes(self._content)

    @property
    def labels(self) -> Tuple[str, ...]:
        """The names of the classes, by their numbers; empty where the file carries none."""
        return labels_of(self.metadata.get("labels", ""))

    @property
    def threads(self) -> int:
        """The number of threads; it may be set between runs."""
        return self._threads

    @threads.setter
    def threads(self, count: int) -> None:
        count = _thread_count(count)
        with self._lock:
            self._session.set_threads(count)
            self._threads = count

    def clone(self, *, threads: Optional[int] = None) -> "Model":
        """The same model with memory of its own, for another thread: the file is shared, and not read again."""
        model = object.__new__(type(self))
        model._prepare(self._place, self._content, self._threads if threads is None else _thread_count(threads),
                       self._set)
        return model

    def __call__(self, *values: Any, raw: bool = False) -> Any:
        """Runs the model once; returns its output, or a tuple of outputs where there are several.

        Give the inputs in order, or one dictionary of arrays by name. A first axis of length 1 may be left out.

        - An input that is quantized takes floats, which are quantized by its scale, or integers of its own type,
          which are taken as they are stored.
        - An output that is quantized comes as float32; with `raw` as it is stored.

        The arrays that are returned are the caller's own.
        """
        stored = self._stored(values)
        with self._lock:
            results = self._run(stored, raw)
        return results[0] if len(results) == 1 else tuple(results)

    def run(self, *values: Any, raw: bool = False) -> Dict[str, Any]:
        """Runs the model once, as a call does; returns the outputs by name."""
        stored = self._stored(values)
        with self._lock:
            results = self._run(stored, raw)
        return {tensor.name: result for tensor, result in zip(self.outputs, results)}

    def map(self, *values: Any, raw: bool = False) -> Any:
        """Runs the model on each entry along the first axis of its inputs; returns the results along a first axis.

        An input of N×… runs as N runs of 1×… where the model's own first axis is 1, and so do its results.
        """
        if len(values) == 1 and isinstance(values[0], Mapping):
            values = tuple(self._ordered(values[0]))
        arrays = [np.asarray(value) for value in values]
        if len(arrays) != len(self.inputs):
            raise self._miscounted(len(arrays))
        for tensor, array in zip(self.inputs, arrays):
            if tensor.shape not in ((1,) + array.shape[1:], array.shape[1:]) or array.ndim == 0:
                entry = tensor.shape[1:] if tensor.shape[:1] == (1,) else tensor.shape
                raise InputError(f"input {tensor.name!r} takes entries of {lengths_text(entry)}, "
                                 f"and was given {lengths_text(array.shape)}",
                                 (transposing(tensor.shape, array.shape) if array.ndim == len(entry) + 1 else None)
                                 or "give an array whose first axis counts samples")
        counts = {len(array) for array in arrays}
        if len(counts) > 1:
            raise InputError(f"the inputs hold different numbers of samples: {sorted(counts)}")
        count = counts.pop() if counts else 0
        results = [np.empty((count,) + (tensor.shape[1:] if tensor.shape[:1] == (1,) else tensor.shape),
                            np.float32 if tensor.is_quantized and not raw else tensor.dtype)
                   for tensor in self.outputs]
        for index in range(count):
            stored = self._stored(tuple(array[index].reshape(tensor.shape)
                                        for tensor, array in zip(self.inputs, arrays)))
            with self._lock:
                for result, value in zip(results, self._run(stored, raw)):
                    result[index] = value.reshape(result.shape[1:])
        return results[0] if len(results) == 1 else tuple(results)

    def invoke(self) -> None:
        """Runs the model on what lies in the views of its inputs; its results lie in the views of its outputs.

        Nothing is copied. Running may reuse the memory of an input, so write all of them before each run. Where
        another thread is running this model, `BusyError` is raised.
        """
        try:
            self._session.run()
        except _runtime.Busy:
            raise BusyError("the model is running on another thread", "give each thread a model.clone()") from None

    def profile(self, *values: Any, runs: int = 50, warm_up: int = 5) -> Profile:
        """Times each step over some runs; print the result, or go through its `rows`.

        Without values, the inputs are zeros.
        """
        if runs < 1 or warm_up < 0:
            raise InputError(f"a profile of {runs} runs after {warm_up} is none", "give runs=1 or more")
        stored = self._stored(values) if values else [np.zeros(tensor.shape, tensor.dtype) for tensor in self.inputs]
        times = []
        with self._lock:
            for _ in range(warm_up + runs):
                self._fill(stored)
                try:
                    times.append(self._session.timed_run())
                except _runtime.Busy:
                    raise BusyError("the model is running on another thread",
                                    "give each thread a model.clone()") from None
        operators = self.operators
        return Profile(operators, step_names(self._content, len(operators)), times[warm_up:])

    def _fill(self, stored: List[Array]) -> None:
        for tensor, array in zip(self.inputs, stored):
            tensor._view[...] = array

    def _run(self, stored: List[Array], raw: bool) -> List[Any]:
        self._fill(stored)
        self.invoke()
        return [tensor.dequantize(tensor._view) if tensor.is_quantized and not raw else tensor._view.copy()
                for tensor in self.outputs]

    def _stored(self, values: Tuple[Any, ...]) -> List[Array]:
        if len(values) == 1 and isinstance(values[0], Mapping):
            values = tuple(self._ordered(values[0]))
        if len(values) != len(self.inputs):
            raise self._miscounted(len(values))
        return [tensor.stored(value) for tensor, value in zip(self.inputs, values)]

    def _ordered(self, values: Mapping[str, Any]) -> List[Any]:
        unknown = [name for name in values if name not in self._input_indices]
        missing = [tensor.name for tensor in self.inputs if tensor.name not in values]
        if unknown or missing:
            what = f"there is no input {unknown[0]!r}" if unknown else f"the input {missing[0]!r} is missing"
            raise InputError(what, f"the inputs are {', '.join(repr(tensor.name) for tensor in self.inputs)}")
        return [values[tensor.name] for tensor in self.inputs]

    def _miscounted(self, count: int) -> InputError:
        names = ", ".join(repr(tensor.name) for tensor in self.inputs)
        return InputError(f"the model has {len(self.inputs)} inputs, and was given {count}",
                          f"the inputs are {names}; give an array for each, or a dictionary of them")


def _restored(content: bytes, threads: int, instruction_set: Optional[str]) -> Model:
    """A model that was pickled, perhaps on a machine with other instruction sets."""
    known = instruction_set if instruction_set in _runtime.instruction_sets() else None
    return Model(content, threads=threads, instruction_set=known)


def _thread_count(threads: int) -> int:
    if not 0 <= threads <= THREADS_MAXIMUM:
        raise InputError(f"there are no teams of {threads} threads", f"give 1 to {THREADS_MAXIMUM}, or 0 for all")
    return threads or _runtime.processor_count()


def _content(source: Any) -> Tuple[str, Array]:
    """What to call a file, and its bytes at an address that serves."""
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return f"'{path}'", _aligned(0)
            mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return f"'{path}'", np.frombuffer(mapping, np.uint8)
    try:
        view = memoryview(source).cast("B")
    except TypeError:
        raise InputError(f"a {type(source).__name__} is no model", "give a path or the bytes of a .swiftlet file"
                         ) from None
    content = np.frombuffer(view, np.uint8)
    # What can be written could change after it was checked.
    if not view.readonly or _address(content) % FILE_ALIGNMENT != 0:
        copy = _aligned(content.nbytes)
        copy[:] = content
        content = copy
    return "the model", content


def _aligned(byte_count: int) -> Array:
    """Memory of some bytes that starts at a multiple of 64."""
    memory = np.empty(byte_count + FILE_ALIGNMENT, np.uint8)
    start = -_address(memory) % FILE_ALIGNMENT
    return memory[start:start + byte_count]


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])
