// The door from Python to swiftlet_sound.h. Memory, samples and rows are arrays of the caller's, told by their
// addresses, which the package's Python code keeps alive and large enough.

#include "_sound.h"

#include <string.h>

#include "swiftlet_sound.h"

// Takes the settings, six numbers in the order of the structure.
#define SETTINGS "iiiiii"
#define PLACES(s) &s.sample_rate, &s.window_ms, &s.hop_ms, &s.mel_count, &s.lower_hz, &s.upper_hz

// Raises a ValueError of the status's name; returns 0 where all is well.
static int refused(swiftlet_log_mel_status status) {
  if (status == SWIFTLET_LOG_MEL_OK) return 0;
  PyErr_SetString(PyExc_ValueError, swiftlet_log_mel_status_name(status));
  return 1;
}

PyObject *log_mel_size(PyObject *module, PyObject *arguments) {
  (void)module;
  swiftlet_log_mel_settings settings;
  size_t size;
  if (!PyArg_ParseTuple(arguments, SETTINGS, PLACES(settings))) return NULL;
  return refused(swiftlet_log_mel_size(&settings, &size)) ? NULL : PyLong_FromSize_t(size);
}

PyObject *log_mel_start(PyObject *module, PyObject *arguments) {
  (void)module;
  swiftlet_log_mel_settings settings;
  swiftlet_log_mel *log_mel;
  Py_ssize_t memory, size;
  if (!PyArg_ParseTuple(arguments, SETTINGS "nn", PLACES(settings), &memory, &size)) return NULL;
  if (refused(swiftlet_log_mel_start(&settings, (void *)memory, (size_t)size, &log_mel))) return NULL;
  return PyLong_FromSsize_t((Py_ssize_t)log_mel);
}

PyObject *log_mel_push(PyObject *module, PyObject *arguments) {
  (void)module;
  Py_ssize_t log_mel, start, sample_count, rows, row_count, width;
  if (!PyArg_ParseTuple(arguments, "nnnnnn", &log_mel, &start, &sample_count, &rows, &row_count, &width)) return NULL;
  const int16_t *samples = (const int16_t *)start, *row;
  size_t count = (size_t)sample_count;
  Py_ssize_t made = 0;
  Py_BEGIN_ALLOW_THREADS
  while (made < row_count && (row = swiftlet_log_mel_next((swiftlet_log_mel *)log_mel, &samples, &count)) != NULL) {
    memcpy((int16_t *)rows + made * width, row, (size_t)width * sizeof *row);
    made += 1;
  }
  Py_END_ALLOW_THREADS
  return PyLong_FromSsize_t(made);
}

PyObject *log_mel_reset(PyObject *module, PyObject *arguments) {
  (void)module;
  Py_ssize_t log_mel;
  if (!PyArg_ParseTuple(arguments, "n", &log_mel)) return NULL;
  swiftlet_log_mel_reset((swiftlet_log_mel *)log_mel);
  Py_RETURN_NONE;
}
