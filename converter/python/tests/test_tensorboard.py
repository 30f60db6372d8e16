"""The event files of `swiftlet bench` and `swiftlet compare`, read back by TensorBoard's own reader."""

import json
import subprocess

import pytest

import swiftlet
from conftest import DIGITS
from swiftlet import _command


def run(*words):
    subprocess.run([_command.command_path(), *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def events(folder):
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator",
                                      reason="the tensorboard package is not installed")
    reader = accumulator.EventAccumulator(str(folder), size_guidance={"scalars": 0, "histograms": 0})
    reader.Reload()
    return reader, reader.Tags()


def test_the_numbers_of_bench_are_read_back(tmp_path):
    path = tmp_path / "m.swiftlet"
    swiftlet.convert(DIGITS / "digits_int8.tflite", output=path)
    run("bench", path, "--seconds", "0.05", "--tensorboard", tmp_path / "events")
    reader, tags = events(tmp_path / "events")
    model = swiftlet.Model(path)
    assert reader.Scalars("bytes/arena")[0].value == model.arena_bytes
    assert reader.Scalars("bytes/file")[0].value == model.file_bytes
    assert [event.step for event in reader.Scalars("time/each operator, µs")] == list(range(len(model.operators)))
    assert all(event.value > 0 for event in reader.Scalars("time/run, µs"))
    assert not set(tags["scalars"]) & set(tags["histograms"])
    times = [tag for tag in tags["histograms"] if tag.startswith("time")]
    weights = [tag for tag in tags["histograms"] if tag.startswith("weights/")]
    assert len(times) == len(model.operators) + 1
    assert len(weights) == sum(name in ("Conv2D", "DepthwiseConv2D", "FullyConnected") for name in model.operators)
    assert len(times + weights) == len(tags["histograms"])
    check(reader, tags["histograms"])


def check(reader, tags):
    for tag in tags:
        histogram = reader.Histograms(tag)[0].histogram_value
        assert sum(histogram.bucket) == histogram.num > 0
        assert histogram.min <= histogram.sum / histogram.num <= histogram.max == histogram.bucket_limit[-1]


def test_the_noise_of_layers_is_read_back(tmp_path):
    path, images = tmp_path / "m.swiftlet", DIGITS / "test_images.npy"
    swiftlet.convert(DIGITS / "digits_int8.tflite", output=path)
    reference = DIGITS / "digits_float32.tflite"
    report = swiftlet.compare(path, reference, images)
    run("compare", path, "--reference", reference, "--samples", images, "--tensorboard", tmp_path / "events")
    reader, tags = events(tmp_path / "events")
    output = report.outputs[0]
    assert reader.Scalars(f"SQNR of outputs, dB/{output.name}")[0].value == pytest.approx(output.decibels, rel=1e-6)
    layers = {event.step: event.value for event in reader.Scalars("SQNR of layers, dB/behind each operator")}
    assert layers == pytest.approx({layer.step: layer.decibels for layer in report.layers if layer.decibels is not None})
    spreads = [tag for tag in tags["histograms"] if tag.startswith("activations/")]
    assert len(spreads) == len(layers)
    assert "SQNR of layers, dB/all" in tags["histograms"]
    check(reader, tags["histograms"])
    scores = reader.Histograms(spreads[-1])[0].histogram_value
    assert scores.num == 10 and scores.sum == pytest.approx(1, abs=0.05)


def test_a_trace_is_json_whose_steps_follow_each_other(tmp_path):
    path = tmp_path / "m.swiftlet"
    swiftlet.convert(DIGITS / "digits_int8.tflite", output=path)
    run("bench", path, "--seconds", "0.05", "--trace", tmp_path / "trace.json")
    trace = json.loads((tmp_path / "trace.json").read_text())
    steps = [event for event in trace["traceEvents"] if event["ph"] == "X" and "step" in event["args"]]
    ends = [event["ts"] + event["dur"] for event in steps]
    assert all(end <= event["ts"] + 0.0015 for end, event in zip(ends, steps[1:]))
    assert {event["args"]["operator"] for event in steps} == set(swiftlet.Model(path).operators)
