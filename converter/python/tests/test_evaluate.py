"""Metrics over a data set in partitions, in this process."""

import numpy as np
import pytest

import swiftlet


def test_accuracy_is_the_share_of_samples_that_are_right(float_path, images, labels):
    results = swiftlet.Model(float_path).map(images)
    evaluation = swiftlet.evaluate(float_path, (images, labels))
    assert evaluation.value == np.mean(results.argmax(axis=1) == labels)
    assert evaluation.count == len(labels) and evaluation.partition_count == 2
    assert "accuracy" in repr(evaluation)


def test_no_partitioning_changes_a_metric(int8_path, images, labels):
    metrics = {"accuracy": "accuracy", "top5": "top5", "calibration": "calibration",
               "own": lambda outputs, classes: outputs[np.arange(len(classes)), classes] > 0.5}
    whole = swiftlet.evaluate(int8_path, (images, labels), metrics, partition_size=1000)
    one_hot = np.eye(10)[labels]
    for other in (swiftlet.evaluate(int8_path, (images, labels), metrics, partition_size=7),
                  swiftlet.evaluate(swiftlet.Model(int8_path), [(images[:100], labels[:100]),
                                                                (images[100:], labels[100:])], metrics),
                  swiftlet.evaluate(int8_path.read_bytes(), [lambda: [(images, labels)]], metrics),
                  swiftlet.evaluate(int8_path, ({"image": images}, labels), metrics, threads=2)):
        assert other.values == pytest.approx(whole.values, abs=1e-12)
    assert swiftlet.evaluate(int8_path, (images, one_hot), "top5").value == whole.values["top5"]
    assert whole.values["accuracy"] <= whole.values["top5"]


def test_the_mean_of_numbers_of_batches_weighs_them_by_their_samples(float_path, images, labels):
    results = swiftlet.Model(float_path).map(images)
    evaluation = swiftlet.evaluate(float_path, (images, labels), lambda outputs, classes: outputs.mean(),
                                   partition_size=100)
    assert evaluation.value == pytest.approx(results.mean(), rel=1e-5)
    squared = swiftlet.evaluate(float_path, (images, np.eye(10)[labels]), "mse").value
    assert squared == pytest.approx(np.square(results - np.eye(10)[labels]).mean(), rel=1e-5)


def test_the_calibration_error_is_that_of_its_definition(float_path, images, labels):
    shuffled = np.random.default_rng(5).permutation(labels)
    results = swiftlet.Model(float_path).map(images).astype(np.float64)
    confidence, is_right = results.max(axis=1), results.argmax(axis=1) == shuffled
    error = 0.0
    for low in range(15):
        chosen = np.minimum(np.floor(confidence * 15), 14) == low
        error += abs(is_right[chosen].sum() - confidence[chosen].sum()) / len(labels)
    measured = swiftlet.evaluate(float_path, (images, shuffled), "calibration", partition_size=50).value
    assert measured == pytest.approx(error, abs=1e-12) and measured > 0.5


@pytest.mark.parametrize("arguments, sentence", [
    ({"engine": "spark"}, "no engine 'spark'"),
    ({"metric": "luck"}, "no metric 'luck'"),
    ({"metric": lambda outputs, classes: [1, 2, 3]}, "3 numbers for"),
    ({"partition_size": 0}, "hold nothing"),
    ({"dataset": 7}, "a int is no data set"),
    ({"dataset": []}, "no samples"),
    ({"dataset": [(np.zeros((3, 8, 8, 1)), [1, 2])]}, "3 samples and 2 labels"),
])
def test_what_cannot_be_measured_is_refused(float_path, images, labels, arguments, sentence):
    with pytest.raises(swiftlet.InputError, match=sentence):
        swiftlet.evaluate(float_path, arguments.pop("dataset", (images, labels)), **arguments)


@pytest.mark.parametrize("engine, module", [("dask", "distributed"), ("ray", "ray")])
def test_an_engine_that_is_missing_is_named_with_its_packages(float_path, images, labels, monkeypatch, engine, module):
    import sys
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(swiftlet.FrameworkMissing, match=f"pip install '?{engine}\\["):
        swiftlet.evaluate(float_path, (images, labels), engine=engine)
