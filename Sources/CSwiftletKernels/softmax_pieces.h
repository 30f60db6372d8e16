/* `swiftlet_softmax` in pieces of 16 elements, some lines together. */

#include "conversion_pieces.h"
#include "elementwise.h"
#include "functions_pieces.h"

/*
 * The sums of lines in order. One sum waits for itself at each step; those of eight lines do not
 * wait for each other.
 */
SWIFTLET_INLINE void sums_of_lines(const float *lines, ptrdiff_t stride, ptrdiff_t length,
                                   ptrdiff_t count, float *sums) {
  if (count < 8) {
    for (ptrdiff_t line = 0; line < count; line++) {
      float sum = 0;
      for (ptrdiff_t i = 0; i < length; i++) sum += lines[line * stride + i];
      sums[line] = sum;
    }
    return;
  }
  float sum[8] = {0};
  for (ptrdiff_t i = 0; i < length; i++) {
#pragma clang loop unroll(full)
    for (int line = 0; line < 8; line++) sum[line] += lines[line * stride + i];
  }
#pragma clang loop unroll(full)
  for (int line = 0; line < 8; line++) sums[line] = sum[line];
}

SWIFTLET_INLINE float greatest_f32(const float *x, ptrdiff_t length) {
  numbers parts = (numbers)(-__builtin_inff());
  for (; length >= 16; length -= 16, x += 16) {
    numbers next = swiftlet_load_f32x16(x);
    parts = next > parts ? next : parts;
  }
  float greatest = -__builtin_inff();
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) greatest = parts[i] > greatest ? parts[i] : greatest;
  for (; length > 0; length--, x++) greatest = *x > greatest ? *x : greatest;
  return greatest;
}

SWIFTLET_INLINE void softmax_float32(const swiftlet_softmax *job) {
  ptrdiff_t length = job->length;
  float factor = job->factor, sums[8];
  for (ptrdiff_t first = 0; first < job->line_count; first += 8) {
    const float *x = (const float *)job->input + first * length;
    float *y = (float *)job->output + first * length;
    ptrdiff_t count = job->line_count - first < 8 ? job->line_count - first : 8;
    for (ptrdiff_t line = 0; line < count; line++) {
      float greatest = greatest_f32(x + line * length, length);
      for (ptrdiff_t i = 0; i < length; i += 16) {
        numbers distance = load_f32(x + line * length + i, length - i) - greatest;
        store_f32(y + line * length + i, exponential(distance * factor), length - i);
      }
    }
    sums_of_lines(y, length, length, count, sums);
    for (ptrdiff_t line = 0; line < count; line++) {
      for (ptrdiff_t i = 0; i < length; i += 16) {
        float *part = y + line * length + i;
        store_f32(part, load_f32(part, length - i) / sums[line], length - i);
      }
    }
  }
}

SWIFTLET_INLINE int32_t greatest_i8(const int8_t *x, ptrdiff_t length) {
  swiftlet_i8x16 parts = (swiftlet_i8x16)(-128);
  for (; length >= 16; length -= 16, x += 16) {
    parts = __builtin_elementwise_max(parts, swiftlet_load_i8x16(x));
  }
  int8_t greatest = __builtin_reduce_max(parts);
  for (; length > 0; length--, x++) greatest = *x > greatest ? *x : greatest;
  return greatest;
}

/* round(value), halves away from zero, as `nearest` otherwise; 0 for what is not a number. */
SWIFTLET_INLINE integers nearest_away(numbers value) {
  numbers zero = (numbers)(0);
  integers even = nearest(value == value ? value : zero);
  numbers lost = value - __builtin_convertvector(even, numbers);
  integers up = (value > zero) & (lost == (numbers)(0.5f));
  integers down = (value <= zero) & (lost == (numbers)(-0.5f));
  return even - up + down;
}

enum { softmax_room = 2048 };

SWIFTLET_INLINE void softmax_int8(const swiftlet_softmax *job) {
  ptrdiff_t length = job->length;
  ptrdiff_t most = softmax_room / length < 8 ? softmax_room / length : 8;
  float step = -job->factor, sums[8], parts[softmax_room];
  int32_t zero_point = job->zero_point;
  for (ptrdiff_t first = 0; first < job->line_count; first += most) {
    const int8_t *x = (const int8_t *)job->input + first * length;
    int8_t *y = (int8_t *)job->output + first * length;
    ptrdiff_t count = job->line_count - first < most ? job->line_count - first : most;
    for (ptrdiff_t line = 0; line < count; line++) {
      int32_t greatest = greatest_i8(x + line * length, length);
      for (ptrdiff_t i = 0; i < length; i += 16) {
        swiftlet_i8x16 stored = load_i8(x + line * length + i, length - i);
        integers distance = greatest - __builtin_convertvector(stored, integers);
        store_f32(parts + line * length + i,
                  exponential(__builtin_convertvector(distance, numbers) * step), length - i);
      }
    }
    sums_of_lines(parts, length, length, count, sums);
    for (ptrdiff_t line = 0; line < count; line++) {
      float divisor = 1 / (sums[line] * job->output_scale);
      for (ptrdiff_t i = 0; i < length; i += 16) {
        numbers part = load_f32(parts + line * length + i, length - i);
        store_i8(y + line * length + i, held(nearest_away(part * divisor) + zero_point, 0),
                 length - i);
      }
    }
  }
}
