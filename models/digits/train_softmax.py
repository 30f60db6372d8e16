"""Runs the two tutorials of this folder and writes the networks that they train, so that they can be had without them.

    python models/digits/train_softmax.py [--output FOLDER]
"""

import pathlib
import runpy
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))
import training

import torch
from data import load
from onnx import load_model_from_string

training.prepare(0)
folder = training.arguments()
images = load()[1][:64]

network = runpy.run_path(str(FOLDER / "tutorial_keras.py"))["model"]
(folder / "digits_softmax_keras.tflite").write_bytes(training.to_tflite(network))
(folder / "digits_softmax_keras.onnx").write_bytes(training.to_onnx(network, "digits_softmax"))
training.check(folder / "digits_softmax_keras.onnx", images, network.predict(images, verbose=0))

network = runpy.run_path(str(FOLDER / "tutorial_pytorch.py"))["model"]
program = torch.onnx.export(network, (torch.zeros(1, 8, 8, 1),), input_names=["image"], output_names=["scores"],
                            dynamo=True, verbose=False)
file = load_model_from_string(program.model_proto.SerializeToString())
# They name files of the machine that exports.
for part in (file, file.graph, *file.graph.node, *file.graph.value_info, *file.graph.input, *file.graph.output,
             *file.graph.initializer):
    del part.metadata_props[:]
    part.doc_string = ""
(folder / "digits_softmax_pytorch.onnx").write_bytes(file.SerializeToString(deterministic=True))
