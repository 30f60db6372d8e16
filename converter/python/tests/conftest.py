"""What the tests share: the digits network of this repository, and models made of it by the command."""

import pathlib
import subprocess

import numpy as np
import pytest

from swiftlet import _command

DIGITS = pathlib.Path(__file__).resolve().parents[3] / "models/digits"


def made(folder, name, *words):
    path = folder / f"{name}.swiftlet"
    subprocess.run([_command.command_path(), "convert", *map(str, words), "-o", str(path)], check=True,
                   stdout=subprocess.DEVNULL)
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def images():
    return np.load(DIGITS / "test_images.npy").astype(np.float32)


@pytest.fixture(scope="session")
def labels():
    return np.load(DIGITS / "test_labels.npy")


@pytest.fixture(scope="session")
def int8_path(folder):
    """int8 within, int8 at the input and at the output."""
    return made(folder, "int8", DIGITS / "digits_int8.tflite")


@pytest.fixture(scope="session")
def float_path(folder):
    return made(folder, "float", DIGITS / "digits_float32.tflite")
