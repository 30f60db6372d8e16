#ifndef SWIFTLET_DOT_H
#define SWIFTLET_DOT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Dot: products of gathered rows with packed weights.
 *
 *   sum[r][c] = bias[c] + Σ_k x[r][k] · w[k][c]      0 <= k < K = tap_count · tap_depth
 *
 * Row r is the concatenation over the taps t of tap_depth elements at
 * input + offsets[t · offset_stride + r], or at padding where that offset is negative. Without
 * offsets there is one tap, and row r starts at input + r · row_stride.
 *
 * The parameters are blocks of L = 16 channels, and a last one of what is left, L = 4, 8 or 12,
 * rounded up; the channels past the last are zero. They start at a multiple of 4 bytes, and are
 * quickest at one of 64.
 *
 *   int8     int32 bias[L]; float multiplier[L] if the job says so; int8 w[⌈K/4⌉][L][4]
 *            w[g][c][j] is the weight of k = 4g + j, zero from K on.
 *   float32  float bias[L]; float w[K][L]
 *   float32 by int8     float bias[L]; float scale[L] if the job says so; int8 w[K][L]
 *   float32 by float16  float bias[L]; the bits of half-precision w[K][L]
 *
 * A job that has a window instead of offsets has its rows there: row r is the window's place
 * first_place + r, places counting along the lines of the output and then from image to image. Its
 * tap t = i · kernel_width + j is the tap_depth elements at
 *
 *   input + ((image · input_height + line) · input_width + column) · pixel_stride
 *   line = place's line · stride_height + i · dilation_height − before_height, column likewise
 *
 * or padding where line or column is outside of the image. The portable kernel takes no windows.
 *
 * No element outside a row, none outside the channel_count channels of an output or residual row,
 * and none behind the last block is read or written.
 */

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/*
 * y = clamp(((left · l + right · r + offset) >> shift) + zero_point, minimum, maximum), the shift
 * arithmetic. The caller guarantees |left|, |right| <= 2^21, |offset| <= 2^30, 1 <= shift <= 30.
 */
typedef struct swiftlet_addition_int8 {
  int32_t left_multiplier, right_multiplier, offset;
  int8_t shift, zero_point, minimum, maximum;
} swiftlet_addition_int8;

/*
 * The caller guarantees that a window fits: at most 256 taps; their span, border included,
 * ((kernel_height − 1) · dilation_height + 1) · ((kernel_width − 1) · dilation_width + 1) ·
 * tap_depth, at most 32768; and tap_count · tap_depth at most 1024, the depth rounded up to a
 * multiple of 4, unless it is one or there is one tap.
 */
typedef struct swiftlet_window {
  int32_t first_place;
  ptrdiff_t pixel_stride;  /* at least tap_depth */
  int32_t input_height, input_width, output_height, output_width;
  int32_t kernel_height, kernel_width, stride_height, stride_width;
  int32_t dilation_height, dilation_width, before_height, before_width;
  int8_t padding;
} swiftlet_window;

/*
 * Real results. The bias in the blocks is the bits of a float, which s leaves out:
 *
 *   y[r][c] = clamp(float(s) · (row_scales[r · row_scale_stride] · multiplier[c]) + bias[c],
 *                   minimum, maximum)
 *
 * rounded after each operation. With a residual, y is then
 * clamp(y + residual, residual_minimum, residual_maximum), with the clamp of float32.
 */
typedef struct swiftlet_real_results {
  const float *row_scales;
  ptrdiff_t row_scale_stride;
  float minimum, maximum;
  float *output;                   /* with the stride of the job's */
  const float *_Nullable residual; /* likewise; may be the output */
  float residual_minimum, residual_maximum;
} swiftlet_real_results;

/*
 * y[r][c] = clamp(round(clamp(float(s) · multiplier[c], ±2^22)) + output_zero_point), with
 * s = sum[r][c] − weight_zero_point · Σ_k x[r][k], modulo 2^32. The conversion, the product and
 * the rounding are to nearest, ties to even; a product that is not a number counts as −2^22. With
 * a residual, y is then added to it by `addition`, y on the left.
 *
 * A job with `real` makes floats of its sums, and nothing else is written.
 */
typedef struct swiftlet_dot_int8 {
  const int8_t *input;
  const int32_t *_Nullable offsets;
  ptrdiff_t offset_stride;  /* at least row_count */
  const int8_t *_Nullable padding;  /* tap_depth elements; needed if an offset is negative */
  ptrdiff_t row_stride;
  int32_t row_count, tap_count;
  int32_t tap_depth;  /* a multiple of 4 unless there is one tap */
  const void *blocks;
  int32_t channel_count;
  int32_t has_multipliers;  /* whether the blocks have one for each channel */
  float multiplier;         /* otherwise, that of every channel */
  int32_t weight_zero_point;  /* -128 ... 127 */
  int32_t output_zero_point;  /* -128 ... 127 */
  int32_t minimum, maximum;  /* -128 <= minimum <= maximum <= 127 */
  int8_t *output;
  ptrdiff_t output_stride;
  const int8_t *_Nullable residual;  /* may be the output, with its stride */
  ptrdiff_t residual_stride;
  swiftlet_addition_int8 addition;
  const swiftlet_window *_Nullable window;
  const swiftlet_real_results *_Nullable real;
} swiftlet_dot_int8;

/*
 * sum[r][c] is defined by its order: a = bias[c]; for k ascending, a = fma(x[r][k], w[k][c], a)
 * with one rounding each. Half-precision weights are taken as the floats of the same value. With
 * int8 weights, a starts at 0, and sum[r][c] = a · scale[c] + bias[c], rounded after each. y = clamp(sum, minimum, maximum); with a residual,
 * y = clamp(y + residual, residual_minimum, residual_maximum), where
 * clamp(v, a, b) = v' > b ? b : v' with v' = v < a ? a : v, so that NaN stays NaN.
 */
typedef struct swiftlet_dot_float32 {
  const float *input;
  const int32_t *_Nullable offsets;
  ptrdiff_t offset_stride;
  const float *_Nullable padding;
  ptrdiff_t row_stride;
  int32_t row_count, tap_count, tap_depth;
  const void *blocks;
  int32_t channel_count;
  int32_t has_scales;  /* of int8 weights: whether the blocks have one for each channel */
  float scale;         /* otherwise, that of every channel */
  float minimum, maximum;
  float *output;
  ptrdiff_t output_stride;
  const float *_Nullable residual;
  ptrdiff_t residual_stride;
  float residual_minimum, residual_maximum;
} swiftlet_dot_float32;

/* Computes a job with a window by a kernel that takes none. */
void swiftlet_dot_windows_int8(const swiftlet_dot_int8 *job,
                               void (*kernel)(const swiftlet_dot_int8 *));

void swiftlet_dot_int8_portable(const swiftlet_dot_int8 *job);
void swiftlet_dot_float32_portable(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_int8_portable(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_float16_portable(const swiftlet_dot_float32 *job);

#if defined(__x86_64__) || defined(__aarch64__)
/*
 * Runs a float32 job whose rows are places of a window, which has no offsets, by a kernel that
 * takes offsets. Padding has tap_depth zeros if the window meets the border. Of the window, the
 * caller guarantees at most 256 taps, and an input whose elements can be counted in 31 bits.
 */
void swiftlet_dot_windows_float32(const swiftlet_dot_float32 *job, const swiftlet_window *window,
                                  void (*kernel)(const swiftlet_dot_float32 *job));
#endif

#if defined(__x86_64__)
void swiftlet_dot_int8_sse41(const swiftlet_dot_int8 *job);
void swiftlet_dot_int8_avx2(const swiftlet_dot_int8 *job);
void swiftlet_dot_int8_avxvnni(const swiftlet_dot_int8 *job);
void swiftlet_dot_int8_avx512vnni(const swiftlet_dot_int8 *job);
/* A job with a window, or without offsets. */
void swiftlet_dot_windows_int8_avx512vnni(const swiftlet_dot_int8 *job);
void swiftlet_dot_float32_avx2(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_avx512(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_int8_avx2(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_int8_avx512(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_float16_avx2(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_float16_avx512(const swiftlet_dot_float32 *job);
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
void swiftlet_dot_int8_neon(const swiftlet_dot_int8 *job);
void swiftlet_dot_int8_dotprod(const swiftlet_dot_int8 *job);
void swiftlet_dot_int8_i8mm(const swiftlet_dot_int8 *job);
void swiftlet_dot_float32_neon(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_int8_neon(const swiftlet_dot_float32 *job);
void swiftlet_dot_float32_float16_neon(const swiftlet_dot_float32 *job);
#endif

#if defined(__wasm__)
/* Compiled without the vectors, the portable one. */
void swiftlet_dot_int8_simd128(const swiftlet_dot_int8 *job);
#endif

#if defined(__arm__)
/* Compiled without the instructions, the portable one. */
void swiftlet_dot_int8_cortexmdsp(const swiftlet_dot_int8 *job);
#endif

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
