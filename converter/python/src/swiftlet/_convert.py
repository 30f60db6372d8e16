"""Converting, inspecting and comparing, by the command that is packed with this module."""

import os
import pathlib
import tempfile
from typing import Any, Iterable, List, Mapping, Optional, Sequence, Union

import numpy as np

from . import _command, _frameworks, _samples
from ._errors import InputError
from ._model import Model
from ._notes import labels_of
from ._report import Report

Shapes = Mapping[str, Union[int, Sequence[int]]]


class Conversion:
    """A model that was converted, and what became of the network."""

    def __init__(self, report: Report, path: Optional[str], content: Optional[bytes]):
        #: What the command says of the conversion: `file_bytes`, `arena_bytes`, `outputs`, `worst_layers`, ….
        self.report: Report = report
        #: Where the model was written; None where no output was named.
        self.path: Optional[str] = path
        self._content = content

    def __repr__(self) -> str:
        return (f"<swiftlet.Conversion {self.path or 'in memory'}: {self.report.quantization}, "
                f"{self.report.operators} operators, {self.report.file_bytes} bytes, "
                f"{self.report.arena_bytes} bytes of arena>")

    @property
    def content(self) -> bytes:
        """The bytes of the model."""
        if self._content is None:
            self._content = pathlib.Path(self.path or "").read_bytes()
        return self._content

    def __bytes__(self) -> bytes:
        return self.content

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the model to a file."""
        pathlib.Path(path).write_bytes(self.content)

    def model(self, *, threads: int = 1, instruction_set: Optional[str] = None) -> Model:
        """Loads the model."""
        return Model(self.path or self.content, threads=threads, instruction_set=instruction_set)


def convert(network: Any, samples: Any = None, *, output: Optional[Union[str, "os.PathLike[str]"]] = None,
            example_inputs: Any = None, sample_limit: Optional[int] = None, quantize: Optional[str] = None,
            ranges: Optional[str] = None, no_equalization: bool = False, no_bias_correction: bool = False,
            no_adaptive_rounding: bool = False, input_type: Optional[str] = None, output_type: Optional[str] = None,
            keep_float: Iterable[str] = (), winograd: Optional[str] = None, shape: Optional[Shapes] = None,
            dump_graph: Optional[Union[str, "os.PathLike[str]"]] = None, threads: Optional[int] = None,
            minimum_sqnr: Optional[float] = None, budget: Union[float, str, None] = None, labels: Any = None,
            validation: Any = None, strip: bool = False,
            metadata: Optional[Mapping[str, Any]] = None) -> Conversion:
    """Converts a network to a model that Swiftlet runs.

    `network` is the path of a .onnx, .tflite or .keras file or of a TensorFlow SavedModel, the bytes of one of the
    first two, a Keras model, a torch.nn.Module, or an ONNX ModelProto. A PyTorch network needs `example_inputs`, one
    sample or a tuple of them, from which its exporter learns the shapes; where they are left out, the first of
    `samples` serves if that is an array.

    `samples` choose the ranges of int8: an array whose first axis counts samples; a dictionary of such arrays by
    input; a function, an iterator, a tf.data.Dataset or a DataLoader that gives samples or batches one by one (arrays,
    tuples of them, of which labels behind the inputs are left out, or dictionaries); a Dask array or a Ray Dataset; a
    path that `--calibration` takes; or the word "random". They are written to the disk piece by piece and never held
    in memory whole; `sample_limit` takes the first so many.

    `output` names the file to write; without it the model stays in memory. The other options are those of
    `swiftlet convert`: `quantize` is "int8", "dynamic", "int8-weights", "float16" or "none" ("int8" where samples are
    given, else "none"); `ranges` the method; `winograd` the tile, "2x2" or "4x4"; `shape` a dictionary from inputs to
    lengths, or from named axes to a length; `keep_float` the names of operators; `minimum_sqnr` in decibels or
    `budget` in percent with `labels` keep as few operators in float as reach that quality, measured on `validation`
    where it is given. `labels` that are texts, or the path of a text file, are the names of the classes, which the model
    carries; `metadata` are other texts that it carries, by their keys, such as `{"image.mean": 127.5}` (a list becomes
    its values with commas between them; `"labels"` may be a list of names there too).

    Raises `ConversionError`, with everything that is wrong in its `problems`, `InputError` for samples that do not fit,
    `FrameworkMissing` or `CommandMissing`.
    """
    with tempfile.TemporaryDirectory(prefix="swiftlet-") as name:
        folder = pathlib.Path(name)
        source = _frameworks.file_of(network, folder, "network", example_inputs, samples)
        target = os.fspath(output) if output is not None else str(folder / "model.swiftlet")
        words = ["convert", source, "--output", target]
        for option, value in (("--quantize", quantize), ("--ranges", ranges), ("--input-type", input_type),
                              ("--output-type", output_type), ("--winograd", winograd), ("--dump-graph", dump_graph),
                              ("--threads", threads), ("--minimum-sqnr", minimum_sqnr), ("--budget", budget)):
            if value is not None:
                words += [option, os.fspath(value) if isinstance(value, os.PathLike) else str(value)]
        for option, is_given in (("--no-equalization", no_equalization), ("--no-bias-correction", no_bias_correction),
                                 ("--no-adaptive-rounding", no_adaptive_rounding), ("--strip", strip)):
            words += [option] if is_given else []
        for operator in keep_float:
            words += ["--keep-float", operator]
        words += shape_words(shape) + label_words(labels, folder) + metadata_words(metadata, folder)
        inputs = doors_for((samples, validation), source, shape)
        words += _samples.words("--calibration", samples, inputs, folder, sample_limit)
        words += _samples.words("--validation", validation, inputs, folder, sample_limit)
        answer = _command.run(words)
        if output is not None:
            return Conversion(Report(answer), target, None)
        # The file is gone with the folder.
        answer.pop("output", None)
        return Conversion(Report(answer), None, pathlib.Path(target).read_bytes())


def inspect(source: Any, *, shape: Optional[Shapes] = None, example_inputs: Any = None) -> Report:
    """What a model holds and needs, or what of a network can be converted.

    `source` is whatever `convert` takes, or a model: a path, bytes, a `Model` or a `Conversion`. The report of a model
    has `inputs`, `outputs`, `operators`, `arena_bytes`, `multiply_accumulates` and more; that of a network the
    `operators` with what each becomes.
    """
    with tempfile.TemporaryDirectory(prefix="swiftlet-") as name:
        path = _frameworks.file_of(source, pathlib.Path(name), "source", example_inputs)
        return Report(_command.run(["inspect", path] + shape_words(shape)))


def compare(model: Any, reference: Any, samples: Any, *, labels: Any = None, shape: Optional[Shapes] = None,
            threads: Optional[int] = None, sample_limit: Optional[int] = None, example_inputs: Any = None) -> Report:
    """How far a model's values are from those of another, layer by layer.

    `model` and `reference`, whose values are taken as right, are each a model or a network, as `inspect` takes them;
    `samples` are given as to `convert`; with `labels`, the classes of the samples, it counts how often each is right.
    The report has `outputs` and `layers` with their `decibels`, `damage` (the layers that do most harm first) and
    `accuracy`.
    """
    with tempfile.TemporaryDirectory(prefix="swiftlet-") as name:
        folder = pathlib.Path(name)
        right = _frameworks.file_of(reference, folder, "reference", example_inputs, samples)
        tested = _frameworks.file_of(model, folder, "model", example_inputs, samples)
        words = ["compare", tested, "--reference", right] + shape_words(shape) + label_words(labels, folder)
        words += ["--threads", str(threads)] if threads is not None else []
        if samples is None:
            raise InputError("a comparison needs samples", "give an array whose first axis counts them, or \"random\"")
        words += _samples.words("--samples", samples, doors_for((samples,), right, shape), folder, sample_limit)
        return Report(_command.run(words))


def doors_for(samples: Iterable[Any], path: str, shape: Optional[Shapes]) -> List[_samples.Door]:
    """The inputs of a file, which are looked up only where arrays have to be written for them."""
    if all(value is None or _samples.is_path(value) for value in samples):
        return []
    return _samples.doors(_command.run(["inspect", path] + shape_words(shape)))


def shape_words(shape: Optional[Shapes]) -> List[str]:
    """The options that fix lengths."""
    words = []
    for name, lengths in (shape or {}).items():
        given = [lengths] if isinstance(lengths, int) else lengths
        words += ["--shape", f"{name}={','.join(str(int(length)) for length in given)}"]
    return words


def label_words(labels: Any, folder: pathlib.Path) -> List[str]:
    """The option that gives the classes of samples."""
    if labels is None:
        return []
    if _samples.is_path(labels):
        return ["--labels", os.fspath(labels)]
    if isinstance(labels, (list, tuple)) and labels and all(isinstance(label, str) for label in labels):
        return name_words(labels, folder)
    array = _samples.array_of(labels)
    if array.dtype.kind not in "iu":
        raise InputError(f"labels of {array.dtype} are no classes", "give integers, one for each sample")
    path = folder / "labels.npy"
    np.save(path, array.reshape(-1).astype(np.int64))
    return ["--labels", str(path)]


def name_words(names: Iterable[str], folder: pathlib.Path) -> List[str]:
    """The option that gives the names of classes."""
    lines = [" ".join(labels_of(str(name))) for name in names]
    path = folder / "labels.txt"
    path.write_bytes("".join(line + "\n" for line in lines).encode())
    return ["--labels", str(path)]


def metadata_words(metadata: Optional[Mapping[str, Any]], folder: pathlib.Path) -> List[str]:
    """The options that give texts for the model to carry."""
    words = []
    for key, value in (metadata or {}).items():
        if key == "labels" and value:
            words += name_words(labels_of(value) if isinstance(value, str) else value, folder)
            continue
        is_text = isinstance(value, (str, int, float)) or not isinstance(value, Iterable)
        words += ["--metadata", f"{key}={value if is_text else ','.join(map(str, value))}"]
    return words
