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
typedef uint64_t swiftlet_u64x2 __attribute__((ext_vector_type(2)));
typedef float swiftlet_f32x4 __attribute__((ext_vector_type(4)));
typedef float swiftlet_f32x8 __attribute__((ext_vector_type(8)));
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

/* The first count < 8 bytes, and zeros. Loads that overlap agree where they do. */
SWIFTLET_INLINE uint64_t swiftlet_load_some_bytes(const int8_t *from, int32_t count) {
  if (count >= 4) {
    uint32_t head, tail;
    __builtin_memcpy(&head, from, 4);
    __builtin_memcpy(&tail, from + count - 4, 4);
    return head | (uint64_t)tail << (8 * (count - 4));
  }
  if (count >= 2) {
    uint16_t head, tail;
    __builtin_memcpy(&head, from, 2);
    __builtin_memcpy(&tail, from + count - 2, 2);
    return head | (uint64_t)tail << (8 * (count - 2));
  }
  return count == 1 ? (uint8_t)*from : 0;
}

SWIFTLET_INLINE void swiftlet_store_some_bytes(int8_t *to, uint64_t bytes, int32_t count) {
  if (count & 4) {
    uint32_t head = (uint32_t)bytes;
    __builtin_memcpy(to, &head, 4);
    to += 4, bytes >>= 32;
  }
  if (count & 2) {
    uint16_t head = (uint16_t)bytes;
    __builtin_memcpy(to, &head, 2);
    to += 2, bytes >>= 16;
  }
  if (count & 1) *to = (int8_t)bytes;
}

SWIFTLET_INLINE swiftlet_i8x16 swiftlet_load_some_i8(const int8_t *from, int32_t count) {
  if (count >= 16) return swiftlet_load_i8x16(from);
  swiftlet_u64x2 halves = (swiftlet_u64x2)(0);
  if (count >= 8) {
    uint64_t low;
    __builtin_memcpy(&low, from, 8);
    halves.x = low;
    halves.y = swiftlet_load_some_bytes(from + 8, count - 8);
  } else {
    halves.x = swiftlet_load_some_bytes(from, count);
  }
  return (swiftlet_i8x16)halves;
}

SWIFTLET_INLINE void swiftlet_store_some_i8(int8_t *to, swiftlet_i8x16 value, int32_t count) {
  if (count >= 16) {
    swiftlet_store_i8x16(to, value);
    return;
  }
  swiftlet_u64x2 halves = (swiftlet_u64x2)value;
  uint64_t rest = halves.x;
  if (count >= 8) {
    __builtin_memcpy(to, &rest, 8);
    to += 8, rest = halves.y, count -= 8;
  }
  swiftlet_store_some_bytes(to, rest, count);
}

/* The first count < 4 floats, and zeros. */
SWIFTLET_INLINE swiftlet_f32x4 swiftlet_load_some_of_four(const float *from, int32_t count) {
  swiftlet_f32x4 value = (swiftlet_f32x4)(0.0f);
  if (count > 0) value.x = from[0];
  if (count > 1) value.y = from[1];
  if (count > 2) value.z = from[2];
  if (count > 3) value.w = from[3];
  return value;
}

SWIFTLET_INLINE void swiftlet_store_some_of_four(float *to, swiftlet_f32x4 value, int32_t count) {
  if (count > 0) to[0] = value.x;
  if (count > 1) to[1] = value.y;
  if (count > 2) to[2] = value.z;
  if (count > 3) to[3] = value.w;
}

SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_some_f32(const float *from, int32_t count) {
  if (count >= 16) return swiftlet_load_f32x16(from);
  swiftlet_f32x4 part[4] = {0};
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    if (count >= 4 * i + 4) __builtin_memcpy(&part[i], from + 4 * i, sizeof part[i]);
    else if (count > 4 * i) part[i] = swiftlet_load_some_of_four(from + 4 * i, count - 4 * i);
  }
  swiftlet_f32x16 value;
  value.lo.lo = part[0], value.lo.hi = part[1], value.hi.lo = part[2], value.hi.hi = part[3];
  return value;
}

SWIFTLET_INLINE swiftlet_u32x16 swiftlet_load_some_u32(const void *from, int32_t count) {
  return (swiftlet_u32x16)swiftlet_load_some_f32((const float *)from, count);
}

SWIFTLET_INLINE void swiftlet_store_some_f32(float *to, swiftlet_f32x16 value, int32_t count) {
  if (count >= 16) {
    __builtin_memcpy(to, &value, sizeof value);
    return;
  }
  swiftlet_f32x4 part[4] = {value.lo.lo, value.lo.hi, value.hi.lo, value.hi.hi};
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    if (count >= 4 * i + 4) __builtin_memcpy(to + 4 * i, &part[i], sizeof part[i]);
    else if (count > 4 * i) swiftlet_store_some_of_four(to + 4 * i, part[i], count - 4 * i);
  }
}

/* The sums of 16 channels of scaled weights, rounded after the product and after the sum. */
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_scaled_f32x16(swiftlet_f32x16 sums, swiftlet_f32x16 scale,
                                                       swiftlet_f32x16 bias) {
  return sums * scale + bias;
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
SWIFTLET_INLINE swiftlet_i32x16 swiftlet_rescale_16(swiftlet_u32x16 sums,
                                                    swiftlet_f32x16 multiplier,
                                                    int32_t zero_point) {
  swiftlet_f32x16 low = (swiftlet_f32x16)(-0x1p22f), high = (swiftlet_f32x16)(0x1p22f);
  swiftlet_f32x16 product =
      __builtin_convertvector((swiftlet_i32x16)sums, swiftlet_f32x16) * multiplier;
  product = product > low ? product : low;
  product = product < high ? product : high;
  swiftlet_u32x16 bits = (swiftlet_u32x16)(product + (swiftlet_f32x16)(0x1.8p23f));
  return (swiftlet_i32x16)(bits + (swiftlet_u32x16)((uint32_t)zero_point - 0x4B400000u));
}

/* `swiftlet_store_real`, for the first count of 16 channels. */
SWIFTLET_INLINE void swiftlet_store_real_16(const swiftlet_dot_int8 *job, ptrdiff_t row,
                                            int32_t channel, int32_t count, swiftlet_u32x16 sums,
                                            swiftlet_u32x16 bias, swiftlet_f32x16 multiplier) {
  const swiftlet_real_results *real = job->real;
  swiftlet_f32x16 scale = multiplier * real->row_scales[row * real->row_scale_stride];
  swiftlet_f32x16 y = __builtin_convertvector((swiftlet_i32x16)(sums - bias), swiftlet_f32x16);
  y = swiftlet_clamp_f32x16(y * scale + (swiftlet_f32x16)bias, real->minimum, real->maximum);
  if (real->residual) {
    const float *residual = real->residual + row * job->residual_stride + channel;
    y = swiftlet_clamp_f32x16(y + swiftlet_load_some_f32(residual, count), real->residual_minimum,
                              real->residual_maximum);
  }
  swiftlet_store_some_f32(real->output + row * job->output_stride + channel, y, count);
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
