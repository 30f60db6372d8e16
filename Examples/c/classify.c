// Runs a model once: classify model.swiftlet [input.bytes]
//
// The input is the bytes of the model's first input; without one, it is all zeros. Each output is
// printed as real numbers, its name before them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <swiftlet.h>

/// Reads a file into memory that is aligned for the library.
static void *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return perror(path), NULL;
  *size = (size_t)ftell(file);
  rewind(file);
  void *bytes = aligned_alloc(SWIFTLET_FILE_ALIGNMENT, (*size | (SWIFTLET_FILE_ALIGNMENT - 1)) + 1);
  if (bytes == NULL || fread(bytes, 1, *size, file) != *size) return perror(path), NULL;
  fclose(file);
  return bytes;
}

/// The real number that an element stands for.
static float real(const swiftlet_tensor *tensor, size_t index) {
  switch (tensor->element_type) {
    case SWIFTLET_FLOAT32: return ((const float *)tensor->data)[index];
    case SWIFTLET_INT8:
      return tensor->scale * (float)(((const int8_t *)tensor->data)[index] - tensor->zero_point);
    case SWIFTLET_UINT8:
      return tensor->scale * (float)(((const uint8_t *)tensor->data)[index] - tensor->zero_point);
    case SWIFTLET_INT32: return (float)((const int32_t *)tensor->data)[index];
    default: return 0;
  }
}

static int refuse(const char *what, const swiftlet_fault *fault) {
  fprintf(stderr, "%s: %s (step %d, subject %td, needed %td, found %td)\n", what,
          swiftlet_status_name(fault->status), (int)fault->step, fault->subject, fault->needed,
          fault->found);
  return 1;
}

int main(int count, char **words) {
  if (count < 2) return fprintf(stderr, "classify model.swiftlet [input.bytes]\n"), 2;
  size_t file_size, arena_size, input_size = 0;
  void *file = read_file(words[1], &file_size);
  void *bytes = count > 2 ? read_file(words[2], &input_size) : NULL;
  if (file == NULL || (count > 2 && bytes == NULL)) return 1;

  swiftlet_fault fault;
  if (swiftlet_arena_size(file, file_size, &arena_size, &fault)) return refuse(words[1], &fault);
  void *arena = aligned_alloc(SWIFTLET_ARENA_ALIGNMENT, (arena_size | (SWIFTLET_ARENA_ALIGNMENT - 1)) + 1);
  swiftlet_model *model;
  if (swiftlet_load(file, file_size, arena, arena_size, NULL, &model, &fault)) {
    return refuse(words[1], &fault);
  }
  swiftlet_tensor tensor;
  for (size_t index = 0; swiftlet_input(model, index, &tensor) == SWIFTLET_OK; index++) {
    memset(tensor.data, 0, tensor.byte_count);
    if (index > 0 || bytes == NULL) continue;
    if (input_size != tensor.byte_count) {
      return fprintf(stderr, "%s: %zu bytes, not %zu\n", words[2], input_size, tensor.byte_count), 1;
    }
    memcpy(tensor.data, bytes, input_size);
  }
  swiftlet_run(model);
  for (size_t index = 0; swiftlet_output(model, index, &tensor) == SWIFTLET_OK; index++) {
    printf("%s:", tensor.name ? tensor.name : "output");
    for (size_t i = 0; i < tensor.element_count; i++) printf(" %g", (double)real(&tensor, i));
    printf("\n");
  }
  free(arena), free(bytes), free(file);
  return 0;
}
