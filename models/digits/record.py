"""Runs the three files of the digits classifier on its test images and prints their accuracy.

    python record.py            compare with the recorded outputs too
    python record.py --record   write the recorded outputs: `expected_*.npy`

The TFLite files run in LiteRT as it comes (XNNPACK), the ONNX file in ONNX Runtime, one thread each.
"""

import argparse
import pathlib
import sys

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter

FOLDER = pathlib.Path(__file__).parent
FLOAT_TOLERANCE = 1e-5


def litert(path, images):
    """Returns the output for each image, stacked."""
    interpreter = Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]
    rows = []
    for image in images:
        interpreter.set_tensor(source, image[np.newaxis])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(target)[0].copy())
    return np.stack(rows)


def onnx_runtime(path, images):
    """Returns the output for each image, stacked; the model takes channels before rows."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    frames = images.reshape(-1, 1, 1, 8, 8)
    return np.concatenate([session.run(None, {"image": frame})[0] for frame in frames])


RUNS = [
    ("digits_float32.tflite", litert, "test_images.npy", "expected_float32.npy"),
    ("digits_float32.onnx", onnx_runtime, "test_images.npy", "expected_onnx_float32.npy"),
    ("digits_int8.tflite", litert, "test_images_int8.npy", "expected_int8.npy"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write the expected outputs")
    parser.add_argument("--folder", type=pathlib.Path, default=FOLDER)
    arguments = parser.parse_args()
    folder = arguments.folder
    labels = np.load(folder / "test_labels.npy")
    failures = 0
    for model, run, images, expected in RUNS:
        outputs = run(folder / model, np.load(folder / images))
        correct = int(np.sum(outputs.argmax(1) == labels))
        line = f"{model:24} {correct}/{len(labels)} correct, {correct / len(labels):.2%}"
        if arguments.record:
            np.save(folder / expected, outputs)
        else:
            distance = np.abs(outputs.astype(np.float64) - np.load(folder / expected)).max()
            failures += distance > (0 if outputs.dtype == np.int8 else FLOAT_TOLERANCE)
            line += f", at most {distance:.3g} from {expected}"
        print(line)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
