"""The models that are quantized, what they are compared with, and which samples they take."""

from typing import Callable, NamedTuple

import numpy as np

import samples

CIFAR = [f"ic_resnet8/{name}.jpg" for name in ("20-7", "478-5", "51-8", "68-3", "75-2", "94-4")]
PERSONS = ["hello_speech_person/person.bmp", "hello_speech_person/no_person.bmp"]


class Subject(NamedTuple):
    """A float model, its publisher's int8 file where there is one, and its samples."""

    name: str
    source: str
    published: str
    samples: Callable


def photographs(height, width, extra=(), change=lambda pixels: pixels):
    """Returns a source of photographs as float32, changed as the model's author did."""
    def make(models):
        parts = samples.photographs(models, height, width, extra)
        return tuple(change(part.astype(np.float32)).astype(np.float32) for part in parts)
    return make


def digits(change):
    """Returns a source of digits as float32, changed as the model's author did."""
    def make(models):
        return tuple(change(part.astype(np.float32)) for part in samples.digits(models))
    return make


def unit(pixels):
    """Returns pixels as numbers from 0 to 1."""
    return pixels / np.float32(255)


def channels_first(pixels):
    """Returns pictures with the channels before the lines."""
    return np.ascontiguousarray(np.moveaxis(pixels, -1, 1))


def mobilenet(pixels):
    """Returns pixels as numbers from −1 to 1, channels first."""
    return channels_first(pixels / np.float32(127.5) - 1)


def ultraface(pixels):
    """Returns pixels as the face detector's authors scaled them, channels first."""
    return channels_first((pixels - 127) / np.float32(128))


SUBJECTS = (
    Subject(
        "ResNet-8", "ic_resnet8/pretrainedResnet.tflite", "ic_resnet8/pretrainedResnet_quant.tflite",
        photographs(32, 32, CIFAR)),
    Subject(
        "ResNet, large", "ic_resnet8/pretrainedResnet_large_float.tflite",
        "ic_resnet8/pretrainedResnet_large_int8.tflite", photographs(32, 32, CIFAR)),
    Subject(
        "Visual wake words", "vww_mnv1/vww_96_float.tflite", "vww_mnv1/vww_96_int8.tflite",
        photographs(96, 96, PERSONS, unit)),
    Subject(
        "Anomaly detection", "ad_autoencoder/ad01_fp32.tflite", "ad_autoencoder/ad01_int8.tflite",
        samples.sounds),
    Subject(
        "cifar10", "tinymaix_pairs/cifar10_f.tflite", "tinymaix_pairs/cifar10_q.tflite",
        photographs(32, 32, CIFAR, unit)),
    Subject(
        "mnist_dw", "tinymaix_pairs/mnist_dw_f.tflite", "tinymaix_pairs/mnist_dw_q.tflite", digits(unit)),
    Subject(
        "mnist_resnet", "tinymaix_pairs/mnist_resnet_f.tflite", "tinymaix_pairs/mnist_resnet_q.tflite",
        digits(unit)),
    Subject(
        "mnist_valid", "tinymaix_pairs/mnist_valid_f.tflite", "tinymaix_pairs/mnist_valid_q.tflite",
        digits(unit)),
    Subject("MNIST, ONNX", "mnist_onnx/model.onnx", "", digits(channels_first)),
    Subject(
        "MobileNet v2 0.35, ONNX", "mnv2_035_onnx/mobilenet_v2_0.35_128_tfs_channel_first.onnx", "",
        photographs(128, 128, (), mobilenet)),
    Subject(
        "UltraFace, ONNX", "ultraface/version-RFB-320.onnx", "", photographs(240, 320, (), ultraface)),
    Subject(
        "UltraFace, simplified ONNX", "ultraface/version-RFB-320_simplified.onnx", "",
        photographs(240, 320, (), ultraface)),
)
