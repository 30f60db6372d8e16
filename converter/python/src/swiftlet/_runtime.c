// The door from Python to swiftlet.h: one type, whose objects are loaded models. Memory comes from Python: the file and
// the arena are objects that the session keeps, and whose addresses it is told, so that an array that shows a part of
// the arena keeps all of it. The package's Python code is the only caller.

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "_sound.h"
#include "swiftlet.h"
#include "swiftlet_threads.h"

typedef struct {
  PyObject_HEAD
  swiftlet_model *model;
  swiftlet_threads *threads;
  size_t thread_count;
  unsigned long process;
  atomic_flag busy;
  PyObject *kept;
  uintptr_t arena;
} Session;

static PyObject *fault_type;
static PyObject *busy_type;

// The number of forks between the first process and this one. A team of threads does not survive one.
static unsigned long process_number;

static void count_fork(void) { process_number += 1; }

static PyObject *refused(swiftlet_status status, const swiftlet_fault *fault) {
  PyObject *arguments = Py_BuildValue("(isinnn)", (int)status, swiftlet_status_name(status), (int)fault->step,
                                      (Py_ssize_t)fault->subject, (Py_ssize_t)fault->needed, (Py_ssize_t)fault->found);
  if (arguments != NULL) {
    PyErr_SetObject(fault_type, arguments);
    Py_DECREF(arguments);
  }
  return NULL;
}

static int take(Session *self) {
  if (self->process != process_number) {
    // The team's threads stayed with the parent; so did whoever was running.
    self->threads = NULL;
    if (self->thread_count > 1) self->threads = swiftlet_threads_create(self->thread_count);
    swiftlet_set_threads(self->model, self->threads == NULL ? 1 : self->thread_count, swiftlet_threads_run,
                         self->threads);
    self->process = process_number;
    atomic_flag_clear(&self->busy);
  }
  if (!atomic_flag_test_and_set_explicit(&self->busy, memory_order_acquire)) return 0;
  PyErr_SetString(busy_type, "the model is running on another thread");
  return -1;
}

static void give_back(Session *self) { atomic_flag_clear_explicit(&self->busy, memory_order_release); }

static PyObject *session_run(PyObject *object, PyObject *unused) {
  (void)unused;
  Session *self = (Session *)object;
  if (take(self) != 0) return NULL;
  Py_BEGIN_ALLOW_THREADS
  swiftlet_run(self->model);
  Py_END_ALLOW_THREADS
  give_back(self);
  Py_RETURN_NONE;
}

static uint64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

typedef struct {
  uint64_t *times;
  uint64_t started;
} Watch;

static void observe(void *state, size_t step, bool has_run) {
  Watch *watch = state;
  uint64_t now = nanoseconds();
  if (has_run) {
    watch->times[step] = now - watch->started;
  } else {
    watch->started = now;
  }
}

static PyObject *session_timed_run(PyObject *object, PyObject *unused) {
  (void)unused;
  Session *self = (Session *)object;
  size_t count = swiftlet_step_count(self->model);
  uint64_t *times = PyMem_Calloc(count + 1, sizeof *times);
  if (times == NULL) return PyErr_NoMemory();
  if (take(self) != 0) {
    PyMem_Free(times);
    return NULL;
  }
  Watch watch = {times, 0};
  Py_BEGIN_ALLOW_THREADS
  swiftlet_run_observed(self->model, observe, &watch);
  Py_END_ALLOW_THREADS
  give_back(self);
  PyObject *list = PyList_New((Py_ssize_t)count);
  for (size_t step = 0; list != NULL && step < count; step += 1) {
    PyObject *number = PyLong_FromUnsignedLongLong(times[step]);
    if (number == NULL || PyList_SetItem(list, (Py_ssize_t)step, number) != 0) Py_CLEAR(list);
  }
  PyMem_Free(times);
  return list;
}

static PyObject *session_set_threads(PyObject *object, PyObject *argument) {
  Session *self = (Session *)object;
  size_t count = PyLong_AsSize_t(argument);
  if (count == (size_t)-1 && PyErr_Occurred()) return NULL;
  if (take(self) != 0) return NULL;
  swiftlet_threads *team = NULL;
  if (count > 1) {
    team = swiftlet_threads_create(count);
    if (team == NULL) {
      PyErr_SetFromErrno(PyExc_OSError);
      give_back(self);
      return NULL;
    }
  }
  swiftlet_set_threads(self->model, count, swiftlet_threads_run, team);
  swiftlet_threads_destroy(self->threads);
  self->threads = team;
  self->thread_count = count;
  give_back(self);
  Py_RETURN_NONE;
}

static PyObject *described(const Session *self, const swiftlet_tensor *tensor) {
  PyObject *shape = PyTuple_New(tensor->rank);
  for (int32_t axis = 0; shape != NULL && axis < tensor->rank; axis += 1) {
    PyObject *length = PyLong_FromLong(tensor->shape[axis]);
    if (length == NULL || PyTuple_SetItem(shape, axis, length) != 0) Py_CLEAR(shape);
  }
  if (shape == NULL) return NULL;
  PyObject *name = tensor->name == NULL
                       ? (Py_INCREF(Py_None), Py_None)
                       : PyUnicode_DecodeUTF8(tensor->name, (Py_ssize_t)tensor->name_length, "replace");
  if (name == NULL) {
    Py_DECREF(shape);
    return NULL;
  }
  return Py_BuildValue("(NiNNdinn)", name, (int)tensor->element_type, shape,
                       PyBool_FromLong(tensor->is_quantized), (double)tensor->scale, (int)tensor->zero_point,
                       (Py_ssize_t)((uintptr_t)tensor->data - self->arena), (Py_ssize_t)tensor->byte_count);
}

typedef swiftlet_status (*Door)(const swiftlet_model *, size_t, swiftlet_tensor *);

static PyObject *doors(const Session *self, size_t count, Door door) {
  PyObject *list = PyList_New(0);
  for (size_t index = 0; list != NULL && index < count; index += 1) {
    swiftlet_tensor tensor;
    if (door(self->model, index, &tensor) != SWIFTLET_OK) continue;
    PyObject *description = described(self, &tensor);
    if (description == NULL || PyList_Append(list, description) != 0) Py_CLEAR(list);
    Py_XDECREF(description);
  }
  return list;
}

static PyObject *session_inputs(PyObject *object, PyObject *unused) {
  (void)unused;
  Session *self = (Session *)object;
  return doors(self, swiftlet_input_count(self->model), swiftlet_input);
}

static PyObject *session_outputs(PyObject *object, PyObject *unused) {
  (void)unused;
  Session *self = (Session *)object;
  return doors(self, swiftlet_output_count(self->model), swiftlet_output);
}

static PyObject *session_operators(PyObject *object, PyObject *unused) {
  (void)unused;
  Session *self = (Session *)object;
  PyObject *codes = PyList_New(0);
  size_t count = swiftlet_step_count(self->model);
  for (size_t step = 0; codes != NULL && step < count; step += 1) {
    PyObject *code = PyLong_FromLong(swiftlet_step_operator(self->model, step));
    if (code == NULL || PyList_Append(codes, code) != 0) Py_CLEAR(codes);
    Py_XDECREF(code);
  }
  return codes;
}

static PyObject *session_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
  (void)keywords;
  PyObject *kept;
  Py_ssize_t file, file_size, arena, arena_size, threads;
  int set;
  if (!PyArg_ParseTuple(arguments, "Onnnnni", &kept, &file, &file_size, &arena, &arena_size, &threads, &set)) {
    return NULL;
  }
  allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
  Session *self = (Session *)allocate(type, 0);
  if (self == NULL) return NULL;
  atomic_flag_clear(&self->busy);
  self->process = process_number;
  self->arena = (uintptr_t)arena;
  Py_INCREF(kept);
  self->kept = kept;
  self->thread_count = (size_t)threads;
  if (threads > 1) {
    self->threads = swiftlet_threads_create((size_t)threads);
    if (self->threads == NULL) {
      PyErr_SetFromErrno(PyExc_OSError);
      Py_DECREF(self);
      return NULL;
    }
  }
  swiftlet_options options = {(swiftlet_instruction_set)set, (size_t)threads, swiftlet_threads_run, self->threads};
  swiftlet_fault fault;
  swiftlet_status status;
  Py_BEGIN_ALLOW_THREADS
  status = swiftlet_load((const void *)file, (size_t)file_size, (void *)arena, (size_t)arena_size, &options,
                         &self->model, &fault);
  Py_END_ALLOW_THREADS
  if (status == SWIFTLET_OK) return (PyObject *)self;
  Py_DECREF(self);
  return refused(status, &fault);
}

static void session_free(PyObject *object) {
  Session *self = (Session *)object;
  PyTypeObject *type = Py_TYPE(object);
  // The threads of a team that was made before a fork are not there to be ended.
  if (self->process == process_number) swiftlet_threads_destroy(self->threads);
  Py_XDECREF(self->kept);
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(object);
  Py_DECREF(type);
}

static PyMethodDef session_methods[] = {
    {"run", session_run, METH_NOARGS, "Runs the model once, without the interpreter's lock."},
    {"timed_run", session_timed_run, METH_NOARGS, "Runs the model once; the nanoseconds of each step."},
    {"set_threads", session_set_threads, METH_O, "Changes the number of threads."},
    {"inputs", session_inputs, METH_NOARGS, "Describes the inputs."},
    {"outputs", session_outputs, METH_NOARGS, "Describes the outputs."},
    {"operators", session_operators, METH_NOARGS, "The code of each step's operator."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot session_slots[] = {
    {Py_tp_new, session_new},
    {Py_tp_dealloc, session_free},
    {Py_tp_methods, session_methods},
    {Py_tp_doc, "A model that has loaded."},
    {0, NULL},
};

static PyType_Spec session_spec = {"swiftlet._runtime.Session", sizeof(Session), 0, Py_TPFLAGS_DEFAULT, session_slots};

static PyObject *arena_size(PyObject *module, PyObject *arguments) {
  (void)module;
  Py_ssize_t file, file_size;
  if (!PyArg_ParseTuple(arguments, "nn", &file, &file_size)) return NULL;
  size_t size;
  swiftlet_fault fault;
  swiftlet_status status;
  Py_BEGIN_ALLOW_THREADS
  status = swiftlet_arena_size((const void *)file, (size_t)file_size, &size, &fault);
  Py_END_ALLOW_THREADS
  return status == SWIFTLET_OK ? PyLong_FromSize_t(size) : refused(status, &fault);
}

static PyObject *version(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  return PyUnicode_FromString(swiftlet_version());
}

static PyObject *processor_count(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  return PyLong_FromSize_t(swiftlet_threads_processor_count());
}

static PyObject *instruction_sets(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *sets = PyDict_New();
  for (int set = SWIFTLET_PORTABLE; sets != NULL && set <= SWIFTLET_CORTEX_M_DSP; set += 1) {
    swiftlet_instruction_set value = (swiftlet_instruction_set)set;
    if (!swiftlet_instruction_set_supported(value)) continue;
    PyObject *number = PyLong_FromLong(set);
    if (number == NULL || PyDict_SetItemString(sets, swiftlet_instruction_set_name(value), number) != 0) {
      Py_CLEAR(sets);
    }
    Py_XDECREF(number);
  }
  return sets;
}

static PyMethodDef functions[] = {
    {"arena_size", arena_size, METH_VARARGS, "The bytes of arena that a file needs."},
    {"version", version, METH_NOARGS, "The version of the runtime."},
    {"processor_count", processor_count, METH_NOARGS, "The processors that this process may use."},
    {"instruction_sets", instruction_sets, METH_NOARGS, "The number of each instruction set that runs here, by name."},
    {"log_mel_size", log_mel_size, METH_VARARGS, "The bytes of memory that a front end needs."},
    {"log_mel_start", log_mel_start, METH_VARARGS, "Prepares a front end in memory at an address."},
    {"log_mel_push", log_mel_push, METH_VARARGS, "Writes the rows that samples complete."},
    {"log_mel_reset", log_mel_reset, METH_VARARGS, "Forgets the samples of an unfinished row."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "swiftlet._runtime", NULL, -1, functions,
                                        NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__runtime(void) {
  PyObject *module = PyModule_Create(&definition);
  PyObject *session = PyType_FromSpec(&session_spec);
  fault_type = PyErr_NewException("swiftlet._runtime.Fault", NULL, NULL);
  busy_type = PyErr_NewException("swiftlet._runtime.Busy", PyExc_RuntimeError, NULL);
  if (module == NULL || session == NULL || fault_type == NULL || busy_type == NULL) return NULL;
  Py_INCREF(fault_type);
  Py_INCREF(busy_type);
  if (PyModule_AddObject(module, "Session", session) != 0) return NULL;
  if (PyModule_AddObject(module, "Fault", fault_type) != 0) return NULL;
  if (PyModule_AddObject(module, "Busy", busy_type) != 0) return NULL;
  if (pthread_atfork(NULL, NULL, count_fork) != 0) return PyErr_NoMemory();
  return module;
}
