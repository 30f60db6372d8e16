/*
 * Runs kernels and models once each between marks that callgrind understands, so that it counts their
 * instructions and nothing else.
 *
 *   count [NAME=MODEL.swiftlet…]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CSwiftletKernels.h>
#include <swiftlet.h>
#include <valgrind/callgrind.h>

static void fail(const char *reason, const char *subject) {
  fprintf(stderr, "count: %s %s\n", reason, subject);
  exit(1);
}

/* Zeros at a multiple of 64 bytes: no count depends on what is multiplied. */
static void *zeros(size_t byte_count) {
  size_t rounded = (byte_count + 127) / 64 * 64;
  void *bytes = aligned_alloc(64, rounded);
  if (!bytes) fail("there is no memory for", "an operand");
  return memset(bytes, 0, rounded);
}

#define COUNT(name, statement)        \
  do {                                \
    CALLGRIND_ZERO_STATS;             \
    CALLGRIND_TOGGLE_COLLECT;         \
    statement;                        \
    CALLGRIND_TOGGLE_COLLECT;         \
    CALLGRIND_DUMP_STATS_AT(name);    \
  } while (0)

/* Rows without offsets, rows of a window of 3 by 3, one row, and the tails of both sides. */
static const struct {
  const char *name;
  int32_t rows, taps, depth, channels;
} dots[] = {
    {"pointwise 128x64x64", 128, 1, 64, 64},   {"3x3 64x16x16", 64, 9, 16, 16},
    {"3x3 32x64x64", 32, 9, 64, 64},           {"patches 128x27x16", 128, 1, 27, 16},
    {"one row 640x128", 1, 1, 640, 128},       {"tails 37x45x70", 37, 1, 45, 70},
    {"few channels 128x16x8", 128, 1, 16, 8},
};

static int32_t *offsets_of(int32_t taps, int32_t rows, int32_t step) {
  int32_t *offsets = zeros((size_t)(taps * rows) * sizeof *offsets);
  for (int32_t i = 0; i < taps * rows; i++) offsets[i] = i % 7 == 6 ? -1 : (i % rows) * step;
  return offsets;
}

static void count_dot_int8(const char *set, void (*kernel)(const swiftlet_dot_int8 *)) {
  for (size_t i = 0; i < sizeof dots / sizeof *dots; i++) {
    int32_t reduction = dots[i].taps * dots[i].depth, rows = dots[i].rows;
    int32_t channels = dots[i].channels;
    swiftlet_dot_int8 job = {
        .input = zeros((size_t)(rows * dots[i].depth)),
        .offsets = dots[i].taps > 1 ? offsets_of(dots[i].taps, rows, dots[i].depth) : NULL,
        .offset_stride = rows, .padding = zeros((size_t)dots[i].depth),
        .row_stride = dots[i].depth, .row_count = rows, .tap_count = dots[i].taps,
        .tap_depth = dots[i].depth,
        .blocks = zeros((size_t)(8 + (reduction + 3) / 4 * 4) * (size_t)(channels + 15)),
        .channel_count = channels, .has_multipliers = 1, .minimum = -128, .maximum = 127,
        .output = zeros((size_t)(rows * channels)), .output_stride = channels,
    };
    char name[128];
    snprintf(name, sizeof name, "dot int8 %s, %s", dots[i].name, set);
    COUNT(name, kernel(&job));
  }
}

static void count_dot_float32(const char *set, void (*kernel)(const swiftlet_dot_float32 *)) {
  for (size_t i = 0; i < sizeof dots / sizeof *dots; i++) {
    int32_t reduction = dots[i].taps * dots[i].depth, rows = dots[i].rows;
    int32_t channels = dots[i].channels;
    swiftlet_dot_float32 job = {
        .input = zeros((size_t)(rows * dots[i].depth) * 4),
        .offsets = dots[i].taps > 1 ? offsets_of(dots[i].taps, rows, dots[i].depth) : NULL,
        .offset_stride = rows, .padding = zeros((size_t)dots[i].depth * 4),
        .row_stride = dots[i].depth, .row_count = rows, .tap_count = dots[i].taps,
        .tap_depth = dots[i].depth,
        .blocks = zeros((size_t)(4 + reduction * 4) * (size_t)(channels + 15)),
        .channel_count = channels, .minimum = -1, .maximum = 1,
        .output = zeros((size_t)(rows * channels) * 4), .output_stride = channels,
    };
    char name[128];
    snprintf(name, sizeof name, "dot float32 %s, %s", dots[i].name, set);
    COUNT(name, kernel(&job));
  }
}

static const struct {
  const char *name;
  int32_t pixels, taps, channels;
} depthwises[] = {
    {"3x3 56x64", 56, 9, 64},
    {"3x3 48x8", 48, 9, 8},
    {"5x5 28x40", 28, 25, 40},
};

static void count_depthwise_int8(const char *set,
                                 void (*kernel)(const swiftlet_depthwise_int8 *)) {
  for (size_t i = 0; i < sizeof depthwises / sizeof *depthwises; i++) {
    int32_t pixels = depthwises[i].pixels, taps = depthwises[i].taps;
    int32_t channels = depthwises[i].channels;
    swiftlet_depthwise_int8 job = {
        .input = zeros((size_t)(pixels * channels)),
        .offsets = offsets_of(taps, pixels, channels), .offset_stride = pixels,
        .padding = zeros((size_t)channels), .pixel_count = pixels, .tap_count = taps,
        .blocks = zeros((size_t)(8 + taps) * (size_t)(channels + 15)),
        .channel_count = channels, .has_multipliers = 1, .minimum = -128, .maximum = 127,
        .output = zeros((size_t)(pixels * channels)), .output_stride = channels,
    };
    char name[128];
    snprintf(name, sizeof name, "depthwise int8 %s, %s", depthwises[i].name, set);
    COUNT(name, kernel(&job));
  }
}

/* Windows of 3 by 3 or 5 by 5 with a border, in the middle and at the end of a network. */
static const struct {
  const char *name;
  int32_t side, channels, kernel, stride;
} windows[] = {
    {"3x3 28x28x64", 28, 64, 3, 1}, {"3x3 by 2 28x28x64", 28, 64, 3, 2},
    {"3x3 48x48x8", 48, 8, 3, 1},   {"3x3 7x7x64", 7, 64, 3, 1},
    {"5x5 14x14x40", 14, 40, 5, 1},
};

static void count_depthwise_window_int8(const char *set,
                                        void (*kernel)(const swiftlet_depthwise_int8 *,
                                                       const swiftlet_depthwise_window *)) {
  for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
    int32_t side = windows[i].side, channels = windows[i].channels, taps = windows[i].kernel;
    int32_t output_side = (side - 1) / windows[i].stride + 1;
    swiftlet_depthwise_window window = {
        .input_height = side, .input_width = side, .input_stride = channels, .height = taps,
        .width = taps, .stride_height = windows[i].stride, .stride_width = windows[i].stride,
        .top = taps / 2, .left = taps / 2, .output_width = output_side,
        .line_count = output_side,
    };
    swiftlet_depthwise_int8 job = {
        .input = zeros((size_t)(side * side * channels)), .padding = zeros((size_t)channels),
        .tap_count = taps * taps,
        .blocks = zeros((size_t)(8 + taps * taps) * (size_t)(channels + 15)),
        .channel_count = channels, .has_multipliers = 1, .minimum = -128, .maximum = 127,
        .output = zeros((size_t)(output_side * output_side * channels)),
        .output_stride = channels,
    };
    char name[128];
    snprintf(name, sizeof name, "depthwise window int8 %s, %s", windows[i].name, set);
    COUNT(name, kernel(&job, &window));
  }
}

static void count_depthwise_float32(const char *set,
                                    void (*kernel)(const swiftlet_depthwise_float32 *)) {
  for (size_t i = 0; i < sizeof depthwises / sizeof *depthwises; i++) {
    int32_t pixels = depthwises[i].pixels, taps = depthwises[i].taps;
    int32_t channels = depthwises[i].channels;
    swiftlet_depthwise_float32 job = {
        .input = zeros((size_t)(pixels * channels) * 4),
        .offsets = offsets_of(taps, pixels, channels), .offset_stride = pixels,
        .padding = zeros((size_t)channels * 4), .pixel_count = pixels, .tap_count = taps,
        .blocks = zeros((size_t)(4 + taps * 4) * (size_t)(channels + 15)),
        .channel_count = channels, .minimum = -1, .maximum = 1,
        .output = zeros((size_t)(pixels * channels) * 4), .output_stride = channels,
    };
    char name[128];
    snprintf(name, sizeof name, "depthwise float32 %s, %s", depthwises[i].name, set);
    COUNT(name, kernel(&job));
  }
}

static void *contents(const char *path, size_t *byte_count) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) fail("cannot open", path);
  long end = ftell(file);
  if (end <= 0) fail("cannot measure", path);
  *byte_count = (size_t)end;
  void *bytes = zeros(*byte_count);
  rewind(file);
  if (fread(bytes, 1, *byte_count, file) != *byte_count) fail("cannot read", path);
  fclose(file);
  return bytes;
}

/* Loads a model, and runs it twice: the first run finds every branch of the dynamic linker taken. */
static void count_model(const char *name, const char *path, swiftlet_instruction_set set) {
  size_t file_size, arena_size;
  const void *file = contents(path, &file_size);
  if (swiftlet_arena_size(file, file_size, &arena_size, NULL)) fail("cannot measure", path);
  swiftlet_options options = {.instruction_set = set};
  swiftlet_model *model;
  void *arena = zeros(arena_size);
  swiftlet_fault fault;
  char label[128];
  snprintf(label, sizeof label, "load of %s, %s", name, swiftlet_instruction_set_name(set));
  COUNT(label, swiftlet_load(file, file_size, arena, arena_size, &options, &model, &fault));
  if (fault.status) fail("cannot load", path);
  swiftlet_run(model);
  snprintf(label, sizeof label, "run of %s, %s", name, swiftlet_instruction_set_name(set));
  COUNT(label, swiftlet_run(model));
}

int main(int argument_count, char **arguments) {
  count_dot_int8("portable", swiftlet_dot_int8_portable);
  count_dot_int8("sse4.1", swiftlet_dot_int8_sse41);
  count_dot_int8("avx2", swiftlet_dot_int8_avx2);
  count_dot_float32("portable", swiftlet_dot_float32_portable);
  count_dot_float32("avx2", swiftlet_dot_float32_avx2);
  count_depthwise_int8("portable", swiftlet_depthwise_int8_portable);
  count_depthwise_int8("sse4.1", swiftlet_depthwise_int8_sse41);
  count_depthwise_int8("avx2", swiftlet_depthwise_int8_avx2);
  count_depthwise_window_int8("avx2", swiftlet_depthwise_window_int8_avx2);
  count_depthwise_float32("portable", swiftlet_depthwise_float32_portable);
  count_depthwise_float32("avx2", swiftlet_depthwise_float32_avx2);
  for (int i = 1; i < argument_count; i++) {
    char *path = strchr(arguments[i], '=');
    if (!path) fail("there is no '=' in", arguments[i]);
    *path++ = 0;
    count_model(arguments[i], path, SWIFTLET_PORTABLE);
    count_model(arguments[i], path, SWIFTLET_AVX2);
  }
  return 0;
}
