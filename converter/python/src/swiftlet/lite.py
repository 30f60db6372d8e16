"""The interface of `tf.lite.Interpreter` over Swiftlet: `from swiftlet.lite import Interpreter`.

A program written for `tf.lite`, `tflite_runtime` or `ai_edge_litert` runs with this import in place of theirs. The
model is a `.swiftlet` file, or a `.tflite` file, which is converted first.
"""

import os
import pathlib
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Union

import numpy as np

from . import _convert
from ._errors import BusyError, InputError
from ._model import Model
from ._tensors import Tensor, lengths_text

TFLITE_IDENTIFIER = b"TFL3"
# What a model without names of its own is called by get_signature_list.
SIGNATURE = "serving_default"


class Interpreter:
    """Runs a model by the methods of `tf.lite.Interpreter`.

        interpreter = Interpreter("network.tflite", num_threads=2)
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
        interpreter.invoke()
        scores = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])

    An input stays as it was set until it is set again. What differs: tensors are numbered from 0, the inputs first and
    then the outputs, and the tensors between them cannot be read; another shape than the model's is refused by
    `resize_tensor_input`, for its memory is planned; delegates are refused, for there is nothing to delegate to.
    """

    def __init__(self, model_path: Union[str, "os.PathLike[str]", None] = None,
                 model_content: Optional[bytes] = None, experimental_delegates: Optional[Sequence[Any]] = None,
                 num_threads: Optional[int] = None, experimental_op_resolver_type: Any = None,
                 experimental_preserve_all_tensors: bool = False,
                 experimental_disable_delegate_clustering: bool = False,
                 experimental_default_delegate_latest_features: bool = False):
        if (model_path is None) == (model_content is None):
            raise ValueError("give either model_path or model_content")
        if experimental_delegates:
            raise ValueError("Swiftlet runs models itself and takes no delegates; leave out experimental_delegates")
        if experimental_preserve_all_tensors:
            raise ValueError("tensors between inputs and outputs share memory and cannot be read afterwards; "
                             "swiftlet.compare shows the values of every layer")
        if num_threads is not None and num_threads < -1:
            raise ValueError("num_threads should be at least 1, or -1 for all processors")
        self._is_allocated = False
        source: Any = os.fspath(model_path) if model_path is not None else model_content
        threads = 1 if num_threads is None else max(num_threads, 0)
        self._model = (_convert.convert(source).model(threads=threads) if _is_tflite(source)
                       else Model(source, threads=threads))
        # Inputs stay as they are set, over any number of runs; in the model's own memory they would not.
        self._inputs = [np.zeros(tensor.shape, tensor.dtype) for tensor in self._model.inputs]

    @property
    def model(self) -> Model:
        """The model underneath."""
        return self._model

    def allocate_tensors(self) -> None:
        """Has to be called before anything else, as in `tf.lite`; memory is there since the model was loaded."""
        self._is_allocated = True

    def get_input_details(self) -> List[Dict[str, Any]]:
        """A dictionary for each input, with the keys of `tf.lite`."""
        return [self._details(tensor, tensor.index) for tensor in self._model.inputs]

    def get_output_details(self) -> List[Dict[str, Any]]:
        """A dictionary for each output, with the keys of `tf.lite`."""
        count = len(self._model.inputs)
        return [self._details(tensor, count + tensor.index) for tensor in self._model.outputs]

    def get_tensor_details(self) -> List[Dict[str, Any]]:
        """The details of the inputs and the outputs; there is no telling of other tensors."""
        return self.get_input_details() + self.get_output_details()

    def set_tensor(self, tensor_index: int, value: Any) -> None:
        """Copies an array to an input. Its type and its shape are those of the input, as in `tf.lite`."""
        tensor = self._at(tensor_index)
        if tensor_index >= len(self._model.inputs):
            raise ValueError(f"tensor {tensor_index} is the output {tensor.name!r}, which is not set")
        array = np.asarray(value)
        if array.dtype != tensor.dtype:
            raise ValueError(f"Cannot set tensor: Got value of type {array.dtype} but expected type {tensor.dtype} "
                             f"for input {tensor_index}, name: {tensor.name}")
        if array.shape != tensor.shape:
            raise ValueError(f"Cannot set tensor: Dimension mismatch. Got {lengths_text(array.shape)} but expected "
                             f"{lengths_text(tensor.shape)} for input {tensor_index}, name: {tensor.name}")
        self._ready()
        self._inputs[tensor_index][...] = array

    def get_tensor(self, tensor_index: int, subgraph_index: int = 0) -> Any:
        """A copy of an input or an output."""
        self._refuse_subgraphs(subgraph_index)
        self._ready()
        return self._view(tensor_index).copy()

    def tensor(self, tensor_index: int) -> Callable[[], Any]:
        """A function that gives a view of an input, which may be written, or of an output, which may not."""
        self._at(tensor_index)
        return lambda: self._view(tensor_index)

    def invoke(self) -> None:
        """Runs the model. `BusyError`, a RuntimeError, is raised where another thread is running it."""
        self._ready()
        for tensor, array in zip(self._model.inputs, self._inputs):
            tensor.view[...] = array
        self._model.invoke()

    def resize_tensor_input(self, input_index: int, tensor_size: Sequence[int], strict: bool = False) -> None:
        """Accepts the shape that the input has and refuses any other."""
        tensor = self._at(input_index)
        if input_index >= len(self._model.inputs):
            raise ValueError(f"tensor {input_index} is the output {tensor.name!r}, which has no size to set")
        shape = tuple(int(length) for length in tensor_size)
        if shape != tensor.shape:
            raise ValueError(f"the memory of the model is planned for {tensor.name!r} of "
                             f"{lengths_text(tensor.shape)}, and cannot become {lengths_text(shape)}; for many samples "
                             "at once call interpreter.model.map, for another size export the network with it")

    def reset_all_variables(self) -> None:
        """Does nothing: models have no state between two runs."""

    def get_signature_list(self) -> Dict[str, Dict[str, List[str]]]:
        """The names of the inputs and outputs, under the one signature that a model has."""
        return {SIGNATURE: {"inputs": [tensor.name for tensor in self._model.inputs],
                            "outputs": [tensor.name for tensor in self._model.outputs]}}

    def get_signature_runner(self, signature_key: Optional[str] = None) -> "SignatureRunner":
        """A function from inputs by name to a dictionary of outputs."""
        if signature_key not in (None, SIGNATURE):
            raise ValueError(f"there is no signature {signature_key!r}; there is {SIGNATURE!r}")
        self.allocate_tensors()
        return SignatureRunner(self)

    def _ready(self) -> None:
        if not self._is_allocated:
            raise RuntimeError("the tensors are not allocated; call allocate_tensors() first")

    def _at(self, index: int) -> Tensor:
        tensors = self._model.inputs + self._model.outputs
        if not 0 <= index < len(tensors):
            raise ValueError(f"there is no tensor {index}; there are {len(tensors)}, the inputs first and then the "
                             "outputs")
        return tensors[index]

    def _view(self, index: int) -> Any:
        tensor = self._at(index)
        return self._inputs[index] if index < len(self._inputs) else tensor.view

    @staticmethod
    def _refuse_subgraphs(index: int) -> None:
        if index != 0:
            raise ValueError(f"there is no subgraph {index}")

    def _details(self, tensor: Tensor, index: int) -> Dict[str, Any]:
        shape = np.array(tensor.shape, np.int32)
        scales = [tensor.scale] if tensor.is_quantized else []
        zero_points = [tensor.zero_point] if tensor.is_quantized else []
        return {
            "name": tensor.name, "index": index, "shape": shape, "shape_signature": shape.copy(),
            "dtype": tensor.dtype.type,
            "quantization": (tensor.scale, tensor.zero_point) if tensor.is_quantized else (0.0, 0),
            "quantization_parameters": {"scales": np.array(scales, np.float32),
                                        "zero_points": np.array(zero_points, np.int32), "quantized_dimension": 0},
            "sparsity_parameters": {},
        }


class SignatureRunner:
    """Runs a model on keyword arguments; what `get_signature_runner` returns."""

    def __init__(self, interpreter: Interpreter):
        self._interpreter = interpreter

    def __call__(self, **values: Any) -> Dict[str, Any]:
        """The outputs by name, as they are stored."""
        return self._interpreter.model.run(values, raw=True)

    def get_input_details(self) -> Dict[str, Dict[str, Any]]:
        """The details of each input by its name."""
        return {details["name"]: details for details in self._interpreter.get_input_details()}

    def get_output_details(self) -> Dict[str, Dict[str, Any]]:
        """The details of each output by its name."""
        return {details["name"]: details for details in self._interpreter.get_output_details()}


def load_delegate(library: str, options: Optional[Mapping[str, Any]] = None) -> Any:
    """Refuses: there is nothing to delegate to."""
    raise ValueError(f"Swiftlet runs models itself and takes no delegates, such as '{library}'")


def _is_tflite(source: Union[str, bytes]) -> bool:
    """Whether a path or bytes hold a TensorFlow Lite model."""
    if isinstance(source, str):
        with pathlib.Path(source).open("rb") as file:
            return file.read(8)[4:] == TFLITE_IDENTIFIER
    return bytes(memoryview(source).cast("B")[4:8]) == TFLITE_IDENTIFIER


__all__ = ["BusyError", "InputError", "Interpreter", "SignatureRunner", "load_delegate"]
