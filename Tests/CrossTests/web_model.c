/* A model in WebAssembly, for web.js. */

#include <swiftlet.h>

#include "web.h"

static swiftlet_model *model;

/* Loads a model for an instruction set, and returns the status. */
EXPORTED int start(const void *file, size_t file_size, swiftlet_instruction_set set) {
  swiftlet_options options = {.instruction_set = set};
  swiftlet_fault fault;
  size_t size;
  if (swiftlet_arena_size(file, file_size, &size, &fault)) return fault.status;
  return swiftlet_load(file, file_size, reserve(size), size, &options, &model, &fault);
}

EXPORTED swiftlet_tensor *tensor(size_t index, int is_output) {
  static swiftlet_tensor found;
  swiftlet_status status =
      is_output ? swiftlet_output(model, index, &found) : swiftlet_input(model, index, &found);
  return status == SWIFTLET_OK ? &found : NULL;
}

EXPORTED void *data_of(const swiftlet_tensor *tensor) { return tensor->data; }

EXPORTED size_t size_of(const swiftlet_tensor *tensor) { return tensor->byte_count; }

EXPORTED void run(void) { swiftlet_run(model); }
