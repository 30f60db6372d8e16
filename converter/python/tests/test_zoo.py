"""The models of the zoo are as good as their pages say, and the programs that make them write what is meant."""

import sys

import numpy as np
import pytest

import swiftlet
from conftest import DIGITS
from swiftlet import _command

ZOO = DIGITS.parent
sys.path.insert(0, str(ZOO))
import zoo  # noqa: E402


@pytest.fixture(scope="session")
def figures():
    return {name: zoo.measure(name, _command.command_path(), timed=False) for name in zoo.names()}


def test_every_model_has_what_replays_and_what_measures_it():
    assert {"digits", "forecast", "shapes", "vibration"} <= set(zoo.names())
    for name in zoo.names():
        assert all((ZOO / name / file).is_file() for file in ("train.py", "evaluate.py", "README.md"))


@pytest.mark.parametrize("name", zoo.names())
def test_a_card_holds_the_figures_of_now(figures, name):
    text = zoo.card(figures[name])
    assert zoo.place(ZOO / name / "README.md", text, write=False), f"run Scripts/models --figures; now it is\n{text}"


def test_the_table_holds_the_figures_of_now(figures):
    text = zoo.table(figures)
    assert zoo.place(zoo.TABLE, text, write=False), f"run Scripts/models --figures; now it is\n{text}"


@pytest.mark.parametrize("name", zoo.names())
def test_int8_costs_little_and_a_network_is_better_than_none(figures, name):
    quality = figures[name]["quality"]
    assert abs(quality["int8"] - quality["float"]) < 0.03 * quality["float"]
    for other in quality.get("baseline", {}).values():
        is_error = "error" in quality["metric"]
        assert quality["int8"] < other if is_error else quality["int8"] > other


@pytest.mark.parametrize("name", zoo.names())
def test_both_formats_are_the_same_network(name):
    samples = np.load(zoo.only(ZOO / name, "calibration*.npy"))[:8]
    outputs = []
    for kind in ("tflite", "onnx"):
        model = swiftlet.convert(ZOO / name / f"{name}_float32.{kind}", quantize="none").model()
        outputs.append(model.map(samples.reshape(-1, *model.inputs[0].shape[1:])))
    np.testing.assert_allclose(*outputs, rtol=0, atol=1e-5 * np.abs(outputs[0]).max())


def test_a_page_with_another_figure_is_noticed_and_times_are_not(figures, tmp_path):
    page, text = tmp_path / "README.md", zoo.card(figures["digits"])
    page.write_text(f"# Digits\n\n{zoo.BEGIN}\n{text.replace('0 µs', '7.25 ms')}\n{zoo.END}\n")
    assert zoo.place(page, text, write=False)
    page.write_text(page.read_text().replace("99.72", "99.73"))
    assert not zoo.place(page, text, write=False)
    assert zoo.place(page, text, write=True) and "99.72" in page.read_text() and page.read_text().startswith("# Digits")
    page.write_text("# Digits\n")
    with pytest.raises(zoo.Failure, match="must hold once each"):
        zoo.place(page, text, write=False)


def test_the_pictures_of_the_shapes_are_what_is_drawn(tmp_path):
    folder = ZOO / "shapes"
    sys.path.insert(0, str(folder))
    import picture
    model = tmp_path / "shapes.swiftlet"
    swiftlet.convert(folder / "shapes_float32.tflite", np.load(folder / "calibration.npy"), output=model)
    for index in range(2):
        out = zoo.run(sys.executable, folder / "draw.py", folder / f"scene{index}.png", tmp_path / "found.png",
                      "--model", model)
        assert "columns" in out
        assert np.array_equal(picture.read(tmp_path / "found.png"), picture.read(folder / f"found{index}.png"))


@pytest.mark.frameworks
def test_a_keras_network_is_the_same_in_both_formats():
    import training
    import keras
    layers = keras.layers
    image = keras.Input((16, 12, 3), name="image")
    value = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False)(image)
    early = layers.ReLU(6.0)(layers.BatchNormalization()(value))
    value = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="tanh")(early)
    value = layers.UpSampling2D(2)(layers.MaxPooling2D(2)(value))
    value = layers.Concatenate()([value, early])
    value = layers.Conv2DTranspose(5, 3, strides=2, padding="same", activation="relu")(value)
    value = layers.ZeroPadding2D(((1, 0), (0, 2)))(value)
    value = layers.Conv2D(4, (3, 2), dilation_rate=2, activation="sigmoid")(value)
    series = keras.Input((32, 3), name="series")
    other = layers.Conv1D(8, 3, padding="causal", dilation_rate=2, activation="relu")(series)
    other = layers.Add()([other, layers.Conv1D(8, 1)(series), layers.Conv1D(8, 3, padding="same")(series)])
    other = layers.Flatten()(layers.AveragePooling1D(2)(layers.Cropping1D((4, 2))(other)))
    networks = [
        keras.Model(image, layers.Softmax()(value)),
        keras.Model(image, layers.Dense(4, activation="softmax")(layers.GlobalAveragePooling2D()(value))),
        keras.Model(image, layers.Dense(4)(layers.Reshape((-1, 2))(value))),
        keras.Model(series, layers.Dense(3)(layers.Dropout(0.1)(other))),
    ]
    random = np.random.default_rng(1)
    for network in networks:
        for layer in network.layers:
            layer.set_weights([abs(random.normal(0, 0.3, weight.shape)) for weight in layer.get_weights()])
        samples = random.normal(0, 1, (4, *network.inputs[0].shape[1:])).astype(np.float32)
        expected = network.predict(samples, verbose=0)
        for content in (training.to_onnx(network, "network"), training.to_tflite(network)):
            outputs = swiftlet.convert(content, quantize="none").model().map(samples)
            np.testing.assert_allclose(outputs.reshape(expected.shape), expected, rtol=0,
                                       atol=1e-5 * max(1, np.abs(expected).max()))
