/* `swiftlet_conversion` in pieces of 16 elements. */

#include "elementwise.h"

/* round(clamp(value, ±2^22)), ties to even; what is not a number counts as −2^22. */
SWIFTLET_INLINE swiftlet_i32x16 nearest(swiftlet_f32x16 value) {
  swiftlet_f32x16 low = (swiftlet_f32x16)(-0x1p22f), high = (swiftlet_f32x16)(0x1p22f);
  value = value > low ? value : low;
  value = value < high ? value : high;
  return (swiftlet_i32x16)(value + (swiftlet_f32x16)(0x1.8p23f)) - (swiftlet_i32x16)(0x4B400000);
}

SWIFTLET_INLINE swiftlet_i8x16 flipped(swiftlet_i8x16 bytes, uint8_t flip) {
  return bytes ^ (swiftlet_i8x16)((int8_t)flip);
}

/* Stored bytes as numbers. */
SWIFTLET_INLINE swiftlet_i32x16 unflipped(swiftlet_i8x16 bytes, uint8_t flip) {
  return __builtin_convertvector(flipped(bytes, flip), swiftlet_i32x16);
}

SWIFTLET_INLINE void quantize(const swiftlet_conversion *job) {
  swiftlet_conversion c = *job;
  for (ptrdiff_t i = 0; i < c.count; i += 16) {
    swiftlet_f32x16 product = load_f32((const float *)c.input + i, c.count - i) * c.factor;
    product = product == product ? product : (swiftlet_f32x16)(0);
    store_i8((int8_t *)c.output + i,
             flipped(held(nearest(product) + c.output_zero_point), c.output_flip), c.count - i);
  }
}

SWIFTLET_INLINE void dequantize(const swiftlet_conversion *job) {
  swiftlet_conversion c = *job;
  for (ptrdiff_t i = 0; i < c.count; i += 16) {
    swiftlet_i8x16 stored = load_i8((const int8_t *)c.input + i, c.count - i);
    swiftlet_i32x16 distance = unflipped(stored, c.input_flip) - c.input_zero_point;
    store_f32((float *)c.output + i,
              __builtin_convertvector(distance, swiftlet_f32x16) * c.factor, c.count - i);
  }
}

SWIFTLET_INLINE void requantize(const swiftlet_conversion *job) {
  swiftlet_conversion c = *job;
  for (ptrdiff_t i = 0; i < c.count; i += 16) {
    swiftlet_i8x16 stored = load_i8((const int8_t *)c.input + i, c.count - i);
    swiftlet_i32x16 distance = unflipped(stored, c.input_flip) - c.input_zero_point;
    swiftlet_i32x16 y =
        nearest(__builtin_convertvector(distance, swiftlet_f32x16) * c.factor);
    store_i8((int8_t *)c.output + i, flipped(held(y + c.output_zero_point), c.output_flip),
             c.count - i);
  }
}

SWIFTLET_INLINE void move(const swiftlet_conversion *job) {
  swiftlet_conversion c = *job;
  int32_t shift = c.output_zero_point - c.input_zero_point;
  for (ptrdiff_t i = 0; i < c.count; i += 16) {
    swiftlet_i8x16 stored = load_i8((const int8_t *)c.input + i, c.count - i);
    swiftlet_i32x16 y = unflipped(stored, c.input_flip) + shift;
    store_i8((int8_t *)c.output + i, flipped(held(y), c.output_flip), c.count - i);
  }
}

/* The bits of the greatest magnitude: as integers, those of NaN are above those of infinity. */
SWIFTLET_INLINE int32_t greatest_magnitude(const float *input, ptrdiff_t count) {
  swiftlet_i32x16 most = (swiftlet_i32x16)(0), magnitude = (swiftlet_i32x16)(0x7FFFFFFF);
  for (ptrdiff_t i = 0; i < count; i += 16) {
    swiftlet_i32x16 bits = (swiftlet_i32x16)load_f32(input + i, count - i) & magnitude;
    most = __builtin_elementwise_max(most, bits);
  }
  return __builtin_reduce_max(most);
}

/* The scales of at most 16 rows, of the bits of their greatest magnitudes. */
SWIFTLET_INLINE void store_scales(swiftlet_i32x16 bits, swiftlet_row_scale *to, ptrdiff_t count) {
  swiftlet_f32x16 m = (swiftlet_f32x16)bits, none = (swiftlet_f32x16)(0), scale, factor;
  swiftlet_f32x16 undefined = (swiftlet_f32x16)(__builtin_nanf(""));
  swiftlet_i32x16 is_finite = bits < (swiftlet_i32x16)(0x7F800000);
  scale = is_finite ? none : undefined;
  swiftlet_i32x16 is_stored = is_finite & (m >= (swiftlet_f32x16)(0x1p-100f));
  scale = is_stored ? m / 127 : scale;
  factor = is_stored ? 127 / m : none;
  for (ptrdiff_t row = 0; row < count; row++) {
    to[row].scale = scale[row];
    to[row].factor = factor[row];
  }
}

SWIFTLET_INLINE void quantize_rows(const swiftlet_quantized_rows *job) {
  for (ptrdiff_t first = 0; first < job->row_count; first += 16) {
    ptrdiff_t count = job->row_count - first < 16 ? job->row_count - first : 16;
    const float *input = job->input + first * job->length;
    swiftlet_row_scale *scales = job->scales + first;
    swiftlet_i32x16 bits = (swiftlet_i32x16)(0);
    for (ptrdiff_t row = 0; row < count; row++) {
      bits[row] = greatest_magnitude(input + row * job->length, job->length);
    }
    store_scales(bits, scales, count);
    for (ptrdiff_t row = 0; job->output && row < count; row++) {
      swiftlet_conversion one = {.input = input + row * job->length,
                                 .output = job->output + (first + row) * job->length,
                                 .count = job->length, .factor = scales[row].factor};
      quantize(&one);
    }
  }
}
