/*
 * Holds every variant of the elementwise kernels that this machine can run against the first, at
 * every length of the last piece, and prints a checksum of the results, which is the same on every
 * machine; the tests in Swift hold those of this one against the references. Ends with status 1 at
 * the first difference.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CSwiftletKernels.h"

static uint64_t state = 1;

static uint32_t next(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33);
}

static uint64_t checksum = 14695981039346656037u;

enum { limit = 4096, unary_count = 8 };
static int8_t left[limit], right[limit], table[256];
static float float_left[limit], float_right[limit], float_scale[limit];
static uint8_t expected[limit * 4], observed[limit * 4];

typedef void binary_int8(const swiftlet_binary_int8 *);
typedef void binary_float32(const swiftlet_binary_float32 *);
typedef void lookup(const swiftlet_lookup_int8 *);
typedef void conversion(const swiftlet_conversion *);
typedef void rows(const swiftlet_quantized_rows *);
typedef void softmax(const swiftlet_softmax *);
typedef void normalization(const swiftlet_normalization_float32 *);
typedef void unary(const swiftlet_unary_float32 *);

typedef struct {
  const char *name;
  uint32_t set;
  binary_int8 *binary_int8;
  binary_float32 *binary_float32;
  lookup *lookup;
  conversion *conversions[4];
  rows *quantize_rows;
  softmax *softmax_int8, *softmax_float32;
  normalization *normalization;
  unary *unaries[unary_count];
} variant;

#define VARIANT(text, set, name, lookup) \
  {text, set, swiftlet_binary_int8_##name, swiftlet_binary_float32_##name, lookup, \
   {swiftlet_quantize_##name, swiftlet_dequantize_##name, swiftlet_requantize_##name, \
    swiftlet_move_##name}, swiftlet_quantize_rows_##name, \
   swiftlet_softmax_int8_##name, swiftlet_softmax_float32_##name, \
   swiftlet_normalization_float32_##name, \
   {swiftlet_exponential_##name, swiftlet_logistic_##name, swiftlet_sigmoid_linear_##name, \
    swiftlet_hyperbolic_tangent_##name, swiftlet_error_function_##name, \
    swiftlet_gaussian_##name, swiftlet_gaussian_by_tangent_##name, swiftlet_hard_swish_##name}}

static const variant variants[] = {
#if defined(__x86_64__)
    VARIANT("avx2", swiftlet_set_avx2, avx2, swiftlet_lookup_int8_avx2),
    VARIANT("avx512-vnni", swiftlet_set_avx512vnni, avx512, swiftlet_lookup_int8_avx512vbmi),
#elif defined(__aarch64__)
    VARIANT("neon", swiftlet_set_neon, neon, swiftlet_lookup_int8_neon),
#endif
};
enum { variant_count = sizeof variants / sizeof *variants };

static void clear(void) { memset(expected, 0xA5, sizeof expected); }

/* The results of the first variant that runs count; the others must equal them. */
static void finish(const char *kernel, int index, int *is_first, size_t count, int has_floats) {
  float value;
  for (size_t i = 0; has_floats && i < count; i += 4) {
    memcpy(&value, expected + i, 4);
    if (value != value) memset(expected + i, 0xFF, 4);
  }
  if (*is_first) {
    for (size_t i = 0; i < count + 64 && i < sizeof expected; i++) {
      checksum = (checksum ^ expected[i]) * 1099511628211u;
    }
    memcpy(observed, expected, sizeof expected);
    *is_first = 0;
  } else if (memcmp(expected, observed, sizeof expected) != 0) {
    printf("%s of %s differs\n", kernel, variants[index].name);
    exit(1);
  }
}

#define FOR_VARIANTS(kernel, size, has_floats, body) \
  do { \
    int is_first = 1; \
    for (int i = 0; i < variant_count; i++) { \
      if (!(swiftlet_instruction_sets() & variants[i].set)) continue; \
      clear(); \
      body; \
      finish(kernel, i, &is_first, size, has_floats); \
    } \
  } while (0)

static void test_pairs(ptrdiff_t width, ptrdiff_t rows, int left_step, int right_step) {
  swiftlet_pairs pairs = {width > 3 ? 2 : 0, width * rows, width, width * left_step, right_step,
                          left_step, right_step};
  size_t count = (size_t)(width * rows);
  for (int function = 0; function < 7; function++) {
    swiftlet_binary_int8 job = {
        pairs, left, right, (int8_t *)expected, function,
        {700000, -900000, 12345, 20, -3, -100, 110}, 7, -5, 0.013f, 0.4f, 3.5f, 9, -100, 110};
    if (function < 6) FOR_VARIANTS("pairs", count, 0, variants[i].binary_int8(&job));
    swiftlet_binary_float32 real = {pairs, float_left, float_right, (float *)expected, function,
                                    -50, 60};
    FOR_VARIANTS("real pairs", count * 4, 1, variants[i].binary_float32(&real));
  }
}

static void test_elements(ptrdiff_t count) {
  swiftlet_lookup_int8 job = {left, table, (int8_t *)expected, count};
  FOR_VARIANTS("lookup", (size_t)count, 0, {
    if (i == 1 && !swiftlet_has_avx512vbmi()) variants[0].lookup(&job);
    else variants[i].lookup(&job);
  });
  for (int kind = 0; kind < 4; kind++) {
    for (int flips = 0; flips < 4; flips++) {
      swiftlet_conversion conversion = {
          kind == 0 ? (const void *)float_left : left, expected, count,
          flips & 1 && kind ? 0x80 : 0, flips & 2 && kind != 1 ? 0x80 : 0, 3, -20, 0.3f};
      FOR_VARIANTS("conversion", (size_t)count * (kind == 1 ? 4 : 1), kind == 1,
                   variants[i].conversions[kind](&conversion));
    }
  }
  for (int function = 0; function < unary_count; function++) {
    swiftlet_unary_float32 real = {float_left, (float *)expected, count};
    FOR_VARIANTS("function", (size_t)count * 4, 1, variants[i].unaries[function](&real));
  }
}

static void test_lines(ptrdiff_t length, ptrdiff_t lines) {
  size_t count = (size_t)(length * lines);
  static swiftlet_row_scale scales[limit];
  swiftlet_quantized_rows rows = {float_left, lines, length, (int8_t *)expected, scales};
  FOR_VARIANTS("stored rows", count, 0, variants[i].quantize_rows(&rows));
  rows.output = NULL, rows.scales = (swiftlet_row_scale *)expected;
  FOR_VARIANTS("scales of rows", (size_t)lines * 8, 1, variants[i].quantize_rows(&rows));
  swiftlet_softmax stored = {left, expected, length, lines, 0.03f, 1 / 256.0f, -128};
  FOR_VARIANTS("softmax", count, 0, variants[i].softmax_int8(&stored));
  stored.output_scale = 1e-12f;
  FOR_VARIANTS("softmax of any scale", count, 0, variants[i].softmax_int8(&stored));
  swiftlet_softmax real = {float_right, expected, length, lines, 1.5f, 0, 0};
  FOR_VARIANTS("real softmax", count * 4, 1, variants[i].softmax_float32(&real));
  for (int kind = 0; kind < 3; kind++) {
    swiftlet_normalization_float32 job = {
        float_right, (float *)expected, float_scale, kind ? NULL : float_left, length, lines, kind,
        1e-5f};
    FOR_VARIANTS("normalization", count * 4, 1, variants[i].normalization(&job));
  }
}

/* Neither has variants, but other machines have other vectors. */
static void test_layouts(ptrdiff_t rows, ptrdiff_t columns) {
  int is_first = 1;
  for (int words = 0; words < 2; words++, is_first = 1) {
    ptrdiff_t size = words ? 4 : 1;
    swiftlet_transpose job = {float_left, expected, columns * size, rows * size, rows, columns};
    clear();
    (words ? swiftlet_transpose_words : swiftlet_transpose_bytes)(&job);
    finish("transpose", 0, &is_first, (size_t)(rows * columns * size), 0);
  }
  swiftlet_packing_int8 job = {left, rows & 1 ? 1 : 16, rows & 1 ? columns : 1, (int32_t)columns,
                               (int32_t)(rows % 16 + 1), -7, 1234, expected};
  clear();
  swiftlet_pack_int8(&job);
  finish("packing", 0, &is_first, (size_t)(columns + 8) * 16, 0);
}

int main(void) {
  for (int i = 0; i < limit; i++) {
    left[i] = (int8_t)next(), right[i] = (int8_t)next();
    float_right[i] = (float)(next() % 2000000) / 200000.0f - 5;
    float_scale[i] = (float)(next() % 2000000) / 1000000.0f;
    float_left[i] = next() % 4 ? float_scale[i] * 8 - 8
                               : ldexpf(float_right[i], (int)(next() % 160) - 140);
  }
  for (int i = 0; i < 256; i++) table[i] = (int8_t)next();
  for (ptrdiff_t count = 1; count < 140; count++) {
    for (int steps = 1; steps < 4; steps++) test_pairs(count, 1 + count % 3, steps & 1, steps >> 1);
    test_elements(count);
    test_lines(count, 1 + count % 19);
    test_layouts(1 + count % 37, count % 100 + 1);
  }
  test_elements(limit);
  test_lines(1001, 3);
  printf("elementwise checksum %016llx\n", (unsigned long long)checksum);
  return 0;
}
