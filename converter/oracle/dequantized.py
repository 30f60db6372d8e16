"""Runs models of int8 weights and float activations in LiteRT with their weights made float.

    python dequantized.py MODELS GOLDEN OUTPUT

LiteRT quantizes the activations of such models as it runs; Swiftlet computes in float. This makes what
to hold Swiftlet against: for each of the models, `OUTPUT/<group>/<file>/out<k>.npy`, LiteRT's
outputs for the inputs in `GOLDEN/<group>/<file>/in<k>.npy` when every int8 constant is replaced by the
numbers that it stands for.
"""

import pathlib
import sys
import tempfile

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.tools import flatbuffer_utils

from make_golden import LiteRT, record

NAMES = [
    "kws_dscnn/kws_ref_model_float32.tflite",
    "dtln_lstm/model_quant_1.tflite",
    "dtln_lstm/model_quant_2.tflite",
]


def dequantize(model):
    """Makes every int8 constant of a model float."""
    for tensor in (tensor for graph in model.subgraphs for tensor in graph.tensors):
        stored = model.buffers[tensor.buffer].data
        if tensor.type != schema.TensorType.INT8 or stored is None:
            continue
        quantization = tensor.quantization
        shape = [1] * len(tensor.shape)
        if len(quantization.scale) > 1:
            shape[quantization.quantizedDimension] = -1
        elements = np.frombuffer(bytes(stored), np.int8).reshape(tensor.shape).astype(np.float32)
        zeros = np.asarray(quantization.zeroPoint, np.float32).reshape(shape)
        scales = np.asarray(quantization.scale, np.float32).reshape(shape)
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(((elements - zeros) * scales).tobytes(), np.uint8)
        model.buffers.append(buffer)
        tensor.buffer = len(model.buffers) - 1
        tensor.type = schema.TensorType.FLOAT32
        tensor.quantization = None


def main():
    models, golden, output = map(pathlib.Path, sys.argv[1:])
    for name in NAMES:
        model = flatbuffer_utils.read_model(str(models / name))
        dequantize(model)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "model.tflite"
            flatbuffer_utils.write_model(model, str(path))
            runner = LiteRT(path, "litert")
            samples = [np.load(golden / name / f"in{index}.npy") for index in range(len(runner.inputs()))]
            outputs = record(runner, samples)
        (output / name).mkdir(parents=True, exist_ok=True)
        for index, stack in enumerate(outputs):
            np.save(output / name / f"out{index}.npy", stack)


if __name__ == "__main__":
    main()
