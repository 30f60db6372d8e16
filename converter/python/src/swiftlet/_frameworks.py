"""Networks of other frameworks as files that the command reads. Each framework is imported where it is used."""

import contextlib
import importlib
import os
import pathlib
import warnings
from typing import Any, Iterator, Tuple

from ._errors import FrameworkMissing, InputError
from ._model import Model
from ._samples import array_of, is_framework

KERAS_FILES = (".keras", ".h5", ".hdf5")

# What brings the framework of an extra: its packages in pyproject.toml, as words for a shell.
PACKAGES = {"keras": "tensorflow", "torch": "torch onnx onnxscript", "onnx": "onnx",
            "dask": "'dask[array]' distributed", "ray": "'ray[data]'"}


def framework(name: str, extra: str) -> Any:
    """Imports a framework, or says which packages bring it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise FrameworkMissing(f"this needs {name}, which is not installed ({error})",
                               f"pip install {PACKAGES[extra]}") from error


def file_of(network: Any, folder: pathlib.Path, name: str, example_inputs: Any = None, samples: Any = None) -> str:
    """The path of a file that holds a network or a model; it is written into the folder where there is none."""
    if isinstance(network, (str, os.PathLike)):
        path = os.fspath(network)
        if path.lower().endswith(KERAS_FILES):
            network = framework("keras", "keras").models.load_model(path, compile=False)
        elif os.path.isdir(path) and os.path.exists(os.path.join(path, "saved_model.pb")):
            converter = framework("tensorflow", "keras").lite.TFLiteConverter.from_saved_model(path)
            return written(folder / f"{name}.tflite", quietly(converter.convert))
        else:
            return path
    if isinstance(network, Model):
        return written(folder / f"{name}.swiftlet", bytes(network._content))
    if isinstance(network, (bytes, bytearray, memoryview)):
        return bytes_file(bytes(network), folder, name)
    if hasattr(network, "content") and isinstance(network.content, bytes):
        return bytes_file(network.content, folder, name)
    if is_framework(network, "onnx") and hasattr(network, "SerializeToString"):
        return onnx_file(network, folder / f"{name}.onnx")
    if is_framework(network, "torch") and hasattr(network, "state_dict"):
        return torch_file(network, folder / f"{name}.onnx", example_inputs, samples)
    if is_framework(network, "keras") or is_framework(network, "tf_keras"):
        converter = framework("tensorflow", "keras").lite.TFLiteConverter.from_keras_model(network)
        return written(folder / f"{name}.tflite", quietly(converter.convert))
    raise InputError(f"a {type(network).__module__}.{type(network).__name__} is no network that can be converted",
                     "give a path of a .onnx, .tflite or .keras file, its bytes, a Keras model, a torch.nn.Module or "
                     "an ONNX ModelProto")


def written(path: pathlib.Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def bytes_file(content: bytes, folder: pathlib.Path, name: str) -> str:
    """Bytes as a file of the name that their kind goes by; an ONNX network has no identifier."""
    suffix = {b"TFL3": "tflite", b"SWFT": "swiftlet"}.get(content[4:8], "onnx")
    return written(folder / f"{name}.{suffix}", content)


def onnx_file(network: Any, path: pathlib.Path) -> str:
    """An ONNX network as a file, with its constants beside it where one file cannot hold them."""
    try:
        return written(path, network.SerializeToString())
    except Exception:
        # A protocol buffer holds two gigabytes.
        framework("onnx", "onnx").save(network, str(path), save_as_external_data=True, location="constants")
        return str(path)


def torch_file(network: Any, path: pathlib.Path, example_inputs: Any, samples: Any) -> str:
    """A PyTorch network by way of its exporter to ONNX."""
    torch = framework("torch", "torch")
    framework("onnx", "torch")
    inputs = torch_inputs(torch, example_inputs, samples)
    was_training = getattr(network, "training", False)
    if was_training:
        network.eval()
    try:
        with torch.no_grad(), silenced():
            torch.onnx.export(network, inputs, str(path), dynamo=True, verbose=False)
    except Exception as error:
        if isinstance(error, ImportError):
            raise FrameworkMissing(f"PyTorch cannot export to ONNX: {error}", f"pip install {PACKAGES['torch']}"
                                   ) from error
        raise InputError(f"PyTorch cannot export the network to ONNX: {str(error).strip().splitlines()[0]}",
                         "export it with torch.onnx.export to see everything that PyTorch says") from error
    finally:
        if was_training:
            network.train()
    return str(path)


def torch_inputs(torch: Any, example_inputs: Any, samples: Any) -> Tuple[Any, ...]:
    """What the exporter runs the network on: the examples, or else the first of the samples that an array holds."""
    if example_inputs is None and hasattr(samples, "__array__") and len(samples) > 0:
        example_inputs = samples[:1]
    if example_inputs is None:
        raise InputError("a PyTorch network does not tell the shapes of its inputs",
                         "give example_inputs=: a tensor, or a tuple of tensors, one sample with its batch axis")
    if not isinstance(example_inputs, (tuple, list)):
        example_inputs = (example_inputs,)
    return tuple(value if isinstance(value, torch.Tensor) else torch.from_numpy(array_of(value).copy())
                 for value in example_inputs)


def quietly(work: Any) -> bytes:
    """Runs a framework's conversion without what it says on the way."""
    with silenced():
        result: bytes = work()
    return result


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Lets Python's warnings and standard output go nowhere; a failure is an exception all the same."""
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        warnings.simplefilter("ignore")
        yield


