"""The command `swiftlet`, a program beside this file that converts, inspects and compares."""

import json
import os
import pathlib
import subprocess
import sys
from typing import Any, Dict, List, NoReturn, Optional, Sequence

from ._errors import CommandMissing, ConversionError, Problem

# The environment variable that names another command.
VARIABLE = "SWIFTLET_COMMAND"


def command_path() -> str:
    """The path of the command; `CommandMissing` where this installation has none."""
    given = os.environ.get(VARIABLE)
    if given:
        if os.access(given, os.X_OK) and os.path.isfile(given):
            return os.path.abspath(given)
        raise CommandMissing(f"{VARIABLE} names '{given}', and there is no such program",
                             "correct the path, or unset the variable")
    packed = pathlib.Path(__file__).with_name("_command_files") / "swiftlet"
    if packed.is_file():
        return str(packed)
    raise CommandMissing("this installation of swiftlet runs models and has no command that converts them",
                         "convert on a machine whose wheel has it, such as Linux on x86-64, and copy the .swiftlet "
                         f"file; or let the environment variable {VARIABLE} name the path of a command")


def run(words: Sequence[str]) -> Dict[str, Any]:
    """Runs the command with `--json`; returns what it found, and raises `ConversionError` where it refuses."""
    path = command_path()
    environment = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1")
    try:
        process = subprocess.run([path, *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 stdin=subprocess.DEVNULL, env=environment, check=False)
    except OSError as error:
        raise CommandMissing(f"the command '{path}' does not start: {error.strerror}",
                             "the wheel may be for another machine or an older Linux; build it with 'make wheel'"
                             ) from error
    if process.returncode != 0:
        raise failure(process.stderr.decode("utf-8", "replace"), process.returncode)
    answer: Dict[str, Any] = json.loads(process.stdout)
    return answer


def failure(text: str, status: int) -> ConversionError:
    """The exception for what the command wrote: an `Error:` line, indented problems, and a `Help:` line."""
    message: Optional[str] = None
    remedy: Optional[str] = None
    problems: List[Problem] = []
    for line in text.splitlines():
        if line.startswith("Error: "):
            message = line[len("Error: "):]
        elif line.startswith("Help: "):
            remedy = line[len("Help: "):]
        elif line.startswith("    Help: ") and problems:
            problems[-1] = problems[-1]._replace(remedy=line[len("    Help: "):])
        elif line.startswith("  ") and message is not None:
            problems.append(Problem(line.strip(), None))
    if message is None:
        lines = text.strip().splitlines()
        said = f": {lines[-1]}" if lines else ""
        message, remedy = f"the command ended with status {status}{said}", "report this as a fault of swiftlet"
    return ConversionError(message, remedy, problems)


def main() -> NoReturn:
    """Becomes the command, with this program's arguments."""
    try:
        path = command_path()
    except CommandMissing as error:
        sys.exit(f"Error: {error}")
    os.execv(path, [path, *sys.argv[1:]])
