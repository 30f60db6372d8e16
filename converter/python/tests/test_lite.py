"""The interface of tf.lite.Interpreter."""

import numpy as np
import pytest

import swiftlet
from conftest import DIGITS
from swiftlet.lite import Interpreter, load_delegate

KEYS = ["name", "index", "shape", "shape_signature", "dtype", "quantization", "quantization_parameters",
        "sparsity_parameters"]


def run(interpreter, value):
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], value)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def test_a_tflite_file_is_converted_and_gives_the_bytes_of_its_source():
    stored, expected = np.load(DIGITS / "test_images_int8.npy"), np.load(DIGITS / "expected_int8.npy")
    interpreter = Interpreter(str(DIGITS / "digits_int8.tflite"))
    for image, result in zip(stored[:30], expected[:30]):
        assert np.array_equal(run(interpreter, image.reshape(1, 8, 8, 1)), result.reshape(1, 10))


def test_content_paths_and_converted_files_are_the_same_model(int8_path):
    image = np.load(DIGITS / "test_images_int8.npy")[0].reshape(1, 8, 8, 1)
    expected = run(Interpreter(model_path=int8_path), image)
    content = (DIGITS / "digits_int8.tflite").read_bytes()
    for interpreter in (Interpreter(model_content=content), Interpreter(model_content=int8_path.read_bytes()),
                        Interpreter(DIGITS / "digits_int8.tflite", num_threads=2), Interpreter(str(int8_path), None)):
        assert np.array_equal(run(interpreter, image), expected)


def test_details_have_the_keys_and_types_that_programs_read(int8_path, float_path):
    interpreter = Interpreter(int8_path)
    source, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    for details in (source, result):
        assert list(details) == KEYS
        assert details["dtype"] is np.int8 and details["shape"].dtype == np.int32
        scale, zero_point = details["quantization"]
        parameters = details["quantization_parameters"]
        assert parameters["scales"].tolist() == [np.float32(scale)]
        assert parameters["zero_points"].tolist() == [zero_point]
    assert source["shape"].tolist() == [1, 8, 8, 1] and (source["index"], result["index"]) == (0, 1)
    plain = Interpreter(float_path).get_input_details()[0]
    assert plain["dtype"] is np.float32 and plain["quantization"] == (0.0, 0)
    assert plain["quantization_parameters"]["scales"].size == 0
    assert len(Interpreter(float_path).get_tensor_details()) == 2


def test_details_are_those_of_another_interpreter():
    other = pytest.importorskip("ai_edge_litert.interpreter").Interpreter(str(DIGITS / "digits_int8.tflite"))
    own = Interpreter(str(DIGITS / "digits_int8.tflite"))
    for mine, theirs in ((own.get_input_details(), other.get_input_details()),
                         (own.get_output_details(), other.get_output_details())):
        assert len(mine) == len(theirs)
        for left, right in zip(mine, theirs):
            assert set(left) == set(right)
            assert left["shape"].tolist() == right["shape"].tolist() and left["dtype"] is right["dtype"]
            assert left["quantization"] == right["quantization"]


def test_a_view_is_written_and_read_in_place(float_path, images):
    interpreter = Interpreter(float_path)
    interpreter.allocate_tensors()
    interpreter.tensor(0)()[...] = images[:1]
    interpreter.invoke()
    assert np.array_equal(interpreter.tensor(1)(), swiftlet.Model(float_path)(images[0]))


def test_an_input_stays_as_it_was_set_over_many_runs(float_path, images):
    interpreter = Interpreter(float_path)
    expected = run(interpreter, images[:1])
    for _ in range(3):
        interpreter.invoke()
        assert np.array_equal(interpreter.get_tensor(1), expected)
    assert np.array_equal(interpreter.get_tensor(0), images[:1])
    model = swiftlet.Model(float_path)
    model.inputs[0].view[...] = images[:1]
    model.invoke()
    assert not np.array_equal(model.inputs[0].view, images[:1]), "this model has no input that a run writes over"


def test_a_signature_runs_on_names(float_path, images):
    interpreter = Interpreter(float_path)
    names = interpreter.get_signature_list()["serving_default"]
    runner = interpreter.get_signature_runner("serving_default")
    assert list(runner.get_input_details()) == names["inputs"] and list(runner.get_output_details()) == names["outputs"]
    result = runner(**{names["inputs"][0]: images[:1]})
    assert np.array_equal(result[names["outputs"][0]], swiftlet.Model(float_path)(images[0]))
    with pytest.raises(ValueError, match="no signature 'other'"):
        interpreter.get_signature_runner("other")


def test_another_shape_is_refused_with_what_to_do(float_path):
    interpreter = Interpreter(float_path)
    interpreter.resize_tensor_input(0, [1, 8, 8, 1])
    with pytest.raises(ValueError, match="cannot become 4×8×8×1; for many samples at once"):
        interpreter.resize_tensor_input(0, [4, 8, 8, 1])
    with pytest.raises(ValueError, match="no size to set"):
        interpreter.resize_tensor_input(1, [1, 10])


@pytest.mark.parametrize("arguments, sentence", [
    ({}, "either model_path or model_content"),
    ({"model_path": "a", "model_content": b"b"}, "either model_path or model_content"),
    ({"model_path": "a", "experimental_delegates": [1]}, "takes no delegates"),
    ({"model_path": "a", "experimental_preserve_all_tensors": True}, "swiftlet.compare"),
    ({"model_path": "a", "num_threads": -2}, "num_threads"),
])
def test_what_cannot_be_done_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Interpreter(**arguments)


def test_wrong_values_are_refused_as_programs_expect(int8_path):
    interpreter = Interpreter(int8_path)
    with pytest.raises(RuntimeError, match="allocate_tensors"):
        interpreter.invoke()
    interpreter.allocate_tensors()
    with pytest.raises(ValueError, match="Got value of type float32 but expected type int8"):
        interpreter.set_tensor(0, np.zeros((1, 8, 8, 1), np.float32))
    with pytest.raises(ValueError, match="Dimension mismatch"):
        interpreter.set_tensor(0, np.zeros((8, 8, 1), np.int8))
    for index in (-1, 2):
        with pytest.raises(ValueError, match="there is no tensor"):
            interpreter.get_tensor(index)
    with pytest.raises(ValueError, match="not set"):
        interpreter.set_tensor(1, np.zeros((1, 10), np.int8))
    with pytest.raises(ValueError, match="takes no delegates"):
        load_delegate("libedgetpu.so.1")
    with pytest.raises(swiftlet.ModelError):
        Interpreter(model_content=b"no model at all")
