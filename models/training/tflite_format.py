"""Writes a Keras network as a float TensorFlow Lite model for one sample a run."""

import tensorflow as tf


def to_tflite(model, output=None):
    """Returns the bytes of the file; its input has the name of the network's, its output is named `output`."""
    source = model.inputs[0]
    signature = tf.TensorSpec((1, *source.shape[1:]), tf.float32, name=source.name)
    output = output or model.layers[-1].name

    @tf.function(input_signature=[signature])
    def serve(value):
        return {output: model(value, training=False)}

    converter = tf.lite.TFLiteConverter.from_concrete_functions([serve.get_concrete_function()], model)
    # The other path leaves the weights as variables, which the calibrator cannot read.
    converter.experimental_lower_to_saved_model = False
    return converter.convert()
