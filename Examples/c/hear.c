// Says which class a model hears at the start of a recording: hear model.swiftlet sound.wav [labels.txt]
//
// The model takes the features that models/keywords does, and gives a score for each class. The
// recording has one channel of 16-bit samples at 8 kHz.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <swiftlet.h>
#include <swiftlet_sound.h>

static const swiftlet_log_mel_settings settings = {8000, 32, 24, 32, 80, 3800};

/// Reads a file into memory that is aligned for the library, and ends it with a zero byte.
static char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return perror(path), NULL;
  *size = (size_t)ftell(file);
  rewind(file);
  char *bytes = aligned_alloc(SWIFTLET_FILE_ALIGNMENT, (*size | (SWIFTLET_FILE_ALIGNMENT - 1)) + 1);
  if (bytes == NULL || fread(bytes, 1, *size, file) != *size) return perror(path), NULL;
  bytes[*size] = 0;
  fclose(file);
  return bytes;
}

/// Writes the features of a sound to an int8 or float input; what is missing of it stays silence.
static int write_features(const swiftlet_tensor *input, const int16_t *samples, size_t count) {
  size_t size, width = (size_t)settings.mel_count, rows = input->element_count / width;
  swiftlet_log_mel *log_mel;
  swiftlet_log_mel_status status = swiftlet_log_mel_size(&settings, &size);
  void *memory = aligned_alloc(SWIFTLET_LOG_MEL_ALIGNMENT, (size + 7) / 8 * 8);
  if (!status) status = swiftlet_log_mel_start(&settings, memory, size, &log_mel);
  if (status) return fprintf(stderr, "%s\n", swiftlet_log_mel_status_name(status)), 1;

  static const int16_t silence[256];
  for (size_t row = 0; row < rows; row++) {
    const int16_t *features = swiftlet_log_mel_next(log_mel, &samples, &count);
    while (features == NULL) {
      const int16_t *next = silence;
      size_t length = sizeof silence / sizeof *silence;
      features = swiftlet_log_mel_next(log_mel, &next, &length);
    }
    if (input->element_type == SWIFTLET_INT8) {
      swiftlet_log_mel_int8(features, width, input->scale, input->zero_point,
                            (int8_t *)input->data + row * width);
    } else {
      swiftlet_log_mel_reals(features, width, (float *)input->data + row * width);
    }
  }
  free(memory);
  return 0;
}

/// The real score of a class.
static float score(const swiftlet_tensor *output, size_t index) {
  if (output->element_type == SWIFTLET_FLOAT32) return ((const float *)output->data)[index];
  return output->scale * (float)(((const int8_t *)output->data)[index] - output->zero_point);
}

/// Prints a line of a text.
static void print_line(const char *text, size_t index) {
  while (index-- > 0 && text != NULL) text = (text = strchr(text, '\n')) == NULL ? NULL : text + 1;
  if (text != NULL) printf("%.*s ", (int)strcspn(text, "\r\n"), text);
}

int main(int count, char **words) {
  if (count < 3) return fprintf(stderr, "hear model.swiftlet sound.wav [labels.txt]\n"), 2;
  size_t file_size, wave_size, label_size, arena_size;
  char *file = read_file(words[1], &file_size), *wave = read_file(words[2], &wave_size);
  char *labels = count > 3 ? read_file(words[3], &label_size) : NULL;
  if (file == NULL || wave == NULL || (count > 3 && labels == NULL)) return 1;
  // The plainest header: 44 bytes, then the samples.
  if (wave_size < 46 || memcmp(wave, "RIFF", 4) != 0 || memcmp(wave + 36, "data", 4) != 0) {
    return fprintf(stderr, "%s: no plain recording\n", words[2]), 1;
  }

  swiftlet_fault fault;
  swiftlet_model *model;
  swiftlet_tensor input, output;
  swiftlet_status status = swiftlet_arena_size(file, file_size, &arena_size, &fault);
  void *arena = status ? NULL : aligned_alloc(SWIFTLET_ARENA_ALIGNMENT, (arena_size | 15) + 1);
  if (!status) status = swiftlet_load(file, file_size, arena, arena_size, NULL, &model, &fault);
  if (!status) status = swiftlet_input(model, 0, &input);
  if (!status) status = swiftlet_output(model, 0, &output);
  if (status) return fprintf(stderr, "%s: %s\n", words[1], swiftlet_status_name(status)), 1;

  if (write_features(&input, (const int16_t *)(wave + 44), (wave_size - 44) / 2)) return 1;
  swiftlet_run(model);
  size_t best = 0;
  for (size_t i = 1; i < output.element_count; i++) {
    if (score(&output, i) > score(&output, best)) best = i;
  }
  print_line(labels, best);
  printf("class %zu, score %.3f\n", best, (double)score(&output, best));
  free(arena), free(file), free(wave), free(labels);
  return 0;
}
