"""The engines that are timed. Each loads a file and answers with a function that runs it once.

Inputs lie where the engine reads them before the clock starts, and outputs stay where the engine leaves them. The call
that is timed is the innermost that the engine's Python package offers.
"""

import ctypes
import functools
import importlib.metadata
import mmap
import os

import numpy as np


def channels_first(values):
    """Images with their channels before height and width."""
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2) if values.ndim == 4 else values)


def stored(values, element, scale, zero_point):
    """Real values as a quantized tensor stores them."""
    if not np.issubdtype(element, np.integer):
        return values.astype(element)
    limits = np.iinfo(element)
    return np.clip(np.round(values / scale) + zero_point, limits.min, limits.max).astype(element)


class Engine:
    """One engine in a process of its own: modules are imported first, then one file is loaded."""

    package = None
    # What runs before each call without being timed.
    prepare = None

    def version(self):
        return importlib.metadata.version(self.package)

    def load(self, path, threads, is_float):
        """Loads a file and prepares it to run."""
        raise NotImplementedError

    def fill(self, values):
        """Puts an input of [batch, …, channels] in place, untimed; answers with the function that runs the model."""
        raise NotImplementedError

    def result(self):
        """The output of the last run, up to a linear function; None where it is not looked at."""
        raise NotImplementedError


class LiteRT(Engine):
    package = "ai-edge-litert"

    def __init__(self):
        from ai_edge_litert import interpreter
        self.module = interpreter

    def load(self, path, threads, is_float):
        self.interpreter = self.module.Interpreter(path, num_threads=threads)
        self.interpreter.allocate_tensors()

    def fill(self, values):
        port = self.interpreter.get_input_details()[0]
        self.interpreter.set_tensor(port["index"], stored(values, port["dtype"], *port["quantization"]))
        return self.interpreter._interpreter.Invoke

    def result(self):
        return self.interpreter.get_tensor(self.interpreter.get_output_details()[0]["index"])


class OnnxRuntime(Engine):
    package = "onnxruntime"

    def __init__(self):
        import onnxruntime
        self.module = onnxruntime

    def load(self, path, threads, is_float):
        options = self.module.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = self.module.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def fill(self, values):
        source, target = self.session.get_inputs()[0], self.session.get_outputs()[0]
        value = self.module.OrtValue
        self.ports = (value.ortvalue_from_numpy(channels_first(values)),
                      value.ortvalue_from_shape_and_type(target.shape, np.float32))
        self.binding = self.session.io_binding()
        self.binding.bind_ortvalue_input(source.name, self.ports[0])
        self.binding.bind_ortvalue_output(target.name, self.ports[1])
        inner, bound = self.session._sess, self.binding._iobinding
        return functools.partial(inner.run_with_iobinding, bound, None)

    def result(self):
        return self.ports[1].numpy()


class OpenVINO(Engine):
    package = "openvino"

    def __init__(self):
        import openvino
        self.module = openvino
        self.core = openvino.Core()

    def load(self, path, threads, is_float):
        options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY",
                   "ENABLE_CPU_PINNING": False}
        if is_float:
            options["INFERENCE_PRECISION_HINT"] = "f32"
        self.model = self.core.compile_model(path, "CPU", options)
        self.request = self.model.create_infer_request()

    def fill(self, values):
        port, request = self.model.inputs[0], self.request
        element = port.element_type.to_dtype()
        values = values if list(port.shape) == list(values.shape) else channels_first(values)
        # The scale of an int8 input is not to be had here; its results are not looked at.
        self.comparable = not np.issubdtype(element, np.integer)
        request.get_input_tensor(0).data[:] = stored(values, element, 1 / 42, 0)
        inner = self.module._pyopenvino.InferRequest.infer
        return functools.partial(inner, request, {}, share_outputs=True, decode_strings=True)

    def result(self):
        return self.request.get_output_tensor(0).data if self.comparable else None


class MNN(Engine):
    package = "mnn"

    def __init__(self):
        import MNN as module
        self.module = module

    def load(self, path, threads, is_float):
        self.interpreter = self.module.Interpreter(path)
        # The highest precision computes in float32, and in int8 where the file does.
        self.session = self.interpreter.createSession({"backend": "CPU", "numThread": threads, "precision": "high"})

    def fill(self, values):
        port = self.interpreter.getSessionInput(self.session)
        values = channels_first(values)
        kind = self.module.Tensor_DimensionType_Caffe
        source = self.module.Tensor(values.shape, self.module.Halide_Type_Float, values, kind)
        # Running may reuse the input's memory, so it is written again before each run.
        self.prepare = lambda: port.copyFrom(source)
        run, session = self.interpreter.runSession, self.session
        self.prepare()
        if run(session) != 0:
            raise RuntimeError("the session does not run")
        return functools.partial(run, session)

    def result(self):
        port = self.interpreter.getSessionOutput(self.session)
        values, kind = np.zeros(port.getShape(), np.float32), self.module.Tensor_DimensionType_Caffe
        target = self.module.Tensor(values.shape, self.module.Halide_Type_Float, values, kind)
        port.copyToHostTensor(target)
        return np.array(target.getNumpyData())


class NCNN(Engine):
    package = "ncnn"

    def __init__(self):
        import ncnn
        self.module = ncnn

    def load(self, path, threads, is_float):
        net = self.module.Net()
        net.opt.num_threads = threads
        net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
        net.opt.use_bf16_packed = net.opt.use_bf16_storage = False
        if net.load_param(path) != 0 or net.load_model(path.removesuffix(".param") + ".bin") != 0:
            raise RuntimeError("the file does not load")
        self.net = net

    def fill(self, values):
        # A matrix points into the array that it is made of, and does not keep it.
        self.values = channels_first(values)[0]
        mat = self.module.Mat(self.values).clone()
        source, target, create = self.net.input_indexes()[0], self.net.output_indexes()[0], self.net.create_extractor

        def run():
            extractor = create()
            extractor.input(source, mat)
            return extractor.extract(target)

        self.mat = mat
        return run

    def result(self):
        extractor = self.net.create_extractor()
        extractor.input(self.net.input_indexes()[0], self.mat)
        status, mat = extractor.extract(self.net.output_indexes()[0])
        if status != 0:
            raise RuntimeError("the network does not run")
        # The array that ncnn hands out lies in memory of the extractor.
        return np.array(mat).copy()


class ExecuTorch(Engine):
    package = "executorch"

    def __init__(self):
        import torch
        from executorch.extension.pybindings import portable_lib
        self.torch, self.library = torch, portable_lib

    def load(self, path, threads, is_float):
        self.library._unsafe_reset_threadpool(threads)
        self.module = self.library._load_for_executorch(path)

    def fill(self, values):
        values = self.torch.from_numpy(values)
        # A view of [batch, height, width, channels] is what the files were exported for.
        self.inputs, run = (values.permute(0, 3, 1, 2) if values.ndim == 4 else values,), self.module.run_method
        return functools.partial(run, "forward", self.inputs, clone_outputs=False)

    def result(self):
        return self.module.run_method("forward", self.inputs)[0].numpy()


class Fault(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int32), ("step", ctypes.c_int32), ("subject", ctypes.c_ssize_t),
                ("needed", ctypes.c_ssize_t), ("found", ctypes.c_ssize_t)]


class Tensor(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("name_length", ctypes.c_size_t), ("element_type", ctypes.c_int32),
                ("rank", ctypes.c_int32), ("shape", ctypes.c_int32 * 8), ("element_count", ctypes.c_size_t),
                ("is_quantized", ctypes.c_bool), ("scale", ctypes.c_float), ("zero_point", ctypes.c_int32),
                ("data", ctypes.c_void_p), ("byte_count", ctypes.c_size_t)]


class Options(ctypes.Structure):
    _fields_ = [("instruction_set", ctypes.c_int32), ("thread_count", ctypes.c_size_t),
                ("threads_function", ctypes.c_void_p), ("threads_pool", ctypes.c_void_p)]


def address(mapping):
    return ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(mapping)))


class Swiftlet(Engine):
    """The C library; the file is mapped and the arena is one anonymous mapping."""

    ELEMENTS = {1: np.float32, 2: np.int8, 3: np.uint8}

    def __init__(self):
        self.library = ctypes.CDLL(os.environ["SWIFTLET_LIBRARY"])
        self.library.swiftlet_version.restype = ctypes.c_char_p
        self.library.swiftlet_status_name.restype = ctypes.c_char_p
        self.library.swiftlet_threads_create.restype = ctypes.c_void_p

    def version(self):
        return self.library.swiftlet_version().decode()

    def check(self, status, fault):
        if status != 0:
            name = self.library.swiftlet_status_name(status).decode()
            raise RuntimeError(f"{name} at step {fault.step} (needed {fault.needed}, found {fault.found})")

    def load(self, path, threads, is_float):
        library, fault, size = self.library, Fault(), ctypes.c_size_t()
        with open(path, "rb") as file:
            # A private mapping that may be written is the one whose address ctypes tells; nothing writes to it.
            self.file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        bytes_of_file = (address(self.file), ctypes.c_size_t(len(self.file)))
        self.check(library.swiftlet_arena_size(*bytes_of_file, ctypes.byref(size), ctypes.byref(fault)), fault)
        self.arena = mmap.mmap(-1, size.value)
        options = Options(0, threads, None, None)
        if threads > 1:
            options.threads_function = ctypes.cast(library.swiftlet_threads_run, ctypes.c_void_p)
            options.threads_pool = library.swiftlet_threads_create(ctypes.c_size_t(threads))
        self.model = ctypes.c_void_p()
        self.check(library.swiftlet_load(*bytes_of_file, address(self.arena), size, ctypes.byref(options),
                                         ctypes.byref(self.model), ctypes.byref(fault)), fault)

    def fill(self, values):
        port, model = Tensor(), self.model
        self.library.swiftlet_input(model, ctypes.c_size_t(0), ctypes.byref(port))
        self.values = stored(values, self.ELEMENTS[port.element_type], port.scale, port.zero_point)
        # Running may reuse the input's memory, so it is written again before each run.
        move, target, source, count = ctypes.memmove, port.data, self.values.ctypes.data, port.byte_count
        self.prepare = lambda: move(target, source, count)
        run = self.library.swiftlet_run
        run.argtypes = [ctypes.c_void_p]
        run.restype = None
        return functools.partial(run, model)

    def result(self):
        port = Tensor()
        self.library.swiftlet_output(self.model, ctypes.c_size_t(0), ctypes.byref(port))
        content = ctypes.string_at(port.data, port.byte_count)
        return np.frombuffer(content, self.ELEMENTS[port.element_type])


ENGINES = {"swiftlet": Swiftlet, "litert": LiteRT, "onnxruntime": OnnxRuntime, "openvino": OpenVINO,
           "mnn": MNN, "ncnn": NCNN, "executorch": ExecuTorch}
