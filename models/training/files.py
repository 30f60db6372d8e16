"""Writes what a folder of the zoo holds, and sets frameworks up to do so with the same bytes each time."""

import argparse
import inspect
import pathlib

import keras
import numpy as np
import tensorflow as tf

from .onnx_format import check, to_onnx
from .tflite_format import to_tflite


def arguments():
    """Returns the folder that the command line names, or else that of the program."""
    program = inspect.getmodule(inspect.stack()[1].frame)
    parser = argparse.ArgumentParser(description=(program.__doc__ or "").split("\n")[0])
    parser.add_argument("--output", metavar="FOLDER", type=pathlib.Path, help="write there; beside this program "
                        "when not given", default=pathlib.Path(program.__file__).resolve().parent)
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def prepare(seed):
    """Makes every draw and every sum of the frameworks the same on one machine: seeds, one thread, fixed order."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)


def write(folder, name, model, *, calibration, samples, labels=None, targets=None, names=None):
    """Writes both models, which are checked against Keras, and the arrays; samples are float32, or bytes.

    `labels` are classes by number, and `names` their words; `targets` are what else the outputs are held against.
    """
    folder = pathlib.Path(folder)
    (folder / f"{name}_float32.tflite").write_bytes(to_tflite(model))
    (folder / f"{name}_float32.onnx").write_bytes(to_onnx(model, name))
    check(folder / f"{name}_float32.onnx", samples[:64], model.predict(samples[:64], verbose=0))
    np.save(folder / "calibration.npy", calibration)
    np.save(folder / "test_samples.npy", samples)
    if labels is not None:
        np.save(folder / "test_labels.npy", np.asarray(labels).astype(np.uint8))
    if targets is not None:
        np.save(folder / "test_targets.npy", targets)
    if names is not None:
        (folder / "labels.txt").write_text("".join(f"{word}\n" for word in names))
