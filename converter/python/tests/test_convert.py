"""Converting, inspecting, comparing: samples of every kind, reports, refusals."""

import json
import os
import re
import shlex
import stat

import numpy as np
import pytest

import swiftlet
from conftest import DIGITS
from swiftlet import _command, _frameworks, _samples
from swiftlet._report import Report

FLOAT = DIGITS / "digits_float32.tflite"
CALIBRATION = DIGITS / "calibration_images.npy"
IMAGE = [_samples.Door("image", (1, 8, 8, 1), "float32")]


@pytest.fixture(scope="module")
def calibration():
    return np.load(CALIBRATION).astype(np.float32)


class Lazy:
    """An array of another framework."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return self.array

    def __len__(self):
        return len(self.array)


def sources(images):
    zeros = np.zeros(len(images))
    return {
        "array": images, "doubles": images.astype(np.float64), "dictionary": {"image": images},
        "samples": iter(images), "samples with their axis": [image[None] for image in images],
        "batches": (images[start:start + 7] for start in range(0, len(images), 7)),
        "batches with labels": ((images[start:start + 7], zeros[start:start + 7]) for start in range(0, 100, 7)),
        "dictionaries": ({"image": images[start:start + 9], "label": 1} for start in range(0, 100, 9)),
        "representative dataset": lambda: ([image[None]] for image in images), "other array": Lazy(images),
    }


@pytest.mark.parametrize("kind", list(sources(np.zeros((100, 8, 8, 1)))))
def test_every_kind_of_samples_gives_the_same_file(kind, calibration, tmp_path):
    words = _samples.words("--calibration", sources(calibration)[kind], IMAGE, tmp_path)
    assert words == ["--calibration", f"image={tmp_path / 'calibration0.npy'}"]
    written = np.load(tmp_path / "calibration0.npy")
    assert written.dtype == np.float32 and np.array_equal(written, calibration[:, None])


def test_paths_are_passed_as_they_are(tmp_path):
    for samples, expected in (("a.npy", ["a.npy"]), ({"image": CALIBRATION}, [f"image={CALIBRATION}"]),
                              (["a.npy", "b.npy"], ["a.npy", "b.npy"]), ("random", ["random"]), (None, [])):
        words = _samples.words("--calibration", samples, IMAGE, tmp_path)
        assert words == [word for path in expected for word in ("--calibration", path)]
    assert not list(tmp_path.iterdir())


def test_arrays_and_their_file_make_the_same_model(calibration):
    assert swiftlet.convert(FLOAT, calibration).content == swiftlet.convert(FLOAT, CALIBRATION).content


def test_a_limit_ends_an_endless_iterator(calibration, tmp_path):
    def endless():
        while True:
            yield calibration[:6]

    _samples.words("--calibration", endless, IMAGE, tmp_path, limit=10)
    assert np.array_equal(np.load(tmp_path / "calibration0.npy"), calibration[[0, 1, 2, 3, 4, 5, 0, 1, 2, 3]][:, None])
    assert swiftlet.convert(FLOAT, endless, sample_limit=10).report.quantization == "int8"


def test_several_inputs_take_tuples_and_names_and_keep_their_types(tmp_path):
    inputs = [_samples.Door("a", (1, 3), "float32"), _samples.Door("b", (2,), "int64")]
    a, b = np.arange(12, dtype=np.uint8).reshape(4, 3), np.arange(8).reshape(4, 2)
    for samples in ({"a": a, "b": b}, zip(a, b), [(a, b, "labels")], [{"b": b, "a": a, "c": 1}]):
        _samples.words("--samples", samples, inputs, tmp_path)
        first, second = np.load(tmp_path / "samples0.npy"), np.load(tmp_path / "samples1.npy")
        assert first.dtype == np.float32 and np.array_equal(first, a[:, None])
        assert second.dtype == np.int64 and np.array_equal(second, b)
    for wrong, sentence in (([a], "a sample is one array"), ([(a,)], "a sample has 1 values"),
                            ([(a, b[:3])], "different numbers of samples")):
        with pytest.raises(swiftlet.InputError, match=sentence):
            _samples.words("--samples", wrong, inputs, tmp_path)


def test_samples_that_would_fill_the_disk_are_refused(calibration, monkeypatch):
    monkeypatch.setattr(_samples, "BYTES_MAXIMUM", 1 << 16)

    def endless():
        while True:
            yield calibration

    with pytest.raises(swiftlet.InputError, match="sample_limit"):
        swiftlet.convert(FLOAT, endless)


@pytest.mark.parametrize("samples, sentence", [
    (np.zeros((5, 8, 7, 1)), "has 5×8×7×1, and the network takes 1×8×8×1"),
    ([np.zeros((8, 8, 1)), np.zeros((3, 3))], "has 3×3"),
    ([], "there are no samples"),
    ([{"picture": np.zeros((8, 8, 1)), "label": 1}], "no value for the input 'image'"),
    ([np.array(["a"])], "has 1"),
    (object(), "holds no samples"),
])
def test_samples_that_do_not_fit_are_refused(samples, sentence):
    with pytest.raises(swiftlet.InputError, match=sentence):
        swiftlet.convert(FLOAT, samples)


def test_a_conversion_is_a_file_or_bytes_and_a_report(tmp_path, images, labels, calibration):
    output = tmp_path / "digits.swiftlet"
    conversion = swiftlet.convert(FLOAT, calibration, output=output)
    assert conversion.path == str(output) and bytes(conversion) == output.read_bytes()
    assert conversion.report.quantization == "int8" and conversion.report["fileBytes"] == os.path.getsize(output)
    assert conversion.report.worst_layers[0].sqnr_by_itself > 20
    assert np.mean(conversion.model().map(images).argmax(-1) == labels) > 0.98
    memory = swiftlet.convert(FLOAT, calibration)
    assert memory.path is None and memory.content == conversion.content and "in memory" in repr(memory)
    assert set(conversion.report) - set(memory.report) == {"output"} and conversion.report.output == str(output)
    memory.save(tmp_path / "copy.swiftlet")
    assert (tmp_path / "copy.swiftlet").read_bytes() == memory.content
    with pytest.raises(AttributeError, match="there is no 'nothing'"):
        memory.report.nothing


def test_a_printed_report_is_indented_json():
    values = {"name": "Zwölf", "layers": [{"decibels": None, "lengths": [1, 8]}]}
    report = Report(values)
    assert json.loads(str(report)) == values and '\n  "name": "Zwölf",\n' in str(report)
    assert str(report.layers[0]).splitlines()[:2] == ["{", '  "decibels": null,']


def test_options_are_those_of_the_command(tmp_path, calibration):
    stripped = swiftlet.convert(FLOAT, calibration, strip=True)
    assert stripped.report.file_bytes < swiftlet.convert(FLOAT, calibration).report.file_bytes
    assert stripped.model().inputs[0].name == "input0"
    for mode in ("float16", "int8-weights", "dynamic"):
        assert swiftlet.convert(FLOAT, quantize=mode).report.quantization == mode
    with pytest.raises(swiftlet.ConversionError, match="--winograd needs weights of float32"):
        swiftlet.convert(FLOAT, quantize="float16", winograd="4x4")
    typed = swiftlet.convert(FLOAT, calibration, input_type="int8", output_type="uint8", ranges="min-max", threads=1,
                             no_equalization=True, no_bias_correction=True, no_adaptive_rounding=True).model()
    assert (typed.inputs[0].dtype, typed.outputs[0].dtype) == (np.int8, np.uint8)
    swiftlet.convert(FLOAT, dump_graph=tmp_path / "graphs")
    assert list((tmp_path / "graphs").iterdir())


def test_floats_are_quantized_to_the_bits_of_the_runtime(calibration, images):
    """A model that quantizes its own input gives what one gives whose input is quantized here."""
    inside = swiftlet.convert(FLOAT, calibration).model()
    outside = swiftlet.convert(FLOAT, calibration, input_type="int8").model()
    assert inside.operators[0] == "Quantize" and outside.operators == inside.operators[1:]
    noise = np.random.default_rng(2).normal(0.5, 2, (200, 8, 8, 1)).astype(np.float32)
    halves = (np.arange(-200, 440, dtype=np.float32)[:, None, None, None] + 0.5) * np.float32(outside.inputs[0].scale)
    values = np.concatenate([images, noise, np.broadcast_to(halves, (640, 8, 8, 1))])
    values[0, 0, 0], values[1, 0, 0], values[2, 0, 0] = np.nan, np.inf, -3e38
    assert np.array_equal(outside.map(values), inside.map(values))


def test_operators_stay_in_float_by_name_and_by_quality(calibration, images, labels):
    name = "functional_1/relu3_1/Relu;functional_1/residual3_1/Add"
    kept = swiftlet.convert(FLOAT, calibration, keep_float=[name])
    assert name in [operator.name for operator in kept.report.float_operators]
    precise = swiftlet.convert(FLOAT, calibration, minimum_sqnr=44.0)
    assert precise.report.precision.after.decibels >= 44
    counted = swiftlet.convert(FLOAT, calibration, budget=0.5, labels=labels[:100], validation=images[:100])
    assert counted.report.precision.reference_top1 > 0.9


def test_onnx_and_bytes_are_networks_too(images, calibration):
    network = DIGITS / "digits_float32.onnx"
    turned = np.ascontiguousarray(calibration.transpose(0, 3, 1, 2))
    model = swiftlet.convert(network.read_bytes(), turned).model()
    assert model.inputs[0].shape == (1, 1, 8, 8)
    assert swiftlet.convert(network, turned).content == swiftlet.convert(network.read_bytes(), turned).content


def test_a_refusal_names_the_problem_and_the_remedy(tmp_path):
    with pytest.raises(swiftlet.ConversionError) as caught:
        swiftlet.convert(tmp_path / "nowhere.onnx")
    assert "no such file" in caught.value.message and "check the spelling" in caught.value.remedy
    with pytest.raises(swiftlet.ConversionError, match="cannot convert"):
        swiftlet.convert(b"nothing of the kind")
    with pytest.raises(swiftlet.ConversionError) as caught:
        swiftlet.convert(FLOAT, quantize="int8")
    assert "needs samples" in str(caught.value) and "Help: add --calibration" in str(caught.value)
    with pytest.raises(swiftlet.InputError, match="a builtins.int is no network"):
        swiftlet.convert(7)


def test_every_problem_of_a_network_is_listed():
    content = bytearray((DIGITS / "digits_float32.tflite").read_bytes())
    text = "Error: cannot convert 'a': 2 problems\n  Odd x: no rule\n    Help: do this\n  Even y: no rule\nHelp: all\n"
    error = _command.failure(text, 1)
    assert error.message == "cannot convert 'a': 2 problems" and error.remedy == "all"
    assert error.problems == (swiftlet.Problem("Odd x: no rule", "do this"),
                              swiftlet.Problem("Even y: no rule", None))
    assert "    Help: do this" in str(error)
    assert "status 9: Killed" in _command.failure("Killed\n", 9).message
    with pytest.raises(swiftlet.ConversionError):
        swiftlet.convert(content[:len(content) // 2])


def test_an_inspection_shows_models_and_networks(int8_path):
    report = swiftlet.inspect(int8_path)
    model = swiftlet.Model(int8_path)
    assert report.arena_bytes == model.arena_bytes and report.file_bytes == model.file_bytes
    assert tuple(operator.operator for operator in report.operators) == model.operators
    assert report.inputs[0].shape == (1, 8, 8, 1) and "arena_bytes" in dir(report)
    assert swiftlet.inspect(model).as_dict() == swiftlet.inspect(int8_path.read_bytes()).as_dict() == report.as_dict()
    network = swiftlet.inspect(FLOAT)
    assert network.operators[0].kind == "CONV_2D" and network.operators[0].is_supported


def test_a_comparison_shows_layers_and_counts_what_is_right(calibration, images, labels):
    conversion = swiftlet.convert(FLOAT, calibration)
    report = swiftlet.compare(conversion, FLOAT, images[:50], labels=labels[:50], threads=1)
    assert report.samples == 50 and report.outputs[0].decibels > 30
    assert report.accuracy.reference.top1 > 0.9
    assert report.damage and set(report.damage) <= {layer.name for layer in report.layers}
    assert swiftlet.compare(FLOAT, FLOAT, images[:5]).outputs[0].decibels is None
    with pytest.raises(swiftlet.InputError, match="needs samples"):
        swiftlet.compare(conversion, FLOAT, None)
    with pytest.raises(swiftlet.InputError, match="no classes"):
        swiftlet.compare(conversion, FLOAT, images, labels=labels.astype(float))


def test_a_missing_command_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("SWIFTLET_COMMAND", str(tmp_path / "nowhere"))
    with pytest.raises(swiftlet.CommandMissing, match="no such program"):
        swiftlet.convert(FLOAT)
    monkeypatch.delenv("SWIFTLET_COMMAND")
    monkeypatch.setattr(_command, "__file__", str(tmp_path / "_command.py"))
    with pytest.raises(swiftlet.CommandMissing, match="has no command that converts"):
        swiftlet.convert(FLOAT)
    with pytest.raises(SystemExit, match="Error: this installation"):
        _command.main()


def test_a_command_of_another_machine_says_so(monkeypatch, tmp_path):
    program = tmp_path / "swiftlet"
    program.write_bytes(b"\x7fELF nothing that runs")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("SWIFTLET_COMMAND", str(program))
    with pytest.raises(swiftlet.CommandMissing, match="does not start"):
        swiftlet.convert(FLOAT)


def test_missing_frameworks_are_named_with_their_packages(tmp_path, monkeypatch):
    import sys
    (tmp_path / "network.keras").write_bytes(b"")
    for name in ("keras", "dask"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(swiftlet.FrameworkMissing, match="Help: pip install tensorflow$"):
        swiftlet.convert(tmp_path / "network.keras")


def test_the_packages_of_a_framework_are_those_of_its_extra():
    text = (DIGITS.parents[1] / "converter/python/pyproject.toml").read_text()
    extras = re.search(r"optional-dependencies\]\n(.*?)\n\n", text, re.DOTALL).group(1).splitlines()
    assert [line.split(" = ")[0] for line in extras] == list(_frameworks.PACKAGES)
    for line in extras:
        name, packages = line.split(" = ")
        listed = re.findall(r'"([a-z-]+(?:\[[a-z]+\])?)', packages)
        given = shlex.split(_frameworks.PACKAGES[name])
        assert set(given) <= set(listed) and (given == listed or name == "keras")
        assert "swiftlet" not in given


def test_pieces_make_the_file_that_numpy_makes(tmp_path):
    array = np.arange(60, dtype=np.float32).reshape(5, 3, 4)
    writer = _samples.ArrayWriter(tmp_path / "a.npy", (3, 4), np.float32)
    for piece in (array[:1], array[1:1], array[1:5]):
        writer.append(piece)
    writer.close()
    read = np.load(tmp_path / "a.npy", mmap_mode="r")
    assert read.dtype == np.float32 and np.array_equal(read, array)


def test_a_model_carries_texts_and_names(tmp_path):
    names = ["zero", "one", "Zwölf"]
    conversion = swiftlet.convert(DIGITS / "digits_float32.onnx", labels=names,
                                  metadata={"author": "me", "image.mean": [1, 2.5], "source": ""})
    model = conversion.model()
    assert model.metadata == {"author": "me", "image.mean": "1,2.5", "labels": "\n".join(names)}
    assert model.labels == tuple(names)
    assert swiftlet.convert(DIGITS / "digits_float32.onnx", metadata={"labels": names}).model().labels == tuple(names)
    path = tmp_path / "labels.txt"
    path.write_text("a\nb\n")
    assert swiftlet.convert(DIGITS / "digits_float32.onnx", labels=path).model().labels == ("a", "b")
