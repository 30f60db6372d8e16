/*
 * Holds every kernel variant that this machine can run against the portable one, and prints a
 * checksum of the portable results, which is the same on every machine. Ends with status 1 at the
 * first difference.
 */

#include "CSwiftletKernels.h"

#if defined(__wasm__)
#include "web.h"

static _Noreturn void exit(int status) {
  (void)status;
  __builtin_trap();
}
#else
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(const char *text, size_t count) { fwrite(text, 1, count, stdout); }
#endif

static void say(const char *text) {
  size_t count = 0;
  while (text[count]) count++;
  print(text, count);
}

static uint64_t state = 1;

static uint32_t next(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33);
}

static int32_t between(int32_t low, int32_t high) {
  return low + (int32_t)(next() % (uint32_t)(high - low + 1));
}

/* value · 2^exponent, rounded once. */
static float scaled(float value, int32_t exponent) {
  uint64_t power = (uint64_t)(1023 + exponent) << 52;
  return (float)((double)value * __builtin_bit_cast(double, power));
}

static float real(void) { return (float)between(-1000000, 1000000) / 500000.0f; }

static uint64_t checksum = 14695981039346656037u;

static void add_to_checksum(const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    checksum = (checksum ^ ((const uint8_t *)bytes)[i]) * 1099511628211u;
  }
}

enum { limit = 1 << 16 };
static _Alignas(64) uint8_t blocks[limit * 16];
static int8_t input[limit], patches[limit], padding[limit], first[limit], expected[limit], observed[limit];
static float float_input[limit], float_padding[limit], float_first[limit], float_expected[limit],
    float_observed[limit];
static int32_t offsets[limit];

static void compare(const char *name, const void *left, const void *right, size_t size) {
  if (memcmp(left, right, size) == 0) return;
  say(name);
  say(" differs from portable\n");
  exit(1);
}

static void fill_offsets(int32_t count, int32_t span) {
  for (int32_t i = 0; i < count; i++) offsets[i] = next() % 4 ? between(0, span) : -1;
}

/* A bias and a multiplier whose product may be anything, or no number. */
static int32_t wild_bias(void) { return (int32_t)(next() << 1 ^ next() >> 7); }

static float wild_multiplier(void) {
  static const float values[] = {0.0f, 0.5f, 1.0f, 0x1p-10f, 0x1.8p-2f, 0x1p40f, -0.25f};
  uint32_t index = next() % 9;
  return index < 7 ? values[index] : __builtin_bit_cast(float, 0x7F800000 | (index - 7) << 22);
}

/* Fills blocks of int8 weights. */
static void fill_int8_blocks(int32_t channels, int32_t weights_per_channel, int has_multipliers,
                               int is_extreme) {
  uint8_t *at = blocks;
  for (int32_t lanes = (channels + 3) / 4 * 4; lanes > 0; lanes -= 16) {
    int32_t width = lanes < 16 ? lanes : 16;
    int is_wild = next() % 4 == 0;
    for (int32_t i = 0; i < width; i++, at += 4) {
      *(int32_t *)at = is_wild ? wild_bias() : between(-9999, 9999);
    }
    for (int32_t i = 0; i < width && has_multipliers; i++, at += 4) {
      *(float *)at = is_wild ? wild_multiplier() : (float)between(1, 1000) / 400000.0f;
    }
    for (int32_t i = 0; i < width * weights_per_channel; i++) {
      *at++ = (uint8_t)(is_extreme ? -128 : (int8_t)next());
    }
  }
}

/* Weights from the last product of a sum on are zero. */
static void clear_weights(int32_t channels, int32_t reduction, int has_multipliers) {
  uint8_t *at = blocks;
  int32_t groups = (reduction + 3) / 4;
  for (int32_t lanes = (channels + 3) / 4 * 4; lanes > 0; lanes -= 16) {
    int32_t width = lanes < 16 ? lanes : 16;
    at += width * (has_multipliers ? 8 : 4);
    for (int32_t i = 0; i < width; i++) {
      for (int32_t k = reduction; k < groups * 4; k++) {
        at[(groups - 1) * 4 * width + 4 * i + k % 4] = 0;
      }
    }
    at += width * groups * 4;
  }
}

/* What the weights of a float32 kernel are. */
enum { by_float32, by_int8, by_float16, kind_count };
static const size_t weight_sizes[kind_count] = {4, 1, 2};

typedef struct {
  const char *name;
  uint32_t set;
  void (*dot_int8)(const swiftlet_dot_int8 *);
  void (*dot_float32[kind_count])(const swiftlet_dot_float32 *);
  void (*depthwise_int8)(const swiftlet_depthwise_int8 *);
  void (*depthwise_float32[kind_count])(const swiftlet_depthwise_float32 *);
} variant;

#define FLOATS(kernel, name) \
  {swiftlet_##kernel##_float32_##name, swiftlet_##kernel##_float32_int8_##name, \
   swiftlet_##kernel##_float32_float16_##name}

static const variant variants[] = {
#if defined(__x86_64__)
    {"sse4.1", swiftlet_set_sse41, swiftlet_dot_int8_sse41, {0}, swiftlet_depthwise_int8_sse41,
     {0}},
    {"avx2", swiftlet_set_avx2, swiftlet_dot_int8_avx2, FLOATS(dot, avx2),
     swiftlet_depthwise_int8_avx2, FLOATS(depthwise, avx2)},
    {"avx-vnni", swiftlet_set_avxvnni, swiftlet_dot_int8_avxvnni, {0}, NULL, {0}},
    {"avx512-vnni", swiftlet_set_avx512vnni, swiftlet_dot_int8_avx512vnni, FLOATS(dot, avx512),
     swiftlet_depthwise_int8_avx512vnni, FLOATS(depthwise, avx512)},
#elif defined(__aarch64__)
    {"neon", swiftlet_set_neon, swiftlet_dot_int8_neon, FLOATS(dot, neon),
     swiftlet_depthwise_int8_neon, FLOATS(depthwise, neon)},
    {"dotprod", swiftlet_set_dotprod, swiftlet_dot_int8_dotprod, {0}, NULL, {0}},
    {"i8mm", swiftlet_set_i8mm, swiftlet_dot_int8_i8mm, {0}, NULL, {0}},
#elif defined(__arm__)
    {"cortex-m-dsp", swiftlet_set_cortexmdsp, swiftlet_dot_int8_cortexmdsp, {0},
     swiftlet_depthwise_int8_cortexmdsp, {0}},
#elif defined(__wasm__)
    {"simd128", swiftlet_set_simd128, swiftlet_dot_int8_simd128, {0},
     swiftlet_depthwise_int8_simd128, {0}},
#endif
    {"portable", swiftlet_set_portable, swiftlet_dot_int8_portable, FLOATS(dot, portable),
     swiftlet_depthwise_int8_portable, FLOATS(depthwise, portable)},
};
enum { variant_count = sizeof variants / sizeof *variants };

static int runs(int index) {
  return (swiftlet_instruction_sets() & variants[index].set) != 0;
}

/* Puts floats where the blocks have biases of int8 sums. */
static void fill_real_biases(int32_t channels, int32_t reduction, int has_multipliers) {
  uint8_t *at = blocks;
  for (int32_t lanes = (channels + 3) / 4 * 4; lanes > 0; lanes -= 16) {
    int32_t width = lanes < 16 ? lanes : 16;
    for (int32_t i = 0; i < width; i++) {
      ((float *)at)[i] = real();
      if (has_multipliers) ((float *)at)[width + i] = real();
    }
    at += width * ((has_multipliers ? 8 : 4) + (reduction + 3) / 4 * 4);
  }
}

/* Holds the real results of a job, whose rows a window may give, to those of another. */
static void test_real(const swiftlet_dot_int8 *portable, const swiftlet_dot_int8 *other,
                      uint32_t without) {
  int32_t reduction = portable->tap_count * portable->tap_depth;
  fill_real_biases(portable->channel_count, reduction, portable->has_multipliers);
  for (int32_t i = 0; i < limit; i++) float_input[i] = real(), float_first[i] = real();
  int adds = next() % 2;
  swiftlet_real_results results = {
      .row_scales = float_input, .row_scale_stride = next() % 3, .minimum = -5000,
      .maximum = next() % 2 ? 6000 : 3, .residual_minimum = -4000, .residual_maximum = 5000};
  swiftlet_dot_int8 job = *portable;
  job.real = &results, job.output = expected, job.residual = NULL;
  memcpy(float_expected, float_first, sizeof float_first);
  results.output = float_expected, results.residual = adds ? float_expected : NULL;
  swiftlet_dot_int8_portable(&job);
  add_to_checksum(float_expected,
                  (size_t)((job.row_count - 1) * job.output_stride + job.channel_count) * 4);
  job = *other;
  job.real = &results, job.output = observed, job.residual = NULL;
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || variants[i].set & without) continue;
    memcpy(float_observed, float_first, sizeof float_first);
    results.output = float_observed, results.residual = adds ? float_observed : NULL;
    variants[i].dot_int8(&job);
    compare(variants[i].name, float_observed, float_expected, sizeof float_expected);
  }
}

static void test_dot_int8(int32_t rows, int32_t taps, int32_t depth, int32_t channels) {
  int32_t reduction = taps * depth, groups = (reduction + 3) / 4, stride = channels + 3;
  int is_extreme = next() % 8 == 0;
  int has_multipliers = next() % 2;
  fill_int8_blocks(channels, groups * 4, has_multipliers, is_extreme);
  clear_weights(channels, reduction, has_multipliers);
  for (int32_t i = 0; i < limit; i++) {
    input[i] = (int8_t)(is_extreme ? -128 : next());
    padding[i] = (int8_t)next();
    first[i] = (int8_t)next();
  }
  fill_offsets(taps * rows, 1000);
  swiftlet_dot_int8 job = {
      .input = input, .offsets = taps > 1 ? offsets : NULL, .offset_stride = rows,
      .padding = padding, .row_stride = depth + 1, .row_count = rows, .tap_count = taps,
      .tap_depth = depth, .blocks = blocks, .channel_count = channels,
      .has_multipliers = has_multipliers, .multiplier = 0.001f,
      .weight_zero_point = next() % 4 ? 0 : between(-128, 127),
      .output_zero_point = between(-128, 127),
      .minimum = -125, .maximum = 120, .output_stride = stride, .residual_stride = stride,
      .addition = {.left_multiplier = 700000, .right_multiplier = 900000, .offset = 12345,
                   .shift = 20, .zero_point = -3, .minimum = -128, .maximum = 127}};
  int adds = next() % 2;
  memcpy(expected, first, sizeof first);
  job.output = expected, job.residual = adds ? expected : NULL;
  swiftlet_dot_int8_portable(&job);
  add_to_checksum(expected, (size_t)(rows * stride));
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || !variants[i].dot_int8) continue;
    memcpy(observed, first, sizeof first);
    job.output = observed, job.residual = adds ? observed : NULL;
    variants[i].dot_int8(&job);
    compare(variants[i].name, observed, expected, sizeof expected);
  }
  test_real(&job, &job, 0);
}

/* The elements under a tap of a window, or nothing in the border. */
static const int8_t *element(const swiftlet_window *window, int32_t place, int32_t i, int32_t j) {
  int32_t column = place % window->output_width, line = place / window->output_width;
  int32_t image = line / window->output_height;
  line = line % window->output_height * window->stride_height + i * window->dilation_height -
         window->before_height;
  column = column * window->stride_width + j * window->dilation_width - window->before_width;
  if (line < 0 || line >= window->input_height || column < 0 || column >= window->input_width) {
    return NULL;
  }
  return input + ((image * window->input_height + line) * window->input_width + column) *
                     window->pixel_stride;
}

static void test_window_int8(int32_t height, int32_t width, int32_t depth, int32_t channels) {
  int32_t taps = height * width, rows = 2 * 9 * 7, stride = channels + 3;
  int has_multipliers = next() % 2;
  fill_int8_blocks(channels, (taps * depth + 3) / 4 * 4, has_multipliers, 0);
  clear_weights(channels, taps * depth, has_multipliers);
  for (int32_t i = 0; i < limit; i++) input[i] = (int8_t)next(), first[i] = (int8_t)next();
  memset(padding, 9, (size_t)depth);
  swiftlet_window window = {
      .pixel_stride = depth + (ptrdiff_t)(next() % 3), .input_height = 9, .input_width = 7,
      .output_height = 9, .output_width = 7, .kernel_height = height, .kernel_width = width,
      .stride_height = 1, .stride_width = 1, .dilation_height = 1 + next() % 2 * (height == 3),
      .dilation_width = 1, .before_height = height / 2, .before_width = width / 2, .padding = 9};
  swiftlet_dot_int8 job = {
      .input = patches, .row_stride = taps * depth, .row_count = rows, .tap_count = 1,
      .tap_depth = taps * depth, .blocks = blocks, .channel_count = channels, .has_multipliers = has_multipliers, .multiplier = 0.001f,
      .weight_zero_point = next() % 4 ? 0 : between(-128, 127), .output_zero_point = 5,
      .minimum = -125, .maximum = 120, .output_stride = stride, .residual_stride = stride,
      .addition = {.left_multiplier = 700000, .right_multiplier = 900000, .offset = 12345,
                   .shift = 20, .zero_point = -3, .minimum = -128, .maximum = 127}};
  for (int32_t place = 0; place < rows * taps; place++) {
    int32_t tap = place % taps;
    const int8_t *from = element(&window, place / taps, tap / width, tap % width);
    memcpy(patches + place * depth, from ? from : padding, (size_t)depth);
  }
  int adds = next() % 2;
  memcpy(expected, first, sizeof first);
  job.output = expected, job.residual = adds ? expected : NULL;
  swiftlet_dot_int8_portable(&job);
  add_to_checksum(expected, (size_t)(rows * stride));
  swiftlet_dot_int8 copied = job;
  job.input = input, job.tap_count = taps, job.tap_depth = depth, job.window = &window;
  const uint32_t without =
      swiftlet_set_cortexmdsp | swiftlet_set_simd128 | swiftlet_set_portable;
  for (int i = 0; i < variant_count - 1; i++) {
    if (!runs(i) || variants[i].set & without) continue;
    memcpy(observed, first, sizeof first);
    job.output = observed, job.residual = adds ? observed : NULL;
    variants[i].dot_int8(&job);
    compare(variants[i].name, observed, expected, sizeof expected);
  }
  test_real(&copied, &job, without);
}

static void fill_floats(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    values[i] = next() % 16 ? real() : scaled(real(), between(-149, 20));
  }
}

/* Fills blocks of weights that floats are multiplied with. */
static void fill_blocks(int32_t channels, int32_t weights_per_channel, int kind, int has_scales) {
  uint8_t *at = blocks;
  for (int32_t lanes = (channels + 3) / 4 * 4; lanes > 0; lanes -= 16) {
    int32_t width = lanes < 16 ? lanes : 16, count = width * weights_per_channel;
    size_t header = (size_t)width * (has_scales ? 2 : 1);
    fill_floats((float *)at, header);
    at += 4 * header;
    if (kind == by_float32) fill_floats((float *)at, (size_t)count);
    for (int32_t i = 0; i < count && kind == by_int8; i++) at[i] = (uint8_t)next();
    for (int32_t i = 0; i < count && kind == by_float16; i++) {
      /* No infinities, whose products differ in nothing but which NaN they make. */
      uint16_t bits = (uint16_t)next();
      ((uint16_t *)at)[i] = (bits & 0x7C00) == 0x7C00 ? bits & 0xBFFF : bits;
    }
    at += (size_t)count * weight_sizes[kind];
  }
}

static void test_dot_float32(int32_t rows, int32_t taps, int32_t depth, int32_t channels) {
  int32_t stride = channels + 3;
  int kind = (int)(next() % kind_count), has_scales = kind == by_int8 && next() % 2;
  fill_blocks(channels, taps * depth, kind, has_scales);
  fill_floats(float_input, limit);
  fill_floats(float_padding, (size_t)depth);
  fill_floats(float_first, limit);
  fill_offsets(taps * rows, 1000);
  swiftlet_dot_float32 job = {
      .input = float_input, .offsets = taps > 1 ? offsets : NULL, .offset_stride = rows,
      .padding = float_padding, .row_stride = depth + 1, .row_count = rows, .tap_count = taps,
      .tap_depth = depth, .blocks = blocks, .channel_count = channels,
      .has_scales = has_scales, .scale = 0.3f, .minimum = -50,
      .maximum = 60, .output_stride = stride, .residual_stride = stride,
      .residual_minimum = -20, .residual_maximum = 40};
  int adds = next() % 2;
  memcpy(float_expected, float_first, sizeof float_first);
  job.output = float_expected, job.residual = adds ? float_expected : NULL;
  variants[variant_count - 1].dot_float32[kind](&job);
  add_to_checksum(float_expected, (size_t)(rows * stride) * sizeof(float));
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || !variants[i].dot_float32[kind]) continue;
    memcpy(float_observed, float_first, sizeof float_first);
    job.output = float_observed, job.residual = adds ? float_observed : NULL;
    variants[i].dot_float32[kind](&job);
    compare(variants[i].name, float_observed, float_expected, sizeof float_expected);
  }
}

static void test_depthwise_int8(int32_t pixels, int32_t taps, int32_t channels) {
  int32_t stride = channels + 3;
  int is_extreme = next() % 8 == 0, has_multipliers = next() % 2;
  fill_int8_blocks(channels, taps, has_multipliers, is_extreme);
  for (int32_t i = 0; i < limit; i++) {
    input[i] = (int8_t)(is_extreme ? -128 : next());
    first[i] = (int8_t)next();
  }
  fill_offsets(taps * pixels, 1000);
  swiftlet_depthwise_int8 job = {
      .input = input, .offsets = offsets, .offset_stride = pixels, .padding = padding,
      .pixel_count = pixels, .tap_count = taps, .blocks = blocks, .channel_count = channels,
      .has_multipliers = has_multipliers, .multiplier = 0.001f,
      .weight_zero_point = next() % 4 ? 0 : between(-128, 127),
      .output_zero_point = between(-128, 127), .minimum = -125, .maximum = 120,
      .output_stride = stride};
  memcpy(expected, first, sizeof first);
  job.output = expected;
  swiftlet_depthwise_int8_portable(&job);
  add_to_checksum(expected, (size_t)(pixels * stride));
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || !variants[i].depthwise_int8) continue;
    memcpy(observed, first, sizeof first);
    job.output = observed;
    variants[i].depthwise_int8(&job);
    compare(variants[i].name, observed, expected, sizeof expected);
  }
}

static void test_depthwise_float32(int32_t pixels, int32_t taps, int32_t channels) {
  int32_t stride = channels + 3;
  int kind = (int)(next() % kind_count), has_scales = kind == by_int8 && next() % 2;
  fill_blocks(channels, taps, kind, has_scales);
  fill_floats(float_input, limit);
  fill_floats(float_padding, (size_t)channels);
  fill_floats(float_first, limit);
  fill_offsets(taps * pixels, 1000);
  swiftlet_depthwise_float32 job = {
      .input = float_input, .offsets = offsets, .offset_stride = pixels, .padding = float_padding,
      .pixel_count = pixels, .tap_count = taps, .blocks = blocks, .channel_count = channels,
      .has_scales = has_scales, .scale = 0.3f, .minimum = -50, .maximum = 60,
      .output_stride = stride};
  memcpy(float_expected, float_first, sizeof float_first);
  job.output = float_expected;
  variants[variant_count - 1].depthwise_float32[kind](&job);
  add_to_checksum(float_expected, (size_t)(pixels * stride) * sizeof(float));
  for (int i = 0; i < variant_count; i++) {
    if (!runs(i) || !variants[i].depthwise_float32[kind]) continue;
    memcpy(float_observed, float_first, sizeof float_first);
    job.output = float_observed;
    variants[i].depthwise_float32[kind](&job);
    compare(variants[i].name, float_observed, float_expected, sizeof float_expected);
  }
}

#if defined(__wasm__)
EXPORTED
#endif
int check(void) {
  for (int i = 0; i < variant_count; i++) {
    if (runs(i)) say(variants[i].name), say(" ");
  }
  for (int32_t i = 0; i < 1000; i++) {
    int32_t taps = next() % 2 ? 1 : between(2, 9);
    int32_t depth = taps > 1 ? 4 * between(1, 6) : between(1, 70);
    test_dot_int8(between(1, 27), taps, depth, between(1, 80));
    test_window_int8(between(1, 3), between(1, 5), between(1, 24), between(1, 80));
    test_dot_float32(between(1, 27), taps, depth, between(1, 80));
    test_depthwise_int8(between(1, 27), between(1, 30), between(1, 140));
    test_depthwise_float32(between(1, 27), between(1, 30), between(1, 140));
  }
  char digits[] = "................\n";
  for (int i = 0; i < 16; i++) digits[i] = "0123456789abcdef"[checksum >> (60 - 4 * i) & 15];
  say(digits);
  return 0;
}

#if !defined(__wasm__)
int main(void) { return check(); }
#endif
