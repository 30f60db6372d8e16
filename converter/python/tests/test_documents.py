"""The program in Examples and the blocks of docs/PYTHON.md run as they stand."""

import inspect
import re
import shutil
import subprocess
import sys

import pytest

import swiftlet
import swiftlet.lite
from conftest import DIGITS

ROOT = DIGITS.parents[1]
PAGE = (ROOT / "docs/PYTHON.md").read_text()


def test_the_example_runs():
    process = subprocess.run([sys.executable, str(ROOT / "Examples/python/digits.py")], check=True,
                             stdout=subprocess.PIPE, universal_newlines=True, cwd="/")
    assert "of 360 images are right" in process.stdout and "Conv2D" in process.stdout


def test_the_blocks_of_the_page_run_one_after_the_other(tmp_path, monkeypatch):
    for source, name in (("digits_float32.tflite", "network.tflite"), ("test_images.npy", "images.npy"),
                         ("test_labels.npy", "labels.npy")):
        shutil.copy(DIGITS / source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 7
    names = {}
    for block in blocks:
        exec(compile(block, "docs/PYTHON.md", "exec"), names)
    assert names["evaluation"].values["right"] > 0.98 and names["best"] == names["labels"][0]


@pytest.mark.parametrize("name", swiftlet.__all__)
def test_everything_public_is_described(name):
    assert inspect.getdoc(getattr(swiftlet, name))
    if name not in ("Problem", "ProfileRow"):
        assert re.search(rf"\b{name}\b", PAGE)


def test_every_option_of_convert_is_on_the_page_and_of_the_command():
    from swiftlet import _command
    text = subprocess.run([_command.command_path(), "convert", "--help"], check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout
    options = {option.replace("-", "_") for option in re.findall(r"^(?:  -o,)? +--([a-z-]+)", text, re.MULTILINE)}
    own = set(inspect.signature(swiftlet.convert).parameters)
    assert options - {"json", "help", "calibration"} == own - {"network", "samples", "example_inputs", "sample_limit"}
    assert all(f"`{name}" in PAGE or f"{name}=" in PAGE for name in own)


@pytest.mark.parametrize("kind", [swiftlet.Model, swiftlet.Conversion, swiftlet.Tensor, swiftlet.lite.Interpreter])
def test_every_public_method_is_described(kind):
    for name, member in inspect.getmembers(kind):
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
            assert inspect.getdoc(member), name
