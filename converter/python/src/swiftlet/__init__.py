"""Swiftlet runs quantized neural networks, and converts them.

    model = swiftlet.Model("network.swiftlet")
    scores = model(image)

    swiftlet.convert("network.onnx", samples=images, output="network.swiftlet")
"""

from ._convert import Conversion, compare, convert, inspect
from ._errors import (BusyError, CommandMissing, ConversionError, Error, FrameworkMissing, InputError, ModelError,
                      Problem)
from ._evaluate import Evaluation, evaluate
from ._model import Model, instruction_sets, version
from ._profile import Profile, ProfileRow
from ._report import Report
from ._sound import LogMel
from ._tensors import Tensor

__version__ = version()

__all__ = ["BusyError", "CommandMissing", "Conversion", "ConversionError", "Error", "Evaluation", "FrameworkMissing",
           "InputError", "LogMel", "Model", "ModelError", "Problem", "Profile", "ProfileRow", "Report", "Tensor",
           "compare", "convert", "evaluate", "inspect", "instruction_sets", "version"]
