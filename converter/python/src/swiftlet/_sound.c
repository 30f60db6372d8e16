// The door from Python to swiftlet_sound.h. Memory, samples and rows are arrays of the caller's, told by their
// addresses and sizes, which the package's Python code keeps alive. The width of a row is never the caller's to say: it
// lies in the memory, before the front end, where log_mel_start wrote what it was checked with.

#include "_sound.h"

#include <string.h>

#include "swiftlet_sound.h"

// Takes the settings, six numbers in the order of the structure.
#define SETTINGS "iiiiii"
#define PLACES(s) &s.sample_rate, &s.window_ms, &s.hop_ms, &s.mel_count, &s.lower_hz, &s.upper_hz

// What lies at the start of the memory; the front end follows it.
typedef struct {
  _Alignas(SWIFTLET_LOG_MEL_ALIGNMENT) swiftlet_log_mel *front_end;
  size_t width;
} Head;

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
  return refused(swiftlet_log_mel_size(&settings, &size)) ? NULL : PyLong_FromSize_t(sizeof(Head) + size);
}

PyObject *log_mel_start(PyObject *module, PyObject *arguments) {
  (void)module;
  swiftlet_log_mel_settings settings;
  Py_ssize_t memory, size;
  if (!PyArg_ParseTuple(arguments, SETTINGS "nn", PLACES(settings), &memory, &size)) return NULL;
  if (memory == 0 || size < (Py_ssize_t)sizeof(Head)) {
    refused(SWIFTLET_LOG_MEL_MEMORY_TOO_SMALL);
    return NULL;
  }
  if (memory % SWIFTLET_LOG_MEL_ALIGNMENT != 0) {
    refused(SWIFTLET_LOG_MEL_MEMORY_MISALIGNED);
    return NULL;
  }
  Head *head = (Head *)memory;
  if (refused(swiftlet_log_mel_start(&settings, head + 1, (size_t)size - sizeof(Head), &head->front_end))) return NULL;
  head->width = (size_t)settings.mel_count;
  return PyLong_FromSsize_t(memory);
}

PyObject *log_mel_push(PyObject *module, PyObject *arguments) {
  (void)module;
  Py_ssize_t log_mel, start, sample_count, rows, room;
  if (!PyArg_ParseTuple(arguments, "nnnnn", &log_mel, &start, &sample_count, &rows, &room)) return NULL;
  if (log_mel == 0 || sample_count < 0 || room < 0) {
    PyErr_SetString(PyExc_ValueError, "no front end, or a negative size");
    return NULL;
  }
  const Head *head = (const Head *)log_mel;
  const int16_t *samples = (const int16_t *)start, *row;
  size_t count = (size_t)sample_count, made = 0, row_count = (size_t)room / (head->width * sizeof *row);
  Py_BEGIN_ALLOW_THREADS
  while (made < row_count && (row = swiftlet_log_mel_next(head->front_end, &samples, &count)) != NULL) {
    memcpy((int16_t *)rows + made * head->width, row, head->width * sizeof *row);
    made += 1;
  }
  Py_END_ALLOW_THREADS
  return PyLong_FromSize_t(made);
}

PyObject *log_mel_reset(PyObject *module, PyObject *arguments) {
  (void)module;
  Py_ssize_t log_mel;
  if (!PyArg_ParseTuple(arguments, "n", &log_mel)) return NULL;
  if (log_mel != 0) swiftlet_log_mel_reset(((const Head *)log_mel)->front_end);
  Py_RETURN_NONE;
}
