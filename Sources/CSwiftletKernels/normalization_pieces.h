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

/* Lines together, which do not wait for each other's sums. */
enum { normalization_lines = 4 };

SWIFTLET_INLINE void line_means(const float *x, ptrdiff_t length, int count, float *means) {
  swiftlet_f32x16 sums[normalization_lines] = {(swiftlet_f32x16)(0)};
  for (ptrdiff_t i = 0; i < length; i += 16) {
#pragma clang loop unroll(full)
    for (int line = 0; line < count; line++) {
      sums[line] += load_f32(x + line * length + i, length - i);
    }
  }
#pragma clang loop unroll(full)
  for (int line = 0; line < count; line++) means[line] = joined(sums[line]) / (float)length;
}

SWIFTLET_INLINE void line_squares(const float *x, ptrdiff_t length, int count, const float *means,
                                  float *squares) {
  swiftlet_f32x16 zero = (swiftlet_f32x16)(0), sums[normalization_lines] = {zero};
  ptrdiff_t whole = length & ~(ptrdiff_t)15;
  for (ptrdiff_t i = 0; i < whole; i += 16) {
#pragma clang loop unroll(full)
    for (int line = 0; line < count; line++) {
      swiftlet_f32x16 distance = swiftlet_load_f32x16(x + line * length + i) - means[line];
      sums[line] += distance * distance;
    }
  }
  swiftlet_i32x16 is_there = lane_numbers() < (swiftlet_i32x16)((int32_t)(length - whole));
#pragma clang loop unroll(full)
  for (int line = 0; line < count; line++) {
    if (length > whole) {
      swiftlet_f32x16 distance = load_f32(x + line * length + whole, length - whole) - means[line];
      sums[line] += is_there ? distance * distance : zero;
    }
    squares[line] = joined(sums[line]);
  }
}

SWIFTLET_INLINE swiftlet_f32x16 adjusted(const swiftlet_normalization_float32 *job,
                                         swiftlet_f32x16 value, ptrdiff_t i) {
  if (job->scale) value *= load_f32(job->scale + i, job->length - i);
  if (job->bias) value += load_f32(job->bias + i, job->length - i);
  return value;
}

SWIFTLET_INLINE void normalized_lines(const swiftlet_normalization_float32 *job, const float *x,
                                      float *y, int count) {
  int32_t kind = job->kind;
  ptrdiff_t length = job->length;
  float means[normalization_lines] = {0}, divisors[normalization_lines];
  if (kind == swiftlet_normalization_layer) line_means(x, length, count, means);
  line_squares(x, length, count, means, divisors);
#pragma clang loop unroll(full)
  for (int line = 0; line < count; line++) {
    if (kind == swiftlet_normalization_euclidean) {
      float root = __builtin_elementwise_sqrt(divisors[line]);
      divisors[line] = root < job->epsilon ? job->epsilon : root;
    } else {
      divisors[line] = 1 / __builtin_elementwise_sqrt(divisors[line] / (float)length + job->epsilon);
    }
  }
  for (int line = 0; line < count; line++, x += length, y += length) {
    float mean = means[line], divisor = divisors[line];
    swiftlet_f32x16 zero = (swiftlet_f32x16)(0);
    if (kind == swiftlet_normalization_euclidean) {
      for (ptrdiff_t i = 0; i < length; i += 16) {
        swiftlet_f32x16 value = divisor == 0 ? zero : load_f32(x + i, length - i) / divisor;
        store_f32(y + i, adjusted(job, value, i), length - i);
      }
    } else {
      for (ptrdiff_t i = 0; i < length; i += 16) {
        swiftlet_f32x16 value = (load_f32(x + i, length - i) - mean) * divisor;
        store_f32(y + i, adjusted(job, value, i), length - i);
      }
    }
  }
}

SWIFTLET_INLINE void normalization_float32(const swiftlet_normalization_float32 *job) {
  const float *x = job->input;
  float *y = job->output;
  ptrdiff_t left = job->line_count, step = normalization_lines * job->length;
  for (; left >= normalization_lines; left -= normalization_lines, x += step, y += step) {
    normalized_lines(job, x, y, normalization_lines);
  }
  for (; left > 0; left--, x += job->length, y += job->length) {
    normalized_lines(job, x, y, 1);
  }
}
