"""Converts and runs one case, and says what came of it."""

import pathlib
import re
import subprocess
import tempfile

import numpy as np

# Far beyond what the largest case takes, so that only a hang meets it.
SECONDS = 60


class Outcome:
    """What came of a case: passed, failed, unsupported, or crashed; and why."""

    def __init__(self, case, verdict, reason=""):
        self.name, self.operator = case.name, case.operator
        self.verdict, self.reason = verdict, reason


def attempt(case, swiftlet):
    """Converts a case, runs it, and compares its outputs."""
    with tempfile.TemporaryDirectory() as folder:
        return attempt_in(pathlib.Path(folder), case, swiftlet)


def attempt_in(folder, case, swiftlet):
    """Does the work of `attempt` in a folder."""
    arrays = list(case.inputs.values()) + list(case.outputs)
    if not all(isinstance(array, (np.ndarray, np.generic)) for array in arrays):
        return Outcome(case, "unsupported", "its values are sequences, maps or optionals")
    source, model = folder / "case.onnx", folder / "case.swiftlet"
    source.write_bytes(case.model.SerializeToString())
    status, errors = call(swiftlet, "convert", source, "--quantize", "none", "-o", model)
    if status != 0:
        verdict = "unsupported" if status == 1 else "crashed"
        return Outcome(case, verdict, reason(errors, status))
    words = []
    for index, (name, array) in enumerate(case.inputs.items()):
        np.save(folder / f"in{index}.npy", array)
        words += ["--input", f"{name}={folder}/in{index}.npy"]
    status, errors = call(swiftlet, "run", model, *words, "--output", folder / "out")
    if status != 0:
        verdict = "failed" if status in (1, 2) else "crashed"
        return Outcome(case, verdict, reason(errors, status))
    for index, expected in enumerate(case.outputs):
        given = np.load(folder / "out" / f"out{index}.npy")
        difference = compare(given, np.asarray(expected), case)
        if difference:
            return Outcome(case, "failed", f"output {index} {difference}")
    return Outcome(case, "passed")


def call(*words):
    """Runs a command; returns its exit status, 'hang' where it takes too long, and its errors."""
    try:
        done = subprocess.run(
            [str(word) for word in words], capture_output=True, text=True, timeout=SECONDS,
            errors="replace", check=False)
    except subprocess.TimeoutExpired:
        return "hang", ""
    return done.returncode, done.stderr


def reason(errors, status):
    """Returns the first fault that the command printed, without the names of this case."""
    if status == "hang":
        return f"it took more than {SECONDS} seconds"
    lines = errors.splitlines()
    if not lines:
        return f"it ended with status {status}"
    # Everything that stands in the way is listed, two spaces deep, as `place: rule`.
    listed = [line.strip() for line in lines if re.match(r"  \S", line)]
    text = listed[0] if listed else lines[0].removeprefix("Error: ")
    text = re.sub(r"^(node \d+ \(\w+\)|input|output|the \w+)( '[^']*')?( / [^:]*)?: ", "", text)
    return re.sub(r"'[^']*/case\.(onnx|swiftlet)'", "the model", text)


def compare(given, expected, case):
    """Returns how an output differs from what it must be; nothing where it does not."""
    if given.dtype != expected.dtype:
        return f"is {given.dtype} and not {expected.dtype}"
    if given.shape != expected.shape:
        return f"has shape {list(given.shape)} and not {list(expected.shape)}"
    if expected.dtype.kind in "iub":
        wrong = int(np.count_nonzero(given != expected))
    else:
        given, expected = given.astype(np.float64), expected.astype(np.float64)
        wrong = int(np.count_nonzero(~np.isclose(
            given, expected, rtol=case.relative, atol=case.absolute, equal_nan=True)))
    return f"differs in {wrong} of {expected.size} elements" if wrong else ""
