#ifndef SWIFTLET_SCALAR_H
#define SWIFTLET_SCALAR_H

#include "depthwise.h"
#include "dot.h"

#define SWIFTLET_INLINE static inline __attribute__((always_inline))

#pragma STDC FP_CONTRACT OFF

/* The channels that blocks have room for: the last block is rounded up to a multiple of 4. */
static inline int32_t swiftlet_lane_count(int32_t channel_count) {
  return (int32_t)(((uint32_t)channel_count + 3) & ~(uint32_t)3);
}

/* The bytes in front of the weights of a block, for each channel. */
static inline size_t swiftlet_header_size(int32_t has_multipliers) {
  return has_multipliers ? 8 : 4;
}

/* The bytes of the parameters of one channel. */
static inline size_t swiftlet_dot_lane_size(const swiftlet_dot_int8 *job) {
  return swiftlet_header_size(job->has_multipliers) +
         (((size_t)job->tap_count * (size_t)job->tap_depth + 3) & ~(size_t)3);
}

/* The bytes of the parameters of one channel. */
static inline size_t swiftlet_depthwise_lane_size(const swiftlet_depthwise_int8 *job) {
  return swiftlet_header_size(job->has_multipliers) + (size_t)job->tap_count;
}

static inline int32_t swiftlet_clamp(int32_t value, int32_t minimum, int32_t maximum) {
  value = value < minimum ? minimum : value;
  return value > maximum ? maximum : value;
}

static inline float swiftlet_clamp_float(float value, float minimum, float maximum) {
  value = value < minimum ? minimum : value;
  return value > maximum ? maximum : value;
}

/* round(clamp(float(sum) · multiplier, ±2^22)), ties to even: the sum with 1.5 · 2^23 holds the
   integer in its low bits. */
static inline int32_t swiftlet_rescale(int32_t sum, float multiplier) {
  float product = (float)sum * multiplier;
  product = product > -0x1p22f ? product : -0x1p22f;
  product = product < 0x1p22f ? product : 0x1p22f;
  return (int32_t)(__builtin_bit_cast(uint32_t, product + 0x1.8p23f) - 0x4B400000u);
}

static inline int32_t swiftlet_add_residual(const swiftlet_addition_int8 *addition, int32_t left,
                                            int32_t right) {
  int32_t sum =
      addition->left_multiplier * left + addition->right_multiplier * right + addition->offset;
  return swiftlet_clamp((sum >> addition->shift) + addition->zero_point, addition->minimum,
                        addition->maximum);
}

/* Makes and stores one of the real results of a job. */
static inline void swiftlet_store_real(const swiftlet_dot_int8 *job, ptrdiff_t row,
                                       ptrdiff_t channel, uint32_t sum, uint32_t bias,
                                       float multiplier) {
  const swiftlet_real_results *real = job->real;
  float scale = real->row_scales[row * real->row_scale_stride] * multiplier;
  float product = (float)(int32_t)(sum - bias) * scale;
  float y = swiftlet_clamp_float(product + __builtin_bit_cast(float, bias), real->minimum,
                                 real->maximum);
  if (real->residual) {
    y = swiftlet_clamp_float(y + real->residual[row * job->residual_stride + channel],
                             real->residual_minimum, real->residual_maximum);
  }
  real->output[row * job->output_stride + channel] = y;
}

#if defined(__FMA__) || defined(__aarch64__) || \
    (defined(__ARM_FEATURE_FMA) && !defined(__SOFTFP__)) || \
    (defined(__riscv_flen) && __riscv_flen >= 32)
#define SWIFTLET_HAS_FMA 1
#else
#define SWIFTLET_HAS_FMA 0
#endif

/* The float of the same value as a half-precision number. */
static inline float swiftlet_widened(uint16_t half) {
  uint32_t magnitude = (uint32_t)(half & 0x7FFF) << 13;
  /* Subnormal numbers, too: the power of two is what the exponents are apart. */
  float value = __builtin_bit_cast(float, magnitude) * 0x1p112f;
  uint32_t bits = __builtin_bit_cast(uint32_t, value);
  if (magnitude >= 0x0F800000) bits = magnitude | 0x7F800000;
  return __builtin_bit_cast(float, bits | (uint32_t)(half & 0x8000) << 16);
}

/* x · w + sum with one rounding. A double holds the product of two floats exactly; rounding the
   wider sum to odd makes the second rounding, to float, the only one that counts. */
static inline float swiftlet_fma(float x, float w, float sum) {
#if SWIFTLET_HAS_FMA
  return __builtin_elementwise_fma(x, w, sum);
#else
  double product = (double)x * (double)w;
  double total = product + (double)sum;
  double added = total - product;
  double lost = (product - (total - added)) + ((double)sum - added);
  uint64_t bits = __builtin_bit_cast(uint64_t, total);
  /* Neither comparison holds for NaN, which is what an infinite total loses. */
  uint64_t inexact = (uint64_t)(lost < 0) | (uint64_t)(lost > 0);
  uint64_t away = (uint64_t)((lost > 0) == (total > 0));
  bits += (inexact & ~bits & 1) * (2 * away - 1);
  return (float)__builtin_bit_cast(double, bits);
#endif
}

#endif
