"""The first network of the Keras tutorial, on the digits of this folder, and its int8 model.

    python models/digits/tutorial_keras.py
"""

import keras
from data import load

import swiftlet

keras.utils.set_random_seed(0)
x_train, x_test, y_train, y_test = load()

model = keras.Sequential([
    keras.Input((8, 8, 1)),
    keras.layers.Flatten(),
    keras.layers.Dense(10),
    keras.layers.Softmax(),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=60, verbose=0)
_, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"Keras: {accuracy:.2%} of {len(x_test)} test images")

conversion = swiftlet.convert(model, x_train[:100])
evaluation = swiftlet.evaluate(conversion.model(), (x_test, y_test))
print(f"Swiftlet, int8: {evaluation.value:.2%}, {conversion.report.file_bytes:,} bytes")
