"""Models: loading, running, views, threads, refusals."""

import gc
import mmap
import os
import pathlib
import pickle
import re
import threading

import numpy as np
import pytest

import swiftlet
from conftest import DIGITS
from swiftlet import _profile
from swiftlet._names import step_names


def test_the_float_network_gives_what_its_source_gives(float_path, images):
    expected = np.load(DIGITS / "expected_float32.npy")
    results = swiftlet.Model(float_path).map(images[:len(expected)])
    np.testing.assert_allclose(results, expected.reshape(results.shape), atol=1e-5)


def test_the_int8_network_gives_the_bytes_of_its_source(int8_path):
    stored = np.load(DIGITS / "test_images_int8.npy")
    expected = np.load(DIGITS / "expected_int8.npy")
    results = swiftlet.Model(int8_path).map(stored[:len(expected)], raw=True)
    assert results.dtype == np.int8
    assert np.array_equal(results, expected.reshape(results.shape))


def test_floats_are_quantized_by_the_scale_of_the_tensor(int8_path, images):
    model = swiftlet.Model(int8_path)
    door, result = model.inputs[0], model.outputs[0]
    assert door.is_quantized and door.dtype == np.int8
    stored = np.clip(np.rint(images[0] * (np.float32(1) / np.float32(door.scale))) + door.zero_point, -128, 127)
    raw = model(stored.astype(np.int8), raw=True)
    assert np.array_equal(model(images[0], raw=True), raw)
    real = model(images[0])
    assert real.dtype == np.float32
    assert np.array_equal(real, (raw.astype(np.float32) - result.zero_point) * np.float32(result.scale))


def test_quantizing_rounds_halves_to_even_and_holds_what_is_beyond(int8_path):
    door = swiftlet.Model(int8_path).inputs[0]
    steps = np.array([0.5, 1.5, 2.5, 1e9, -1e30, np.inf, -np.inf, np.nan], np.float32)
    expected = np.clip(np.array([0, 2, 2, 999, -999, 999, -999, 0]) + door.zero_point, -128, 127)
    scale = swiftlet.Tensor("input", 0, "x", (8,), np.dtype(np.int8), True, 0.5, door.zero_point, np.zeros(8, np.int8))
    assert scale.quantize(steps / 2).tolist() == expected.tolist()
    assert scale.quantize(1.25) == scale.quantize([1.25])[0] == 2 + door.zero_point


def test_inputs_are_taken_in_order_and_by_name(float_path, images):
    model = swiftlet.Model(float_path)
    name = model.inputs[0].name
    expected = model(images[:1])
    assert np.array_equal(model({name: images[:1]}), expected)
    assert np.array_equal(model(images[0]), expected)
    assert np.array_equal(model(images[:1].astype(np.float64)), expected)
    assert np.array_equal(model.run({name: images[0]})[model.outputs[0].name], expected)


@pytest.mark.parametrize("values, sentence", [
    ((), "has 1 inputs, and was given 0"),
    ((np.zeros((1, 8, 8, 1)), 1), "has 1 inputs, and was given 2"),
    ((np.zeros((3, 8, 8, 1)),), "takes 1×8×8×1, and was given 3×8×8×1"),
    ((np.zeros((1, 8, 8, 1), np.complex64),), "takes float32, and was given complex64"),
    (({"nobody": 1},), "there is no input 'nobody'"),
    (({},), "is missing"),
])
def test_values_that_do_not_fit_are_refused(float_path, values, sentence):
    with pytest.raises(swiftlet.InputError, match=sentence):
        swiftlet.Model(float_path)(*values)


def test_integers_of_another_type_are_no_quantized_values(int8_path):
    with pytest.raises(swiftlet.InputError, match="give floats, which are quantized, or int8"):
        swiftlet.Model(int8_path)(np.zeros((1, 8, 8, 1), np.uint8))


def test_a_map_of_nothing_is_nothing_and_a_wrong_one_is_refused(float_path, images):
    model = swiftlet.Model(float_path)
    assert model.map(images[:0]).shape == (0, 10)
    with pytest.raises(swiftlet.InputError, match="takes entries of 8×8×1"):
        model.map(images[:, :4])


def test_bytes_maps_arrays_and_paths_load_alike(float_path, images):
    content = float_path.read_bytes()
    expected = swiftlet.Model(str(float_path))(images[0])
    with open(float_path, "rb") as file:
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    shifted = memoryview(b"x" + content)[1:]
    for source in (content, bytearray(content), mapping, np.frombuffer(content, np.uint8), shifted):
        assert np.array_equal(swiftlet.Model(source)(images[0]), expected)


def test_bytes_that_change_after_loading_change_nothing(float_path, images):
    content = bytearray(float_path.read_bytes())
    model = swiftlet.Model(content)
    expected = model(images[0])
    content[:] = bytes(len(content))
    assert np.array_equal(model(images[0]), expected)


def test_what_is_no_model_is_refused_with_a_remedy(float_path, tmp_path):
    content = float_path.read_bytes()
    for bad in (b"", b"hello", content[:-1], content[:100], bytes(len(content))):
        with pytest.raises(swiftlet.ModelError) as caught:
            swiftlet.Model(bad)
        assert caught.value.status in (1, 2, 5) and caught.value.remedy
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(swiftlet.ModelError, match="cannot load '.*empty'"):
        swiftlet.Model(tmp_path / "empty")
    with pytest.raises(FileNotFoundError):
        swiftlet.Model(tmp_path / "nowhere")
    with pytest.raises(swiftlet.InputError, match="a int is no model"):
        swiftlet.Model(7)


def test_damaged_bytes_load_and_run_or_are_refused(int8_path):
    content = int8_path.read_bytes()
    random = np.random.default_rng(3)
    refused = 0
    for _ in range(300):
        damaged = bytearray(content)
        for position in random.integers(0, len(content) // 2, 3):
            damaged[position] = random.integers(256)
        try:
            swiftlet.Model(damaged).invoke()
        except swiftlet.ModelError as error:
            refused += 1
            assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert 0 < refused < 300


def test_views_show_the_arena_and_outlive_the_model(int8_path):
    stored = np.load(DIGITS / "test_images_int8.npy")[0]
    model = swiftlet.Model(int8_path)
    expected = model(stored.reshape(model.inputs[0].shape), raw=True)
    source, result = model.inputs[0].view, model.outputs[0].view
    source[...] = stored.reshape(source.shape)
    model.invoke()
    assert np.array_equal(result, expected)
    with pytest.raises(ValueError):
        result[...] = 0
    del model
    gc.collect()
    noise = [np.full(1 << 16, 85, np.uint8) for _ in range(64)]
    assert np.array_equal(result, expected) and len(noise) == 64


def test_results_are_the_callers_own(float_path, images):
    model = swiftlet.Model(float_path)
    first = model(images[0])
    kept = first.copy()
    model(images[1])
    assert np.array_equal(first, kept)


def test_every_number_of_threads_and_instruction_set_gives_the_same_bits(int8_path, float_path, images):
    for path in (int8_path, float_path):
        expected = swiftlet.Model(path).map(images[:20])
        for threads in (2, 3, 0):
            model = swiftlet.Model(path, threads=threads)
            assert model.threads >= 1
            assert np.array_equal(model.map(images[:20]), expected)
            model.threads = 1
            assert np.array_equal(model.map(images[:20]), expected)
    for name in swiftlet.instruction_sets():
        assert np.array_equal(swiftlet.Model(int8_path, instruction_set=name).map(images[:20]),
                              swiftlet.Model(int8_path).map(images[:20]))
    for wrong in ({"threads": -1}, {"threads": 5000}, {"instruction_set": "mmx"}):
        with pytest.raises(swiftlet.InputError):
            swiftlet.Model(int8_path, **wrong)


def test_one_model_serves_threads_one_after_the_other(float_path, images):
    model = swiftlet.Model(float_path)
    expected = model.map(images[:50])
    results = [None] * 8

    def work(index):
        results[index] = model.map(images[:50])

    threads = [threading.Thread(target=work, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(result, expected) for result in results)


def test_a_run_beside_a_run_is_refused_and_the_lock_is_given_up(float_path):
    model = swiftlet.Model(float_path)
    refused, done, ready = [], threading.Event(), threading.Barrier(2)

    def work():
        ready.wait()
        while not done.is_set():
            try:
                model.invoke()
            except swiftlet.BusyError:
                refused.append(True)

    other = threading.Thread(target=work)
    other.start()
    ready.wait()
    for _ in range(200_000):
        try:
            model.invoke()
        except swiftlet.BusyError:
            refused.append(True)
        if refused:
            break
    done.set()
    other.join()
    assert refused
    model.invoke()


def test_a_clone_has_memory_of_its_own_and_shares_the_file(int8_path, images):
    model = swiftlet.Model(int8_path)
    clone = model.clone(threads=2)
    assert clone.threads == 2 and clone._content is model._content
    assert not np.shares_memory(clone.inputs[0].view, model.inputs[0].view)
    assert np.array_equal(clone(images[0]), model(images[0]))


def test_a_model_is_pickled_with_its_file(int8_path, images):
    model = swiftlet.Model(int8_path, threads=2, instruction_set="portable")
    restored = pickle.loads(pickle.dumps(model))
    assert restored.threads == 2
    assert np.array_equal(restored(images[0]), model(images[0]))


@pytest.mark.filterwarnings("ignore:.*fork.*")
def test_a_model_with_threads_runs_after_a_fork(int8_path, images):
    model = swiftlet.Model(int8_path, threads=2)
    expected = model(images[0])
    child = os.fork()
    if child == 0:
        os._exit(0 if np.array_equal(model(images[0]), expected) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert np.array_equal(model(images[0]), expected)


def test_a_profile_has_a_row_for_each_step(int8_path, images):
    model = swiftlet.Model(int8_path)
    profile = model.profile(images[0], runs=7)
    assert profile.run_count == 7 and [row.operator for row in profile] == list(model.operators)
    assert abs(sum(row.share for row in profile.rows) - 1) < 1e-9
    assert all(row.least_nanoseconds <= row.nanoseconds for row in profile)
    assert len(str(profile).splitlines()) == len(profile) + 2
    with pytest.raises(swiftlet.InputError):
        model.profile(runs=0)


def test_times_have_three_digits_that_count():
    times = {0: "0.00 ns", 7: "7.00 ns", 42.5: "42.5 ns", 999: "999 ns", 999.7: "1.00 µs", 1_234: "1.23 µs",
             99_960: "100 µs", 12_345_678: "12.3 ms", 2e9: "2.00 s", 5e12: "5000 s"}
    assert {time: _profile.duration(time) for time in times} == times
    table = str(_profile.Profile(["Reshape"], ["short"], [[40], [42], [47]]))
    assert "42.0 ns" in table and "40.0 ns" in table and " 0.0" not in table


def test_rows_have_the_names_that_an_inspection_shows(float_path, folder):
    names = [row.name for row in swiftlet.Model(float_path).profile(runs=1)]
    assert names == [operator.name for operator in swiftlet.inspect(float_path).operators] and all(names)
    stripped = swiftlet.convert(DIGITS / "digits_float32.tflite", strip=True).model()
    profile = stripped.profile(runs=1)
    assert [row.name for row in profile] == [None] * len(names) and "None" not in str(profile)


def test_names_of_damaged_bytes_are_read_or_missing(float_path):
    content = float_path.read_bytes()
    random = np.random.default_rng(4)
    for _ in range(2000):
        damaged = bytearray(content)
        for position in random.integers(0, len(content) // 2, 5):
            damaged[position] = random.integers(256)
        names = step_names(bytes(damaged), 12)
        assert len(names) == 12 and all(name is None or isinstance(name, str) for name in names)
    assert step_names(b"", 2) == [None, None]


def test_the_operators_are_those_of_the_schema():
    schema = (DIGITS.parents[1] / "Sources/SwiftletFormat/Model.fbs").read_text()
    union = re.search(r"union Attributes \{(.*?)\}", schema, re.DOTALL).group(1)
    assert tuple(re.findall(r"\w+", union)) == _profile.OPERATORS


def test_the_version_is_that_of_the_header():
    header = (DIGITS.parents[1] / "Sources/CSwiftlet/include/swiftlet.h").read_text()
    assert swiftlet.__version__ == ".".join(re.findall(r"VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header))


def test_descriptions_say_what_a_tensor_is(int8_path):
    model = swiftlet.Model(int8_path)
    assert "int8 1×8×8×1, real = " in repr(model.inputs[0])
    assert repr(model).startswith("<swiftlet.Model '") and pathlib.Path(int8_path).name in repr(model)
    assert model.file_bytes == os.path.getsize(int8_path) and model.arena_bytes > 0
