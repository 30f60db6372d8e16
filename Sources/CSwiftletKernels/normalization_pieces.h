/* `swiftlet_normalization_float32` in pieces of 16 elements: lane i has the i-th of the sums. */

#include "elementwise.h"

SWIFTLET_INLINE swiftlet_i32x16 lane_numbers(void) {
  return (swiftlet_i32x16){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}

SWIFTLET_INLINE float joined(swiftlet_f32x16 sums) {
  __typeof__(sums.lo) eight = sums.lo + sums.hi;
  swiftlet_f32x4 four = eight.lo + eight.hi;
  return (four.x + four.z) + (four.y + four.w);
}

SWIFTLET_INLINE void normalization_line(const swiftlet_normalization_float32 *job, int32_t kind,
                                        const float *x, float *y) {
  ptrdiff_t length = job->length, whole = length & ~(ptrdiff_t)15, rest = length - whole;
  swiftlet_f32x16 zero = (swiftlet_f32x16)(0), sums = zero;
  float mean = 0;
  if (kind == swiftlet_normalization_layer) {
    for (ptrdiff_t i = 0; i < whole; i += 16) sums += swiftlet_load_f32x16(x + i);
    if (rest) sums += load_f32(x + whole, rest);
    mean = joined(sums) / (float)length;
    sums = zero;
  }
  for (ptrdiff_t i = 0; i < whole; i += 16) {
    swiftlet_f32x16 distance = swiftlet_load_f32x16(x + i) - mean;
    sums += distance * distance;
  }
  if (rest) {
    swiftlet_f32x16 distance = load_f32(x + whole, rest) - mean;
    sums += (lane_numbers() < (swiftlet_i32x16)((int32_t)rest)) ? distance * distance
                                                                         : zero;
  }
  float squares = joined(sums), divisor;
  if (kind == swiftlet_normalization_euclidean) {
    float root = __builtin_elementwise_sqrt(squares);
    divisor = root < job->epsilon ? job->epsilon : root;
  } else {
    divisor = 1 / __builtin_elementwise_sqrt(squares / (float)length + job->epsilon);
  }
  const float *scale = job->scale, *bias = job->bias;
  for (ptrdiff_t i = 0; i < length; i += 16) {
    swiftlet_f32x16 value = load_f32(x + i, length - i) - mean;
    if (kind != swiftlet_normalization_euclidean) value *= divisor;
    else value = divisor == 0 ? zero : value / divisor;
    if (scale) value *= load_f32(scale + i, length - i);
    if (bias) value += load_f32(bias + i, length - i);
    store_f32(y + i, value, length - i);
  }
}

SWIFTLET_INLINE void normalization_float32(const swiftlet_normalization_float32 *job) {
  for (ptrdiff_t line = 0; line < job->line_count; line++) {
    const float *x = job->input + line * job->length;
    float *y = job->output + line * job->length;
    if (job->kind == swiftlet_normalization_euclidean) {
      normalization_line(job, swiftlet_normalization_euclidean, x, y);
    } else if (job->kind == swiftlet_normalization_layer) {
      normalization_line(job, swiftlet_normalization_layer, x, y);
    } else {
      normalization_line(job, swiftlet_normalization_root_mean_square, x, y);
    }
  }
}
