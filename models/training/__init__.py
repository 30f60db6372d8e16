"""What the training scripts of the zoo share: the same bytes from the same machine, and both formats of a network.

    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
    import training

    training.prepare(SEED)
    …
    training.write(folder, "keywords", model, calibration=…, samples=…, labels=…, names=[…])

Import it before TensorFlow, which reads its environment once.
"""

import os

os.environ["TF_DETERMINISTIC_OPS"] = "1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from .files import arguments, prepare, write
from .onnx_format import check, to_onnx
from .tflite_format import to_tflite

__all__ = ["arguments", "check", "prepare", "to_onnx", "to_tflite", "write"]
