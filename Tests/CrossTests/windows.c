/*
 * Holds every kernel over a window and every pool that this machine can run against a plain
 * definition, and prints a checksum of the results, which is the same on every machine. Ends with
 * status 1 at the first difference.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CSwiftletKernels.h"

static uint64_t state = 1;

static uint32_t next(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33);
}

static int32_t between(int32_t low, int32_t high) {
  return low + (int32_t)(next() % (uint32_t)(high - low + 1));
}

static uint64_t checksum = 14695981039346656037u;

static void add_to_checksum(const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    checksum = (checksum ^ ((const uint8_t *)bytes)[i]) * 1099511628211u;
  }
}

enum { limit = 1 << 17 };
static _Alignas(64) uint8_t blocks[limit];
static int8_t input[limit], padding[limit], expected[limit], observed[limit];
static float float_input[limit], float_padding[limit], float_expected[limit],
    float_observed[limit];
static int32_t offsets[limit];

static void compare(const char *name, const void *left, const void *right, size_t size) {
  if (memcmp(left, right, size) == 0) return;
  printf("%s differs from the definition\n", name);
  exit(1);
}

typedef struct {
  const char *name;
  uint32_t set;
  void (*window_int8)(const swiftlet_depthwise_int8 *, const swiftlet_depthwise_window *);
  void (*window_float32)(const swiftlet_depthwise_float32 *, const swiftlet_depthwise_window *);
  void (*mean_int8)(const swiftlet_pool_int8 *);
  void (*maximum_int8)(const swiftlet_pool_int8 *);
  void (*mean_float32)(const swiftlet_pool_float32 *);
  void (*maximum_float32)(const swiftlet_pool_float32 *);
} variant;

#define POOLS(set) \
  swiftlet_pool_mean_int8_##set, swiftlet_pool_maximum_int8_##set, \
      swiftlet_pool_mean_float32_##set, swiftlet_pool_maximum_float32_##set

static const variant variants[] = {
#if defined(__x86_64__)
    {"avx2", swiftlet_set_avx2, swiftlet_depthwise_window_int8_avx2,
     swiftlet_depthwise_window_float32_avx2, POOLS(avx2)},
    {"avx-vnni", swiftlet_set_avxvnni, swiftlet_depthwise_window_int8_avxvnni, NULL, NULL, NULL,
     NULL, NULL},
    {"avx512-vnni", swiftlet_set_avx512vnni, swiftlet_depthwise_window_int8_avx512vnni,
     swiftlet_depthwise_window_float32_avx512, POOLS(avx512)},
#elif defined(__aarch64__)
    {"neon", swiftlet_set_neon, swiftlet_depthwise_window_int8_neon,
     swiftlet_depthwise_window_float32_neon, POOLS(neon)},
    {"dotprod", swiftlet_set_dotprod, swiftlet_depthwise_window_int8_dotprod, NULL, NULL, NULL,
     NULL, NULL},
#endif
};
enum { variant_count = sizeof variants / sizeof *variants };

static int runs(int index) {
  return (swiftlet_instruction_sets() & variants[index].set) != 0;
}

static swiftlet_depthwise_window any_window(int32_t channels) {
  int32_t height = between(1, 7), width = between(1, 7), top = between(0, 3), left = between(0, 3);
  if (next() % 2) height = width = next() % 2 ? 3 : 5;
  swiftlet_depthwise_window window = {
      .input_height = between(height, 9), .input_width = between(width, 20),
      .input_stride = channels, .height = height, .width = width, .stride_height = between(1, 3),
      .stride_width = between(1, 3), .top = top, .left = left};
  window.output_width =
      (window.input_width + left + between(0, 3) - width) / window.stride_width + 1;
  window.line_count = (window.input_height + top - height) / window.stride_height + 1;
  return window;
}

static void fill_offsets(const swiftlet_depthwise_window *window) {
  int32_t *at = offsets;
  for (int32_t tap = 0; tap < window->height * window->width; tap++) {
    for (int32_t i = 0; i < window->line_count * window->output_width; i++) {
      int32_t line = i / window->output_width * window->stride_height - window->top +
                     tap / window->width;
      int32_t column = i % window->output_width * window->stride_width - window->left +
                       tap % window->width;
      int is_inside = line >= 0 && line < window->input_height && column >= 0 &&
                      column < window->input_width;
      int32_t place = (line * window->input_width + column) * (int32_t)window->input_stride;
      *at++ = is_inside ? place : -1;
    }
  }
}

static void test_int8(int32_t channels) {
  swiftlet_depthwise_window window = any_window(channels);
  int32_t taps = window.height * window.width, pixels = window.line_count * window.output_width;
  for (int32_t i = 0; i < limit; i++) input[i] = (int8_t)next(), blocks[i] = (uint8_t)next();
  memset(padding, (int)next(), (size_t)channels);
  fill_offsets(&window);
  swiftlet_depthwise_int8 job = {
      .input = input, .offsets = offsets, .offset_stride = pixels, .padding = padding,
      .pixel_count = pixels, .tap_count = taps, .blocks = blocks, .channel_count = channels,
      .multiplier = 1e-8f, .weight_zero_point = next() % 2 ? 0 : between(-127, 127),
      .output_zero_point = 5, .minimum = -125, .maximum = 120, .output = expected,
      .output_stride = channels};
  swiftlet_depthwise_int8_portable(&job);
  add_to_checksum(expected, (size_t)(pixels * channels));
  job.offsets = NULL, job.output = observed;
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || !variants[i].window_int8) continue;
    variants[i].window_int8(&job, &window);
    compare(variants[i].name, observed, expected, (size_t)(pixels * channels));
  }
}

static void test_float32(int32_t channels) {
  swiftlet_depthwise_window window = any_window(channels);
  int32_t taps = window.height * window.width, pixels = window.line_count * window.output_width;
  for (int32_t i = 0; i < limit; i++) float_input[i] = (float)between(-1000, 1000) / 500.0f;
  for (size_t i = 0; i < limit; i += 4) {
    float weight = (float)between(-1000, 1000) / 300.0f;
    memcpy(blocks + i, &weight, 4);
  }
  memset(float_padding, 0, sizeof float_padding);
  fill_offsets(&window);
  swiftlet_depthwise_float32 job = {
      .input = float_input, .offsets = offsets, .offset_stride = pixels, .padding = float_padding,
      .pixel_count = pixels, .tap_count = taps, .blocks = blocks, .channel_count = channels,
      .minimum = -9, .maximum = 9, .output = float_expected, .output_stride = channels};
  swiftlet_depthwise_float32_portable(&job);
  add_to_checksum(float_expected, (size_t)(pixels * channels) * sizeof(float));
  job.offsets = NULL, job.output = float_observed;
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || !variants[i].window_float32) continue;
    variants[i].window_float32(&job, &window);
    compare(variants[i].name, float_observed, float_expected,
            (size_t)(pixels * channels) * sizeof(float));
  }
}

static int32_t clamped(int32_t value, int32_t low, int32_t high) {
  return value < low ? low : value > high ? high : value;
}

static void test_pools(int32_t channels) {
  int32_t lines = between(1, 6), columns = between(1, 60), half = next() % 2;
  int32_t count = lines * columns;
  for (int32_t i = 0; i < count * channels; i++) {
    input[i] = (int8_t)next();
    float_input[i] = (float)input[i] / 3.0f;
  }
  swiftlet_pool_int8 job = {
      .input = input, .line_stride = columns * channels, .column_stride = channels,
      .line_count = lines, .column_count = columns, .channel_count = channels, .divisor = count,
      .rounds_half_up = half, .minimum = -100, .maximum = 100, .output = observed};
  swiftlet_pool_float32 real = {
      .input = float_input, .line_stride = columns * channels, .column_stride = channels,
      .line_count = lines, .column_count = columns, .channel_count = channels,
      .divisor = (float)count, .minimum = -20, .maximum = 20, .output = float_observed};
  int8_t *means = expected, *maxima = expected + channels;
  float *float_means = float_expected, *float_maxima = float_expected + channels;
  for (int32_t channel = 0; channel < channels; channel++) {
    int32_t sum = 0, greatest = -128;
    float total = 0;
    for (int32_t i = 0; i < count; i++) {
      int32_t x = input[i * channels + channel];
      sum += x, total += float_input[i * channels + channel];
      greatest = x > greatest ? x : greatest;
    }
    int32_t mean = half      ? (sum + 128 * count + count / 2) / count - 128
                   : sum < 0 ? -((count / 2 - sum) / count)
                             : (sum + count / 2) / count;
    means[channel] = (int8_t)clamped(mean, -100, 100);
    maxima[channel] = (int8_t)clamped(greatest, -100, 100);
    float real_mean = total / (float)count, real_greatest = (float)greatest / 3.0f;
    float_means[channel] = real_mean < -20 ? -20 : real_mean > 20 ? 20 : real_mean;
    float_maxima[channel] =
        real_greatest < -20 ? -20 : real_greatest > 20 ? 20 : real_greatest;
  }
  add_to_checksum(expected, (size_t)(2 * channels));
  add_to_checksum(float_expected, (size_t)(2 * channels) * sizeof(float));
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || !variants[i].mean_int8) continue;
    variants[i].mean_int8(&job);
    compare(variants[i].name, observed, means, (size_t)channels);
    variants[i].maximum_int8(&job);
    compare(variants[i].name, observed, maxima, (size_t)channels);
    variants[i].mean_float32(&real);
    compare(variants[i].name, float_observed, float_means, (size_t)channels * sizeof(float));
    variants[i].maximum_float32(&real);
    compare(variants[i].name, float_observed, float_maxima, (size_t)channels * sizeof(float));
  }
}

int main(void) {
  for (int i = 0; i < variant_count; i++) {
    if (runs(i)) printf("%s ", variants[i].name);
  }
  for (int32_t i = 0; i < 300; i++) {
    test_int8(between(1, 130));
    test_float32(16 * between(1, 6));
    test_pools(between(1, 140));
  }
  printf("%016llx\n", (unsigned long long)checksum);
  return 0;
}
