"""The float models, the publishers' int8 files and ONNX Runtime's quantizer, each in its own runtime."""

import logging
import sys
import tempfile

import numpy as np
import onnx
import onnx.version_converter


def litert(path, arrays):
    """Returns the outputs of a .tflite file for each sample, as real numbers."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path))
    interpreter.allocate_tensors()
    door, outputs = interpreter.get_input_details()[0], interpreter.get_output_details()
    results = [[] for _ in outputs]
    for array in arrays:
        interpreter.set_tensor(door["index"], stored(array, door).reshape(door["shape"]))
        interpreter.invoke()
        for result, detail in zip(results, outputs):
            result.append(real(interpreter.get_tensor(detail["index"]), detail))
    return [np.stack(result) for result in results]


def stored(array, detail):
    """Returns an array as a tensor holds it."""
    scale, zero = detail["quantization"]
    if not scale:
        return array.astype(detail["dtype"])
    limits = np.iinfo(detail["dtype"])
    return np.clip(np.round(array / scale) + zero, limits.min, limits.max).astype(detail["dtype"])


def real(array, detail):
    """Returns the real numbers that a tensor stands for."""
    scale, zero = detail["quantization"]
    return (array.astype(np.float64) - zero) * scale if scale else array.astype(np.float64)


def onnx_runtime(path, arrays):
    """Returns the outputs of an .onnx file for each sample."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    runs = [session.run(None, {name: array[None]}) for array in arrays]
    return [np.stack([run[index] for run in runs]).astype(np.float64) for index in range(len(runs[0]))]


def onnx_runtime_quantized(path, calibration, arrays):
    """Returns the outputs of an .onnx file as ONNX Runtime's static quantizer makes it int8.

    Weights are per channel, but where the quantizer cannot do that: some models make it fail.
    """
    from onnxruntime import quantization

    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        current = f"{folder}/current.onnx"
        prepared, target = f"{folder}/prepared.onnx", f"{folder}/int8.onnx"
        onnx.save(modernized(onnx.load(path)), current)
        quantization.shape_inference.quant_pre_process(
            current, prepared, skip_symbolic_shape=True)
        for per_channel in (True, False):
            try:
                quantization.quantize_static(
                    prepared, target, Reader(prepared, calibration), per_channel=per_channel,
                    quant_format=quantization.QuantFormat.QDQ,
                    activation_type=quantization.QuantType.QInt8,
                    weight_type=quantization.QuantType.QInt8)
                return onnx_runtime(target, arrays)
            except ValueError as fault:
                print(f"{path}: per channel {per_channel}: {fault}", file=sys.stderr)
        return None


def modernized(model):
    """Returns a model whose weights are no inputs, and whose operators know axes of quantization."""
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    model.ir_version = max(model.ir_version, 7)
    if model.opset_import[0].version >= 13:
        return model
    return onnx.version_converter.convert_version(model, 13)


class Reader:
    """Hands calibration samples to ONNX Runtime one by one."""

    def __init__(self, path, arrays):
        import onnxruntime

        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        self.name = session.get_inputs()[0].name
        self.arrays = iter(arrays)

    def get_next(self):
        """Returns the next sample, or nothing after the last."""
        array = next(self.arrays, None)
        return None if array is None else {self.name: array[None]}
