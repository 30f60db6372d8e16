"""Makes the models that the engines run: the files that TensorFlow and ONNX Runtime write, and those of ncnn.

    make_models.py FOLDER [--models MLPERF] [--only NAME,…]

A file that is there is not made again while these scripts stay what they are.
"""

import argparse
import hashlib
import pathlib
import shutil
import sys

import numpy as np

import networks

HERE = pathlib.Path(__file__).parent
SOURCES = ["make_models.py", "networks.py", "tensorflow_form.py", "onnx_form.py", "ncnn_form.py", "tflite_reader.py"]
# The int8 models of MLPerf Tiny, by their files in the folder of models.
PUBLISHED = {"kws": "kws_dscnn/kws_ref_model.tflite", "resnet8": "ic_resnet8/pretrainedResnet_quant.tflite",
             "vww": "vww_mnv1/vww_96_int8.tflite", "ad01": "ad_autoencoder/ad01_int8.tflite",
             "str_ww": "streaming_wakeword/str_ww_ref_model.tflite",
             "resnet_large": "ic_resnet8/pretrainedResnet_large_int8.tflite"}
SAMPLES = 16


def stamp(source=None):
    """What tells one making of a model from another."""
    content = b"".join((HERE / name).read_bytes() for name in SOURCES)
    return hashlib.sha256(content + (source.read_bytes() if source else b"")).hexdigest()


def published(name, source, folder):
    """A network and its samples from a published int8 file, which is copied."""
    import tflite_reader
    network, scale, zero_point = tflite_reader.read(source, name)
    shutil.copyfile(source, folder / f"{name}_int8.tflite")
    stored = np.clip(np.round(networks.samples(network.shapes[0], SAMPLES) * 42), -128, 127)
    return network, ((stored - zero_point) * scale).astype(np.float32)


def make(name, source, folder):
    import ncnn_form
    import onnx_form
    import tensorflow_form
    if source:
        network, samples = published(name, source, folder)
        tensorflow_form.settle(network, samples)
    else:
        network = networks.build(name)
        samples = networks.samples(network.shapes[0], SAMPLES)
        tensorflow_form.settle(network, samples)
        (folder / f"{name}_int8.tflite").write_bytes(tensorflow_form.tflite(network, samples))
    (folder / f"{name}_float.tflite").write_bytes(tensorflow_form.tflite(network))
    onnx_form.write_float(network, folder / f"{name}_float.onnx")
    onnx_form.write_quantized(folder / f"{name}_float.onnx", folder, name, samples)
    for kind in ("float", "int8"):
        ncnn_form.write(network, str(folder / f"{name}_{kind}.param"), kind == "float")
    np.save(folder / f"{name}_samples.npy", samples[:4])
    network.save(folder / f"{name}.network")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--models", type=pathlib.Path, help="the folder of the published models")
    parser.add_argument("--only", help="names of networks, with commas between them")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    sources = {name: options.models / path if options.models else None for name, path in PUBLISHED.items()}
    for name in options.only.split(",") if options.only else [*PUBLISHED, *networks.BUILDERS]:
        source = sources.get(name)
        if name in PUBLISHED and (source is None or not source.exists()):
            print(f"{name}: skipped, for there is no '{source or PUBLISHED[name]}'", file=sys.stderr)
            continue
        done = options.folder / f"{name}.done"
        if done.exists() and done.read_text() == stamp(source):
            continue
        print(f"making {name}", flush=True)
        make(name, source, options.folder)
        done.write_text(stamp(source))


if __name__ == "__main__":
    main()
