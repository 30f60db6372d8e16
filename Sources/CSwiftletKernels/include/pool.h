#ifndef SWIFTLET_POOL_H
#define SWIFTLET_POOL_H

#include <stddef.h>
#include <stdint.h>

/*
 * Pool: the elements under one place of a window gathered, every channel by itself.
 *
 * x[i][k] is channel_count elements at input + i · line_stride + k · column_stride, for
 * 0 <= i < line_count and 0 <= k < column_count, both at least 1; y is as many at output. No other
 * element is read or written.
 */

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

enum { swiftlet_pool_divisor_limit = 32768 };

/*
 * With s = start + Σ x[i][k], modulo 2^32:
 *
 *   mean      y = clamp(s / divisor), rounded to nearest, halves away from zero, or up if
 *             rounds_half_up; divisor is 1 ... swiftlet_pool_divisor_limit, and -128 divisor <= s
 *             <= 127 divisor
 *   sum       y = clamp(round(clamp(float(s) · multiplier, ±2^22)) + zero_point), as in `dot.h`
 *   maximum   y = clamp(max x[i][k])
 *
 * where clamp is to minimum ... maximum, within int8.
 */
typedef struct swiftlet_pool_int8 {
  const int8_t *input;
  ptrdiff_t line_stride, column_stride;
  int32_t line_count, column_count, channel_count;
  int32_t start, divisor, rounds_half_up;
  float multiplier;
  int32_t zero_point, minimum, maximum;
  int8_t *output;
} swiftlet_pool_int8;

/*
 *   mean      y = clamp(s / divisor), s the sum from 0 on over i ascending, k ascending within
 *   maximum   y = clamp(m), m from -∞ on, the x[i][k] in the same order that are greater
 *
 * where clamp is that of `dot.h` to minimum and maximum.
 */
typedef struct swiftlet_pool_float32 {
  const float *input;
  ptrdiff_t line_stride, column_stride;
  int32_t line_count, column_count, channel_count;
  float divisor, minimum, maximum;
  float *output;
} swiftlet_pool_float32;

#if defined(__x86_64__)
void swiftlet_pool_mean_int8_avx2(const swiftlet_pool_int8 *job);
void swiftlet_pool_mean_int8_avx512(const swiftlet_pool_int8 *job);
void swiftlet_pool_sum_int8_avx2(const swiftlet_pool_int8 *job);
void swiftlet_pool_sum_int8_avx512(const swiftlet_pool_int8 *job);
void swiftlet_pool_maximum_int8_avx2(const swiftlet_pool_int8 *job);
void swiftlet_pool_maximum_int8_avx512(const swiftlet_pool_int8 *job);
void swiftlet_pool_mean_float32_avx2(const swiftlet_pool_float32 *job);
void swiftlet_pool_mean_float32_avx512(const swiftlet_pool_float32 *job);
void swiftlet_pool_maximum_float32_avx2(const swiftlet_pool_float32 *job);
void swiftlet_pool_maximum_float32_avx512(const swiftlet_pool_float32 *job);
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
void swiftlet_pool_mean_int8_neon(const swiftlet_pool_int8 *job);
void swiftlet_pool_sum_int8_neon(const swiftlet_pool_int8 *job);
void swiftlet_pool_maximum_int8_neon(const swiftlet_pool_int8 *job);
void swiftlet_pool_mean_float32_neon(const swiftlet_pool_float32 *job);
void swiftlet_pool_maximum_float32_neon(const swiftlet_pool_float32 *job);
#endif

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
