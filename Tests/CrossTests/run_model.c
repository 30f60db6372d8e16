// Runs a model once: run_model model.swiftlet input.bytes output.bytes [instruction set]
//
// The input file holds the bytes of all inputs, one behind the other; the output file gets those of
// all outputs.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <swiftlet.h>

/// Reads a file into memory that is aligned for the library.
static unsigned char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return perror(path), NULL;
  *size = (size_t)ftell(file);
  rewind(file);
  unsigned char *bytes =
      aligned_alloc(SWIFTLET_FILE_ALIGNMENT, (*size | (SWIFTLET_FILE_ALIGNMENT - 1)) + 1);
  if (bytes == NULL || fread(bytes, 1, *size, file) != *size) return perror(path), NULL;
  fclose(file);
  return bytes;
}

static int refuse(const char *what, const swiftlet_fault *fault) {
  fprintf(stderr, "%s: %s at step %d\n", what, swiftlet_status_name(fault->status),
          (int)fault->step);
  return 1;
}

int main(int count, char **words) {
  if (count < 4) return fprintf(stderr, "run_model model input output [set]\n"), 2;
  size_t file_size, input_size, arena_size, position = 0;
  unsigned char *file = read_file(words[1], &file_size);
  unsigned char *bytes = read_file(words[2], &input_size);
  if (file == NULL || bytes == NULL) return 1;

  swiftlet_fault fault;
  swiftlet_options options;
  memset(&options, 0, sizeof options);
  if (count > 4 && swiftlet_instruction_set_named(words[4], &options.instruction_set)) return 2;
  if (swiftlet_arena_size(file, file_size, &arena_size, &fault)) return refuse(words[1], &fault);
  void *arena =
      aligned_alloc(SWIFTLET_ARENA_ALIGNMENT, (arena_size | (SWIFTLET_ARENA_ALIGNMENT - 1)) + 1);
  swiftlet_model *model;
  if (swiftlet_load(file, file_size, arena, arena_size, &options, &model, &fault)) {
    return refuse(words[1], &fault);
  }
  swiftlet_tensor tensor;
  for (size_t index = 0; swiftlet_input(model, index, &tensor) == SWIFTLET_OK; index++) {
    if (tensor.byte_count > input_size - position) {
      return fprintf(stderr, "%s: %zu bytes are too few\n", words[2], input_size), 1;
    }
    memcpy(tensor.data, bytes + position, tensor.byte_count);
    position += tensor.byte_count;
  }
  swiftlet_run(model);
  FILE *output = fopen(words[3], "wb");
  if (output == NULL) return perror(words[3]), 1;
  for (size_t index = 0; swiftlet_output(model, index, &tensor) == SWIFTLET_OK; index++) {
    fwrite(tensor.data, 1, tensor.byte_count, output);
  }
  printf("%s\n", swiftlet_instruction_set_name(swiftlet_instruction_set_best()));
  free(arena), free(bytes), free(file);
  return fclose(output) != 0;
}
