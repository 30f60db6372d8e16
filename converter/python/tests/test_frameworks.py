"""Networks and data of other frameworks, and clusters of two workers; `make test-python` runs these."""

import warnings

import numpy as np
import pytest

import swiftlet
from conftest import DIGITS

pytestmark = [pytest.mark.frameworks, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def calibration():
    return np.load(DIGITS / "calibration_images.npy").astype(np.float32)


@pytest.fixture(scope="module")
def keras_network():
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(1)
    return keras.Sequential([
        keras.layers.Input((8, 8, 1), name="image"), keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10, activation="softmax")])


@pytest.fixture(scope="module")
def torch_network():
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1),
        torch.nn.Flatten(), torch.nn.Linear(8, 10), torch.nn.Softmax(dim=1))


def test_a_keras_network_becomes_a_model(keras_network, images, calibration, tmp_path):
    expected = keras_network(images[:20]).numpy()
    model = swiftlet.convert(keras_network).model()
    np.testing.assert_allclose(model.map(images[:20]), expected, atol=1e-5)
    conversion = swiftlet.convert(keras_network, calibration)
    assert conversion.report.quantization == "int8"
    np.testing.assert_allclose(conversion.model().map(images[:20]), expected, atol=0.02)
    keras_network.save(tmp_path / "network.keras")
    assert swiftlet.convert(tmp_path / "network.keras", calibration).content == conversion.content
    keras_network.export(tmp_path / "saved", verbose=False)
    np.testing.assert_allclose(swiftlet.convert(tmp_path / "saved").model().map(images[:5]), expected[:5], atol=1e-5)
    assert swiftlet.compare(conversion, keras_network, images[:20]).outputs[0].decibels > 20


def test_tensorflow_data_sets_are_samples_and_data(keras_network, images, labels, calibration):
    tensorflow = pytest.importorskip("tensorflow")
    pairs = tensorflow.data.Dataset.from_tensor_slices((calibration, np.zeros(len(calibration))))
    expected = swiftlet.convert(keras_network, calibration)
    assert swiftlet.convert(keras_network, pairs.batch(16)).content == expected.content
    assert swiftlet.convert(keras_network, pairs).content == expected.content
    endless = pairs.repeat().batch(30)
    assert swiftlet.convert(keras_network, endless, sample_limit=100).content == expected.content
    data = tensorflow.data.Dataset.from_tensor_slices((images, labels)).batch(50)
    assert swiftlet.evaluate(expected, data).value == swiftlet.evaluate(expected, (images, labels)).value


def test_a_pytorch_network_becomes_a_model(torch_network, images, calibration):
    torch = pytest.importorskip("torch")
    turned = np.ascontiguousarray(images[:20].transpose(0, 3, 1, 2))
    samples = np.ascontiguousarray(calibration.transpose(0, 3, 1, 2))
    torch_network.train()
    model = swiftlet.convert(torch_network, example_inputs=torch.zeros(1, 1, 8, 8)).model()
    assert torch_network.training
    torch_network.eval()
    with torch.no_grad():
        expected = torch_network(torch.from_numpy(turned)).numpy()
    np.testing.assert_allclose(model.map(turned), expected, atol=1e-5)
    conversion = swiftlet.convert(torch_network, samples)
    np.testing.assert_allclose(conversion.model().map(turned), expected, atol=0.02)
    pairs = torch.utils.data.TensorDataset(torch.from_numpy(samples), torch.zeros(len(samples)))
    loader = torch.utils.data.DataLoader(pairs, batch_size=16)
    loaded = swiftlet.convert(torch_network, loader, example_inputs=(torch.zeros(1, 1, 8, 8),))
    assert loaded.content == conversion.content
    classes = torch.from_numpy(expected.argmax(axis=1))
    labelled = torch.utils.data.TensorDataset(torch.from_numpy(turned), classes)
    assert swiftlet.evaluate(model, torch.utils.data.DataLoader(labelled, batch_size=6)).value == 1


def test_what_pytorch_cannot_tell_or_export_is_said(torch_network):
    torch = pytest.importorskip("torch")
    with pytest.raises(swiftlet.InputError, match="give example_inputs="):
        swiftlet.convert(torch_network)

    class Odd(torch.nn.Module):
        def forward(self, x):
            return x if torch.randn(()).item() > x.sum().item() else x * 2

    with pytest.raises(swiftlet.InputError, match="PyTorch cannot export the network to ONNX: "):
        swiftlet.convert(Odd(), example_inputs=torch.zeros(1, 4))


def test_an_onnx_network_in_memory_becomes_a_model(calibration):
    onnx = pytest.importorskip("onnx")
    network = onnx.load(str(DIGITS / "digits_float32.onnx"))
    assert swiftlet.convert(network).content == swiftlet.convert(DIGITS / "digits_float32.onnx").content


def test_open_lengths_are_fixed_by_name():
    onnx = pytest.importorskip("onnx")
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "graph",
                                   [value("x", 1, ["frames", 4])], [value("y", 1, ["frames", 4])])
    network = onnx.helper.make_model(graph)
    for shape in ({"frames": 3}, {"x": [3, 4]}):
        assert swiftlet.convert(network, shape=shape).model().inputs[0].shape == (3, 4)
    assert swiftlet.convert(network, np.ones((9, 3, 4)), shape={"frames": 3}).report.quantization == "int8"


@pytest.fixture(scope="module")
def partition_of_images():
    """A function of no module, for workers of a cluster cannot import this one."""
    folder = str(DIGITS)

    def partition():
        import numpy
        images, labels = numpy.load(f"{folder}/test_images.npy"), numpy.load(f"{folder}/test_labels.npy")
        for start in range(0, 180, 60):
            yield images[start:start + 60].astype(numpy.float32), labels[start:start + 60]

    return partition


@pytest.mark.parametrize("engine, module", [("dask", "distributed"), ("ray", "ray")])
def test_a_cluster_is_started_where_there_is_none_and_ended(int8_path, images, labels, engine, module):
    framework = pytest.importorskip(module)
    expected = swiftlet.evaluate(int8_path, (images, labels)).values
    assert swiftlet.evaluate(int8_path, (images, labels), engine=engine, workers=2).values == expected
    if engine == "ray":
        assert not framework.is_initialized()
    else:
        with pytest.raises(ValueError):
            framework.get_client()


@pytest.fixture(scope="module")
def dask_client():
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
            yield client


def test_two_dask_workers_measure_what_one_process_does(dask_client, int8_path, images, labels, calibration,
                                                         partition_of_images):
    array = pytest.importorskip("dask.array")
    metrics = {"accuracy": "accuracy", "calibration": "calibration",
               "largest": lambda outputs, classes: outputs.max(axis=1)}
    expected = swiftlet.evaluate(int8_path, (images, labels), metrics, partition_size=30).values
    measured = swiftlet.evaluate(int8_path, (images, labels), metrics, partition_size=30, engine="dask",
                                 client=dask_client)
    assert measured.values == expected and measured.partition_count == 12
    lazy = array.from_array(images, chunks=(30, 8, 8, 1)), array.from_array(labels, chunks=30)
    assert swiftlet.evaluate(int8_path, lazy, metrics, engine="dask", client=dask_client).values == expected
    assert swiftlet.evaluate(int8_path, lazy, metrics).values == expected
    assert swiftlet.evaluate(int8_path, [partition_of_images], engine="dask").count == 180
    source = DIGITS / "digits_float32.tflite"
    samples = array.from_array(calibration, chunks=(17, 8, 8, 1))
    assert swiftlet.convert(source, samples).content == swiftlet.convert(source, calibration).content


def test_a_refusal_comes_back_from_a_worker(dask_client, int8_path, images):
    with pytest.raises(swiftlet.InputError, match="3 samples and 2 labels"):
        swiftlet.evaluate(int8_path, [(images[:3], [1, 2])], engine="dask", client=dask_client)


def test_two_ray_workers_measure_what_one_process_does(int8_path, images, labels, calibration,
                                                        partition_of_images):
    ray = pytest.importorskip("ray")
    expected = swiftlet.evaluate(int8_path, (images, labels), partition_size=30).values
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        measured = swiftlet.evaluate(int8_path, (images, labels), partition_size=30, engine="ray")
        assert measured.values == expected and measured.partition_count == 12
        assert ray.is_initialized()
        assert swiftlet.evaluate(int8_path, [partition_of_images], engine="ray").count == 180
        with pytest.raises(swiftlet.InputError, match="3 samples and 2 labels"):
            swiftlet.evaluate(int8_path, [(images[:3], [1, 2])], engine="ray")
        data = pytest.importorskip("ray.data")
        rows = data.from_items([{"image": image, "label": int(label)} for image, label in zip(images, labels)])
        assert swiftlet.evaluate(int8_path, rows, engine="ray", partition_size=50).values == expected
        with pytest.raises(swiftlet.InputError, match="no column 'label'"):
            swiftlet.evaluate(int8_path, rows.drop_columns(["label"]))
        source = DIGITS / "digits_float32.tflite"
        assert swiftlet.convert(source, data.from_numpy(calibration)).content \
            == swiftlet.convert(source, calibration).content
    finally:
        ray.shutdown()
