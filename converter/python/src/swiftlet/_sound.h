// What _sound.c adds to the module that _runtime.c makes: a door to swiftlet_sound.h, of functions that take addresses.
#ifndef SWIFTLET_PYTHON_SOUND_H
#define SWIFTLET_PYTHON_SOUND_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *log_mel_size(PyObject *module, PyObject *arguments);
PyObject *log_mel_start(PyObject *module, PyObject *arguments);
PyObject *log_mel_push(PyObject *module, PyObject *arguments);
PyObject *log_mel_reset(PyObject *module, PyObject *arguments);

#endif
