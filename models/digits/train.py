"""Trains the digits classifier and writes its models and its test images beside this file.

    pip install -r models/requirements.txt
    python train.py [--output FOLDER]

Writes `digits_float32.tflite`, `digits_int8.tflite`, `digits_float32.onnx`, `calibration_images.npy`,
`test_images.npy`, `test_images_int8.npy` and `test_labels.npy`. The expected outputs are recorded afterwards, by
`record.py --record`.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import training

import keras
import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from data import SEED, load

CALIBRATION_COUNT = 100
EPOCHS = 60
BATCH_SIZE = 32


def shifted(images, labels):
    """Returns each image in place and moved by one pixel along each axis, blanks shifted in."""
    rows = []
    for down, right in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]:
        padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
        rows.append(padded[:, 1 - down : 9 - down, 1 - right : 9 - right])
    return np.concatenate(rows), np.tile(labels, len(rows))


def architecture():
    """Returns the untrained network: a convolution, two separable blocks with residuals, a classifier."""
    layers = keras.layers
    image = keras.Input((8, 8, 1), name="image")
    stem = layers.Conv2D(12, 3, padding="same", activation="relu", name="stem")(image)
    value = layers.DepthwiseConv2D(3, padding="same", activation="relu", name="depthwise1")(stem)
    value = layers.Conv2D(12, 1, name="pointwise1")(value)
    value = layers.ReLU(name="relu1")(layers.Add(name="residual1")([value, stem]))
    value = layers.DepthwiseConv2D(3, strides=2, padding="same", activation="relu", name="depthwise2")(value)
    short = layers.Conv2D(24, 1, activation="relu", name="pointwise2")(value)
    value = layers.DepthwiseConv2D(3, padding="same", activation="relu", name="depthwise3")(short)
    value = layers.Conv2D(24, 1, name="pointwise3")(value)
    value = layers.ReLU(name="relu3")(layers.Add(name="residual3")([value, short]))
    value = layers.AveragePooling2D(2, name="pool")(value)
    value = layers.Flatten(name="flatten")(value)
    value = layers.Dense(10, name="classifier")(value)
    return keras.Model(image, layers.Softmax(name="probabilities")(value))


def train(images, labels):
    """Returns the network after `EPOCHS` passes over the shifted images, at a falling rate."""
    images, labels = shifted(images, labels)
    model = architecture()
    steps = EPOCHS * -(-len(images) // BATCH_SIZE)
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, steps)),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.05),
    )
    targets = keras.utils.to_categorical(labels, 10)
    model.fit(images, targets, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=2)
    return model


def to_int8_tflite(model, representative):
    """Returns the model as an int8 TFLite file for one image, calibrated on the representative images."""

    @tf.function(input_signature=[tf.TensorSpec((1, 8, 8, 1), tf.float32, name="image")])
    def serve(image):
        return {"probabilities": model(image, training=False)}

    converter = tf.lite.TFLiteConverter.from_concrete_functions([serve.get_concrete_function()], model)
    # The other path leaves the weights as variables, which the calibrator cannot read.
    converter.experimental_lower_to_saved_model = False
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([image[np.newaxis]] for image in representative)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def quantized(images, file):
    """Returns the images as the int8 model's input takes them: rounded to nearest even and clamped."""
    interpreter = Interpreter(model_content=file)
    scale, zero_point = interpreter.get_input_details()[0]["quantization"]
    levels = np.rint(images / np.float32(scale)) + zero_point
    return np.clip(levels, -128, 127).astype(np.int8)


def main():
    folder = training.arguments()
    training.prepare(SEED)

    train_images, test_images, train_labels, test_labels = load()
    model = train(train_images, train_labels)

    int8 = to_int8_tflite(model, train_images)
    (folder / "digits_float32.tflite").write_bytes(training.to_tflite(model, "probabilities"))
    (folder / "digits_int8.tflite").write_bytes(int8)
    (folder / "digits_float32.onnx").write_bytes(
        training.to_onnx(model, "digits", channels_first=True, producer="swiftlet models/digits"))
    np.save(folder / "calibration_images.npy", train_images[:CALIBRATION_COUNT])
    np.save(folder / "test_images.npy", test_images)
    np.save(folder / "test_images_int8.npy", quantized(test_images, int8))
    np.save(folder / "test_labels.npy", test_labels.astype(np.uint8))

    probabilities = model.predict(test_images, verbose=0)
    training.check(folder / "digits_float32.onnx", test_images, probabilities)
    accuracy = np.mean(probabilities.argmax(1) == test_labels)
    print(f"Keras: {accuracy:.2%} of {len(test_labels)} test images, {model.count_params()} weights")


if __name__ == "__main__":
    main()
