"""What can go wrong, as exceptions: each says what is wrong and what to do about it."""

from typing import NamedTuple, Optional, Sequence, Tuple


class Error(Exception):
    """The base of every exception of this package.

    `message` says what is wrong and where, `remedy` what to do about it; both are sentences without a full stop.
    """

    def __init__(self, message: str, remedy: Optional[str] = None):
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return self.message if self.remedy is None else f"{self.message}\nHelp: {self.remedy}"


class ModelError(Error, ValueError):
    """A file was refused: it is no model, is damaged, or asks for what is not there.

    `status` is the number of `swiftlet_status` in swiftlet.h, and `step` the operator at fault or -1; `subject`,
    `needed` and `found` are what that header says of the status.
    """

    def __init__(self, message: str, remedy: Optional[str] = None, status: int = 0, step: int = -1, subject: int = 0,
                 needed: int = 0, found: int = 0):
        super().__init__(message, remedy)
        self.status, self.step = status, step
        self.subject, self.needed, self.found = subject, needed, found

    def __reduce__(self):
        return type(self), (self.message, self.remedy, self.status, self.step, self.subject, self.needed, self.found)


class InputError(Error, ValueError):
    """Values do not go with a model: their shape, their type or the name that they were given under."""


class BusyError(Error, RuntimeError):
    """A model was used while it runs on another thread."""


class Problem(NamedTuple):
    """One of several things that are wrong with a network."""

    message: str
    remedy: Optional[str]


class ConversionError(Error):
    """The `swiftlet` command refused what it was asked to do; `problems` lists everything that is wrong."""

    def __init__(self, message: str, remedy: Optional[str] = None, problems: Sequence[Problem] = ()):
        super().__init__(message, remedy)
        self.problems: Tuple[Problem, ...] = tuple(problems)

    def __reduce__(self):
        return type(self), (self.message, self.remedy, self.problems)

    def __str__(self) -> str:
        lines = [self.message]
        for problem in self.problems:
            lines.append(f"  {problem.message}")
            if problem.remedy is not None:
                lines.append(f"    Help: {problem.remedy}")
        if self.remedy is not None:
            lines.append(f"Help: {self.remedy}")
        return "\n".join(lines)


class CommandMissing(Error, RuntimeError):
    """This installation has the runtime alone, without the command that converts."""


class FrameworkMissing(Error, ImportError):
    """A framework is needed that is not installed."""


# The sentences of swiftlet_status: what is wrong in the terms of the fault, and what to do about it.
_CONVERT_AGAIN = "convert the network again"
_SENTENCES = {
    1: ("it is no Swiftlet model, or damaged at byte {found}",
        "convert a .tflite or an .onnx file with swiftlet.convert; a model that was copied may be cut short"),
    2: ("it has format version {found}, and this package reads up to {needed}", "update the package"),
    4: ("it needs {needed} bytes of memory", None),
    5: ("it has {found} bytes, and its constants end at {needed}", "copy or convert it again"),
    6: ("there is no operator of number {subject}", "update the package: the file may come from a later version"),
    7: ("the operator {subject} is not part of this build", "use a build that links the operator"),
    24: ("this machine lacks the instruction set", "choose one of swiftlet.instruction_sets()"),
}


def refusal(place: str, status: int, name: str, step: int, subject: int, needed: int, found: int) -> ModelError:
    """The exception for a fault of the runtime."""
    sentence, remedy = _SENTENCES.get(
        status, ("{name} (subject {subject}, needed {needed}, found {found})", _CONVERT_AGAIN))
    where = f"operator {step}: " if step >= 0 else ""
    reason = sentence.format(name=name, subject=subject, needed=needed, found=found)
    return ModelError(f"cannot load {place}: {where}{reason}", remedy, status, step, subject, needed, found)
