"""Metrics over a data set in partitions: here, on a Dask cluster, or on a Ray cluster."""

import collections
import hashlib
import os
import pathlib
import threading
import time
from typing import Any, Callable, Deque, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

import numpy as np

from ._convert import Conversion
from ._errors import InputError
from ._frameworks import framework
from ._model import Model, _thread_count
from ._samples import array_of, is_framework

Metric = Callable[[Any, Any], Any]
Metrics = Union[str, Metric, Mapping[str, Union[str, Metric]]]

# The confidence of a class is counted in this many equal ranges.
CALIBRATION_BINS = 15
# Tasks that wait for each worker, beyond the one that it does: enough that it never waits, few enough for memory.
TASKS_WAITING = 2


class Evaluation:
    """What a metric came to over a data set."""

    def __init__(self, values: Dict[str, float], count: int, partition_count: int, seconds: float):
        #: The metrics by name.
        self.values: Dict[str, float] = values
        #: The samples.
        self.count: int = count
        #: The parts that the data set was measured in.
        self.partition_count: int = partition_count
        self.seconds: float = seconds

    @property
    def value(self) -> float:
        """The metric, or the first of several."""
        return next(iter(self.values.values()))

    def __repr__(self) -> str:
        values = ", ".join(f"{name} {value:.6g}" for name, value in self.values.items())
        return f"<swiftlet.Evaluation {values}; {self.count} samples>"


def evaluate(model: Any, dataset: Any, metric: Metrics = "accuracy", *, engine: Optional[str] = None,
             workers: Optional[int] = None, partition_size: int = 256, threads: int = 1,
             client: Any = None) -> Evaluation:
    """Measures a model over a data set.

    `model` is a path, the bytes of a `.swiftlet` file, a `Model` or a `Conversion`. `dataset` is a pair of arrays of
    inputs and labels (NumPy's or Dask's; a tuple or a dictionary of arrays for several inputs), which is cut into
    partitions of `partition_size`; an iterable of such pairs, each a batch and a partition; or a list of functions
    that each return such an iterable, called where the partition is measured, so that no data passes through here.

    `metric` is "accuracy", "top5", "mse", "calibration" (the expected calibration error of the probabilities in 15
    bins; scores that are none go through a softmax), a function from a batch's outputs and labels to a number or to a
    number for each sample, whose mean over all samples is taken; or a dictionary of these by name.

    `engine` is None for this process, "dask" or "ray". Those run on the cluster that the process is connected to, or
    that `client` (Dask) names; where there is none, on one of `workers` processes of this machine, which is ended
    afterwards. Results do not depend on the engine or on the number of workers. `threads` is that of each model.
    """
    started = time.perf_counter()
    metrics = _metrics(metric)
    if engine not in (None, "dask", "ray"):
        raise InputError(f"there is no engine {engine!r}", "choose None, \"dask\" or \"ray\"")
    content = _model_bytes(model)
    with _engine(engine, workers, client) as cluster:
        kept = cluster.put(content)
        waiting: Deque[Any] = collections.deque()
        totals: List[List[Any]] = []
        for partition in _partitions(dataset, partition_size):
            waiting.append(cluster.submit(measure, kept, threads, partition, metrics))
            if len(waiting) > cluster.width:
                totals.append(cluster.result(waiting.popleft()))
        totals += [cluster.result(future) for future in waiting]
    count = sum(total[0] for total in totals)
    if count == 0:
        raise InputError("there are no samples in the data set")
    # Added in the order of the partitions, so that no bit depends on which came first.
    values = {name: kind.value(sum(total[1 + index] for total in totals))
              for index, (name, kind) in enumerate(metrics.items())}
    return Evaluation(values, count, len(totals), time.perf_counter() - started)


class Mean:
    """The mean of a number that each sample has."""

    def __init__(self, function: Metric):
        self.function = function

    def part(self, outputs: Any, labels: Any, count: int) -> Any:
        """The sum and the count of a batch."""
        result = np.asarray(self.function(outputs, labels), np.float64)
        if result.ndim > 0 and len(result) != count:
            raise InputError(f"a metric gave {len(result)} numbers for {count} samples",
                             "return a number for the batch, or one for each sample")
        whole = result * count if result.ndim == 0 else result.reshape(count, -1).mean(axis=1).sum()
        return np.array([whole, count], np.float64)

    def value(self, total: Any) -> float:
        return float(total[0] / total[1])


class CalibrationError:
    """How far confidences are from the shares of samples that they are right for."""

    def part(self, outputs: Any, labels: Any, count: int) -> Any:
        """For each bin: the samples, those that are right, and the sum of confidences."""
        scores = _first(outputs).astype(np.float64)
        if scores.min(initial=0) < 0 or not np.allclose(scores.sum(axis=1), 1, atol=0.02):
            scores = np.exp(scores - scores.max(axis=1, keepdims=True))
            scores /= scores.sum(axis=1, keepdims=True)
        confidence = scores.max(axis=1)
        is_right = scores.argmax(axis=1) == _classes(labels)
        bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
        weights: Tuple[Any, ...] = (np.ones(count), is_right.astype(np.float64), confidence)
        return np.stack([np.bincount(bins, weight, CALIBRATION_BINS) for weight in weights])

    def value(self, total: Any) -> float:
        return float(np.abs(total[1] - total[2]).sum() / total[0].sum())


def _first(outputs: Any) -> Any:
    """The first output, one row for each sample."""
    array = outputs[0] if isinstance(outputs, tuple) else outputs
    return array.reshape(len(array), -1)


def _classes(labels: Any) -> Any:
    """The class of each sample; rows of a one-hot label name theirs."""
    labels = np.asarray(labels)
    return labels.argmax(axis=1) if labels.ndim == 2 and labels.shape[1] > 1 else labels.reshape(-1)


def _accuracy(outputs: Any, labels: Any) -> Any:
    return _first(outputs).argmax(axis=1) == _classes(labels)


def _top5(outputs: Any, labels: Any) -> Any:
    return (np.argsort(-_first(outputs), axis=1, kind="stable")[:, :5] == _classes(labels)[:, None]).any(axis=1)


def _squared_error(outputs: Any, labels: Any) -> Any:
    scores = _first(outputs)
    return np.square(scores - np.asarray(labels, np.float64).reshape(scores.shape)).mean(axis=1)


METRICS: Dict[str, Any] = {"accuracy": Mean(_accuracy), "top5": Mean(_top5), "mse": Mean(_squared_error),
                           "calibration": CalibrationError()}


def _metrics(metric: Metrics) -> Dict[str, Any]:
    if isinstance(metric, Mapping):
        return {name: _metrics(one).popitem()[1] for name, one in metric.items()}
    if isinstance(metric, str):
        if metric not in METRICS:
            raise InputError(f"there is no metric {metric!r}",
                             f"choose one of {', '.join(METRICS)}, or give a function")
        return {metric: METRICS[metric]}
    return {getattr(metric, "__name__", "metric"): Mean(metric)}


def _model_bytes(model: Any) -> bytes:
    if isinstance(model, Conversion):
        return model.content
    if isinstance(model, Model):
        return bytes(model._content)
    if isinstance(model, (str, os.PathLike)):
        return pathlib.Path(model).read_bytes()
    return bytes(model)


def _partitions(dataset: Any, size: int) -> Iterator[Any]:
    """Pairs of inputs and labels, or functions that return some."""
    if size < 1:
        raise InputError(f"partitions of {size} samples hold nothing", "give partition_size=1 or more")
    if isinstance(dataset, tuple) and len(dataset) == 2:
        inputs, labels = dataset
        if is_framework(inputs, "dask"):
            for index in range(inputs.numblocks[0]):
                yield inputs.blocks[index], labels.blocks[index]
            return
        labels = array_of(labels)
        for start in range(0, len(labels), size):
            yield _cut(inputs, slice(start, start + size)), labels[start:start + size]
    elif is_framework(dataset, "ray") and hasattr(dataset, "iter_batches"):
        for batch in dataset.iter_batches(batch_size=size, batch_format="numpy"):
            labels = next((batch[name] for name in ("label", "labels") if name in batch), None)
            if labels is None:
                raise InputError("the data set has no column 'label'", f"its columns are {', '.join(batch)}")
            inputs = {name: values for name, values in batch.items() if name not in ("label", "labels")}
            yield inputs, labels
    elif isinstance(dataset, Iterable):
        for item in dataset:
            yield item if callable(item) else (_plain(item[0]), array_of(item[1]))
    else:
        raise InputError(f"a {type(dataset).__name__} is no data set",
                         "give a pair of arrays, an iterable of such pairs, or a list of functions that return one")


def _cut(inputs: Any, part: slice) -> Any:
    if isinstance(inputs, Mapping):
        return {name: array_of(values)[part] for name, values in inputs.items()}
    return tuple(array_of(values)[part] for values in inputs) if isinstance(inputs, tuple) else array_of(inputs)[part]


def _plain(inputs: Any) -> Any:
    """Values of any framework as arrays, which every worker can read."""
    return _cut(inputs, slice(None))


# Each thread of a worker keeps the model that it measured last: loading is once for all of its partitions.
_loaded = threading.local()


def measure(content: bytes, threads: int, partition: Any, metrics: Mapping[str, Any]) -> List[Any]:
    """The number of samples of a partition, and the part of each metric."""
    key = (hashlib.sha256(content).digest(), threads)
    if getattr(_loaded, "key", None) != key:
        _loaded.key, _loaded.model = key, Model(content, threads=threads)
    model: Model = _loaded.model
    parts: List[Any] = [0] + [0] * len(metrics)
    for inputs, labels in partition() if callable(partition) else [partition]:
        inputs, labels = (value.compute() if is_framework(value, "dask") else value for value in (inputs, labels))
        labels = array_of(labels)
        values = inputs if isinstance(inputs, tuple) else (inputs,)
        if isinstance(inputs, Mapping) and len(inputs) == 1 == len(model.inputs):
            values = tuple(inputs.values())
        outputs = model.map(*(value if isinstance(value, Mapping) else array_of(value) for value in values))
        count = len(outputs[0] if isinstance(outputs, tuple) else outputs)
        if len(labels) != count:
            raise InputError(f"a batch has {count} samples and {len(labels)} labels")
        parts[0] += count
        for index, kind in enumerate(metrics.values()):
            parts[1 + index] = parts[1 + index] + kind.part(outputs, labels, count)
    return parts


class Here:
    """This process: a task is done when it is submitted."""

    width = 0

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *unused: Any) -> None:
        pass

    def put(self, content: bytes) -> Any:
        return content

    def submit(self, function: Callable[..., Any], *values: Any) -> Any:
        return function(*values)

    def result(self, future: Any) -> Any:
        return future


class Dask(Here):
    """A Dask cluster."""

    def __init__(self, workers: Optional[int], client: Any):
        distributed = framework("distributed", "dask")
        self.own = None
        if client is None:
            try:
                client = distributed.get_client()
            except ValueError:
                client = self.own = distributed.Client(n_workers=workers or _thread_count(0), threads_per_worker=1,
                                                       dashboard_address=None)
        self.client = client
        self.width = TASKS_WAITING * max(sum(client.nthreads().values()), 1)

    def __exit__(self, *unused: Any) -> None:
        if self.own is not None:
            self.own.close()

    def put(self, content: bytes) -> Any:
        return self.client.scatter(content, broadcast=True, hash=False)

    def submit(self, function: Callable[..., Any], *values: Any) -> Any:
        return self.client.submit(function, *values, pure=False)

    def result(self, future: Any) -> Any:
        return future.result()


class Ray(Here):
    """A Ray cluster."""

    def __init__(self, workers: Optional[int]):
        self.ray = framework("ray", "ray")
        self.is_own = not self.ray.is_initialized()
        if self.is_own:
            self.ray.init(num_cpus=workers or _thread_count(0), include_dashboard=False, log_to_driver=False)
        self.width = TASKS_WAITING * max(int(self.ray.cluster_resources().get("CPU", 1)), 1)
        self.task = self.ray.remote(measure)

    def __exit__(self, *unused: Any) -> None:
        if self.is_own:
            self.ray.shutdown()

    def put(self, content: bytes) -> Any:
        return self.ray.put(content)

    def submit(self, function: Callable[..., Any], *values: Any) -> Any:
        return self.task.remote(*values)

    def result(self, future: Any) -> Any:
        try:
            return self.ray.get(future)
        except self.ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(getattr(error, "cause", None), Exception) else error


def _engine(name: Optional[str], workers: Optional[int], client: Any) -> Here:
    if name == "dask":
        return Dask(workers, client)
    return Ray(workers) if name == "ray" else Here()
