#ifndef SWIFTLET_VECTORS_H
#define SWIFTLET_VECTORS_H

/* Vectors of the 16 channels of a block. Compiled under the target of the file that includes it. */

#include "dot.h"
#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

/* Every function here is inlined, so how a vector would be passed does not matter. */
#pragma clang diagnostic ignored "-Wpsabi"

typedef int8_t swiftlet_i8x16 __attribute__((ext_vector_type(16)));
typedef int16_t swiftlet_i16x16 __attribute__((ext_vector_type(16)));
typedef int32_t swiftlet_i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t swiftlet_u32x16 __attribute__((ext_vector_type(16)));
typedef float swiftlet_f32x16 __attribute__((ext_vector_type(16)));

SWIFTLET_INLINE swiftlet_i8x16 swiftlet_load_i8x16(const int8_t *from) {
  swiftlet_i8x16 value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

SWIFTLET_INLINE void swiftlet_store_i8x16(int8_t *to, swiftlet_i8x16 value) {
  __builtin_memcpy(to, &value, sizeof value);
}

SWIFTLET_INLINE swiftlet_u32x16 swiftlet_load_u32x16(const void *from) {
  swiftlet_u32x16 value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_f32x16(const void *from) {
  swiftlet_f32x16 value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

/* Moves the first count < 16 bytes, and touches no other. */
SWIFTLET_INLINE void swiftlet_move_bytes(int8_t *to, const int8_t *from, int32_t count) {
  int32_t at = 0;
  if (count & 8) __builtin_memcpy(to, from, 8), at = 8;
  if (count & 4) __builtin_memcpy(to + at, from + at, 4), at += 4;
  if (count & 2) __builtin_memcpy(to + at, from + at, 2), at += 2;
  if (count & 1) to[at] = from[at];
}

SWIFTLET_INLINE swiftlet_i8x16 swiftlet_load_some_i8(const int8_t *from, int32_t count) {
  if (count >= 16) return swiftlet_load_i8x16(from);
  int8_t bytes[16] = {0};
  swiftlet_move_bytes(bytes, from, count);
  return swiftlet_load_i8x16(bytes);
}

SWIFTLET_INLINE void swiftlet_store_some_i8(int8_t *to, swiftlet_i8x16 value, int32_t count) {
  if (count >= 16) return swiftlet_store_i8x16(to, value);
  int8_t bytes[16];
  swiftlet_store_i8x16(bytes, value);
  swiftlet_move_bytes(to, bytes, count);
}

SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_some_f32(const float *from, int32_t count) {
  if (count >= 16) return swiftlet_load_f32x16(from);
  swiftlet_f32x16 value = (swiftlet_f32x16)(0.0f);
  for (int32_t i = 0; i < count; i++) value[i] = from[i];
  return value;
}

SWIFTLET_INLINE void swiftlet_store_some_f32(float *to, swiftlet_f32x16 value, int32_t count) {
  if (count >= 16) {
    __builtin_memcpy(to, &value, sizeof value);
  } else {
    for (int32_t i = 0; i < count; i++) to[i] = value[i];
  }
}

/* `swiftlet_clamp_float`, for 16 channels. */
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_clamp_f32x16(swiftlet_f32x16 value, float minimum,
                                                      float maximum) {
  swiftlet_f32x16 low = (swiftlet_f32x16)(minimum), high = (swiftlet_f32x16)(maximum);
  value = value < low ? low : value;
  return value > high ? high : value;
}

SWIFTLET_INLINE swiftlet_i32x16 swiftlet_clamp_i32x16(swiftlet_i32x16 value, int32_t minimum,
                                                      int32_t maximum) {
  value = __builtin_elementwise_max(value, (swiftlet_i32x16)(minimum));
  return __builtin_elementwise_min(value, (swiftlet_i32x16)(maximum));
}

/* `swiftlet_rescale` and the zero point, for 16 channels. */
SWIFTLET_INLINE swiftlet_i32x16 swiftlet_rescale_16(swiftlet_u32x16 sums, const void *multiplier,
                                                    int32_t zero_point) {
  swiftlet_f32x16 low = (swiftlet_f32x16)(-0x1p22f), high = (swiftlet_f32x16)(0x1p22f);
  swiftlet_f32x16 product =
      __builtin_convertvector((swiftlet_i32x16)sums, swiftlet_f32x16) *
      swiftlet_load_f32x16(multiplier);
  product = product > low ? product : low;
  product = product < high ? product : high;
  swiftlet_u32x16 bits = (swiftlet_u32x16)(product + (swiftlet_f32x16)(0x1.8p23f));
  return (swiftlet_i32x16)(bits + (swiftlet_u32x16)((uint32_t)zero_point - 0x4B400000u));
}

/* `swiftlet_add_residual`, for 16 channels. */
SWIFTLET_INLINE swiftlet_i32x16 swiftlet_add_residual_16(const swiftlet_addition_int8 *addition,
                                                         swiftlet_i32x16 left,
                                                         swiftlet_i8x16 right) {
  swiftlet_i32x16 sum =
      left * (swiftlet_i32x16)(addition->left_multiplier) +
      __builtin_convertvector(right, swiftlet_i32x16) *
          (swiftlet_i32x16)(addition->right_multiplier) +
      (swiftlet_i32x16)(addition->offset);
  sum = (sum >> (swiftlet_i32x16)(addition->shift)) + (swiftlet_i32x16)(addition->zero_point);
  return swiftlet_clamp_i32x16(sum, addition->minimum, addition->maximum);
}

#endif
