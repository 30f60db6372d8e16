"""The engines that are timed. Each loads a file and answers with a function that runs it once.

Inputs lie where the engine reads them before the clock starts, and outputs stay where the engine leaves them. The call
that is timed is the innermost that the engine's Python package offers.
"""

import ctypes
import importlib.metadata
import mmap
import os

import numpy as np


def sample(shape, element):
    """An input of a fixed random content."""
    random = np.random.default_rng(1)
    if np.issubdtype(element, np.integer):
        limits = np.iinfo(element)
        return random.integers(limits.min, limits.max + 1, shape).astype(element)
    return random.normal(0, 1, shape).astype(element)


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

    def fill(self):
        """Puts an input in place and answers with the function that runs the model; not timed."""
        raise NotImplementedError


class LiteRT(Engine):
    package = "ai-edge-litert"

    def __init__(self):
        from ai_edge_litert import interpreter
        self.module = interpreter

    def load(self, path, threads, is_float):
        self.interpreter = self.module.Interpreter(path, num_threads=threads)
        self.interpreter.allocate_tensors()

    def fill(self):
        port = self.interpreter.get_input_details()[0]
        self.interpreter.set_tensor(port["index"], sample(port["shape"], port["dtype"]))
        return self.interpreter._interpreter.Invoke


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

    def fill(self):
        source, target = self.session.get_inputs()[0], self.session.get_outputs()[0]
        value = self.module.OrtValue
        self.ports = (value.ortvalue_from_numpy(sample(source.shape, np.float32)),
                      value.ortvalue_from_shape_and_type(target.shape, np.float32))
        self.binding = self.session.io_binding()
        self.binding.bind_ortvalue_input(source.name, self.ports[0])
        self.binding.bind_ortvalue_output(target.name, self.ports[1])
        inner, bound = self.session._sess, self.binding._iobinding
        return lambda: inner.run_with_iobinding(bound, None)


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

    def fill(self):
        port, request = self.model.inputs[0], self.request
        request.get_input_tensor(0).data[:] = sample(list(port.shape), port.element_type.to_dtype())
        inner = self.module._pyopenvino.InferRequest.infer
        return lambda: inner(request, {}, share_outputs=True, decode_strings=True)


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

    def fill(self):
        port, model = Tensor(), self.model
        self.library.swiftlet_input(model, ctypes.c_size_t(0), ctypes.byref(port))
        self.values = sample(tuple(port.shape[:port.rank]), self.ELEMENTS[port.element_type])
        # Running may reuse the input's memory, so it is written again before each run.
        move, target, source, count = ctypes.memmove, port.data, self.values.ctypes.data, port.byte_count
        self.prepare = lambda: move(target, source, count)
        run = self.library.swiftlet_run
        run.argtypes = [ctypes.c_void_p]
        run.restype = None
        return lambda: run(model)


ENGINES = {"swiftlet": Swiftlet, "litert": LiteRT, "onnxruntime": OnnxRuntime, "openvino": OpenVINO}
