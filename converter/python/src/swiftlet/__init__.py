"""Swiftlet runs quantized neural networks, and converts them.

    model = swiftlet.Model("network.swiftlet")
    scores = model(image)

    swiftlet.convert("network.onnx", samples=images, output="network.swiftlet")
"""

from ._errors import (BusyError, CommandMissing, ConversionError, Error, FrameworkMissing, InputError, ModelError,
                      Problem)
from ._model import Model, instruction_sets, version
from ._profile import Profile, ProfileRow
from ._tensors import Tensor

__version__ = version()

__all__ = ["BusyError", "CommandMissing", "ConversionError", "Error", "FrameworkMissing", "InputError", "Model",
           "ModelError", "Problem", "Profile", "ProfileRow", "Tensor", "instruction_sets", "version"]
