#ifndef SWIFTLET_ELEMENTWISE_H
#define SWIFTLET_ELEMENTWISE_H

#include <stddef.h>
#include <stdint.h>

#include "dot.h"

/*
 * Work on elements one by one. The output may be an input that steps as it does, or lies apart.
 * No element outside the stated ones is read or written.
 */

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/*
 * The elements of two inputs that belong to the elements first <= i < end of an output: with
 * row = i / width and column = i % width, input element row · (row stride) + column · step.
 */
typedef struct swiftlet_pairs {
  ptrdiff_t first, end, width;
  ptrdiff_t left_row_stride, right_row_stride;
  int32_t left_step, right_step;  /* 0 or 1 */
} swiftlet_pairs;

enum {
  swiftlet_binary_sum,  /* y as `swiftlet_addition_int8` makes it */
  swiftlet_binary_product,
  swiftlet_binary_maximum,  /* of the stored values */
  swiftlet_binary_minimum,
  swiftlet_binary_real_quotient,
  swiftlet_binary_real_squared_difference,
};

/*
 * A product is y = clamp(round(clamp(float((l − left_zero_point) · (r − right_zero_point)) ·
 * multiplier, ±2^22)) + zero_point, minimum, maximum), each step to nearest, ties to even. An
 * extreme is held between minimum and maximum. A real function is that of float(l − left_zero_point)
 * · multiplier and float(r − right_zero_point) · right_multiplier, which is times inverse_scale for a
 * product; what is not a number counts as 0.
 */
typedef struct swiftlet_binary_int8 {
  swiftlet_pairs pairs;
  const int8_t *left, *right;
  int8_t *output;
  int32_t function;
  swiftlet_addition_int8 addition;
  int32_t left_zero_point, right_zero_point;
  float multiplier, right_multiplier, inverse_scale;
  int32_t zero_point, minimum, maximum;
} swiftlet_binary_int8;

enum {
  swiftlet_binary_add,
  swiftlet_binary_subtract,
  swiftlet_binary_multiply,
  swiftlet_binary_divide,
  swiftlet_binary_greater,  /* r > l ? r : l */
  swiftlet_binary_less,     /* r < l ? r : l */
  swiftlet_binary_squared_difference,
};

/* y = clamp(f(l, r), minimum, maximum), with the clamp of `swiftlet_dot_float32`. */
typedef struct swiftlet_binary_float32 {
  swiftlet_pairs pairs;
  const float *left, *right;
  float *output;
  int32_t function;
  float minimum, maximum;
} swiftlet_binary_float32;

/* y[i] = table[x[i] + 128], of 256 bytes. */
typedef struct swiftlet_lookup_int8 {
  const int8_t *input, *table;
  int8_t *output;
  ptrdiff_t count;
} swiftlet_lookup_int8;

/*
 * Stored bytes are read and written with their bits flipped by 0x80 where they are unsigned, and
 * the zero points, minimum and maximum are those of the signed bytes.
 *
 *   quantize      y = clamp(round(clamp(x · factor, ±2^22)) + output_zero_point, −128, 127), with 0
 *                 for the product that is not a number
 *   dequantize    y = factor · float(x − input_zero_point)
 *   requantize    y = clamp(round(clamp(float(x − input_zero_point) · factor, ±2^22)) +
 *                 output_zero_point, −128, 127), with −2^22 for what is not a number
 *   move          y = clamp(x − input_zero_point + output_zero_point, −128, 127)
 */
typedef struct swiftlet_conversion {
  const void *input;
  void *output;
  ptrdiff_t count;
  uint8_t input_flip, output_flip;
  int32_t input_zero_point, output_zero_point;
  float factor;
} swiftlet_conversion;

/* What takes the stored numbers of a row to real ones, and back. */
typedef struct swiftlet_row_scale {
  float scale, factor;
} swiftlet_row_scale;

/*
 * Rows of numbers that lie one after the other, each stored at a scale of its own. With m the
 * greatest magnitude of a row, every division and product rounded once,
 *
 *   scale = m / 127, factor = 127 / m     if 2^-100 <= m < infinity
 *   scale = 0, factor = 0                 if m < 2^-100
 *   scale = NaN, factor = 0               if a number is infinite or none
 *   y = round(x · factor), ties to even; 0 if that is none
 *
 * so that |y| <= 127. Without an output, there are scales alone.
 */
typedef struct swiftlet_quantized_rows {
  const float *input;
  ptrdiff_t row_count, length;
  int8_t *_Nullable output;
  swiftlet_row_scale *scales;
} swiftlet_quantized_rows;

/*
 * y = exp(factor · (x − greatest)) / Σ of a line's exponentials in order, with exp as `Functions` in
 * Swift defines it. With e = exp(−factor · (greatest − x)) of stored values, y = clamp(round(clamp(e ·
 * (1 / (Σ e · output_scale)), ±2^22)) + zero_point, −128, 127), halves away from zero, and 0 for
 * what is not a number.
 */
typedef struct swiftlet_softmax {
  const void *input;
  void *output;
  ptrdiff_t length;  /* of int8, at most 2048 */
  ptrdiff_t line_count;
  float factor, output_scale;
  int32_t zero_point;
} swiftlet_softmax;

enum {
  swiftlet_normalization_layer,
  swiftlet_normalization_root_mean_square,
  swiftlet_normalization_euclidean,
};

/*
 * The lines of `Normalization` in Swift, which defines the order of the sums; then y · scale + bias
 * with one element of each for each of a line, where they are given.
 */
typedef struct swiftlet_normalization_float32 {
  const float *input;
  float *output;
  const float *_Nullable scale, *_Nullable bias;
  ptrdiff_t length, line_count;
  int32_t kind;
  float epsilon;
} swiftlet_normalization_float32;

/* y[i] = f(x[i]), with f as `Functions` in Swift defines it, in every bit. */
typedef struct swiftlet_unary_float32 {
  const float *input;
  float *output;
  ptrdiff_t count;
} swiftlet_unary_float32;

#define SWIFTLET_ELEMENTWISE(set)                                          \
  void swiftlet_binary_int8_##set(const swiftlet_binary_int8 *job);        \
  void swiftlet_binary_float32_##set(const swiftlet_binary_float32 *job);  \
  void swiftlet_quantize_##set(const swiftlet_conversion *job);            \
  void swiftlet_dequantize_##set(const swiftlet_conversion *job);          \
  void swiftlet_requantize_##set(const swiftlet_conversion *job);          \
  void swiftlet_move_##set(const swiftlet_conversion *job);                \
  void swiftlet_quantize_rows_##set(const swiftlet_quantized_rows *job);   \
  void swiftlet_softmax_float32_##set(const swiftlet_softmax *job);        \
  void swiftlet_softmax_int8_##set(const swiftlet_softmax *job);           \
  void swiftlet_normalization_float32_##set(const swiftlet_normalization_float32 *job); \
  void swiftlet_exponential_##set(const swiftlet_unary_float32 *job);      \
  void swiftlet_logistic_##set(const swiftlet_unary_float32 *job);         \
  void swiftlet_sigmoid_linear_##set(const swiftlet_unary_float32 *job);   \
  void swiftlet_hyperbolic_tangent_##set(const swiftlet_unary_float32 *job); \
  void swiftlet_error_function_##set(const swiftlet_unary_float32 *job);   \
  void swiftlet_gaussian_##set(const swiftlet_unary_float32 *job);         \
  void swiftlet_gaussian_by_tangent_##set(const swiftlet_unary_float32 *job); \
  void swiftlet_hard_swish_##set(const swiftlet_unary_float32 *job)

#if defined(__x86_64__)
SWIFTLET_ELEMENTWISE(avx2);
SWIFTLET_ELEMENTWISE(avx512);
void swiftlet_lookup_int8_avx2(const swiftlet_lookup_int8 *job);
void swiftlet_lookup_int8_avx512vbmi(const swiftlet_lookup_int8 *job);
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
SWIFTLET_ELEMENTWISE(neon);
void swiftlet_lookup_int8_neon(const swiftlet_lookup_int8 *job);
#endif

#undef SWIFTLET_ELEMENTWISE

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
