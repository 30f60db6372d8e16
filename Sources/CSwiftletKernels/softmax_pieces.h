/* `swiftlet_softmax` in pieces, some lines together. */

#include "conversion_pieces.h"
#include "elementwise.h"
#include "functions_pieces.h"

/* Four numbers of a line, in a quarter of a vector for every fourth line. */
SWIFTLET_INLINE swiftlet_f32x16 quarters(const float *const *line, ptrdiff_t at) {
  swiftlet_f32x4 part[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) __builtin_memcpy(&part[i], line[4 * i] + at, sizeof part[i]);
  swiftlet_f32x16 value;
  value.lo.lo = part[0], value.lo.hi = part[1], value.hi.lo = part[2], value.hi.hi = part[3];
  return value;
}

#define LANE_PAIRS_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define LANE_PAIRS_HIGH(a, b) \
  __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define LANE_HALVES_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define LANE_HALVES_HIGH(a, b) \
  __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)

/*
 * The sums of up to 16 lines in order. A sum waits for itself at each step, so that those of many
 * lines go side by side: four numbers of each line are turned into four vectors, of which each has
 * one number of every line. Line 4 i + j is in place j of quarter i.
 */
SWIFTLET_INLINE void sums_of_lines(const float *lines, ptrdiff_t length, ptrdiff_t count,
                                   float *sums) {
  if (count == 1) {
    float sum = 0;
    for (ptrdiff_t i = 0; i < length; i++) sum += lines[i];
    *sums = sum;
    return;
  }
  /* The first line stands in for those that are not there. */
  const float *line[16];
  for (int i = 0; i < 16; i++) line[i] = lines + (i < count ? i * length : 0);
  swiftlet_f32x16 sum = (swiftlet_f32x16)(0);
  ptrdiff_t i = 0;
  for (; i + 4 <= length; i += 4) {
    swiftlet_f32x16 a = quarters(line, i), b = quarters(line + 1, i);
    swiftlet_f32x16 c = quarters(line + 2, i), d = quarters(line + 3, i);
    swiftlet_f32x16 ab_low = LANE_PAIRS_LOW(a, b), ab_high = LANE_PAIRS_HIGH(a, b);
    swiftlet_f32x16 cd_low = LANE_PAIRS_LOW(c, d), cd_high = LANE_PAIRS_HIGH(c, d);
    sum += LANE_HALVES_LOW(ab_low, cd_low);
    sum += LANE_HALVES_HIGH(ab_low, cd_low);
    sum += LANE_HALVES_LOW(ab_high, cd_high);
    sum += LANE_HALVES_HIGH(ab_high, cd_high);
  }
  __builtin_memcpy(sums, &sum, sizeof sum);
  for (; i < length; i++) {
    for (ptrdiff_t at = 0; at < count; at++) sums[at] += line[at][i];
  }
}

SWIFTLET_INLINE float greatest_f32(const float *x, ptrdiff_t length) {
  swiftlet_f32x16 parts = (swiftlet_f32x16)(-__builtin_inff());
  for (; length >= 16; length -= 16, x += 16) {
    swiftlet_f32x16 next = swiftlet_load_f32x16(x);
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
  float factor = job->factor, sums[16];
  for (ptrdiff_t first = 0; first < job->line_count; first += 16) {
    const float *x = (const float *)job->input + first * length;
    float *y = (float *)job->output + first * length;
    ptrdiff_t count = job->line_count - first < 16 ? job->line_count - first : 16;
    for (ptrdiff_t line = 0; line < count; line++) {
      float greatest = greatest_f32(x + line * length, length);
      for (ptrdiff_t i = 0; i < length; i += 16) {
        numbers distance = load_f32(x + line * length + i, length - i) - greatest;
        store_f32(y + line * length + i, exponential_below_one(distance * factor),
                      length - i);
      }
    }
    sums_of_lines(y, length, count, sums);
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
SWIFTLET_INLINE swiftlet_i32x16 nearest_away(swiftlet_f32x16 value) {
  swiftlet_f32x16 zero = (swiftlet_f32x16)(0);
  swiftlet_i32x16 even = nearest(value == value ? value : zero);
  swiftlet_f32x16 lost = value - __builtin_convertvector(even, swiftlet_f32x16);
  return even - (lost == (swiftlet_f32x16)(0.5f));
}

/* `nearest_away` and the zero point, for 0 <= value < 2^22. */
SWIFTLET_INLINE swiftlet_i32x16 near_away(swiftlet_f32x16 value, int32_t zero_point) {
  swiftlet_f32x16 shifted = value + (swiftlet_f32x16)(0x1.8p23f);
  swiftlet_f32x16 lost = value - (shifted - (swiftlet_f32x16)(0x1.8p23f));
  swiftlet_i32x16 even = (swiftlet_i32x16)shifted + (zero_point - 0x4B400000);
  return even - (lost == (swiftlet_f32x16)(0.5f));
}

enum { softmax_room = 2048 };

SWIFTLET_INLINE void softmax_int8(const swiftlet_softmax *job) {
  ptrdiff_t length = job->length;
  ptrdiff_t most = softmax_room / length < 16 ? softmax_room / length : 16;
  float step = -job->factor, sums[16], parts[softmax_room];
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
        numbers exponent = __builtin_convertvector(distance, numbers) * step;
        store_f32(parts + line * length + i, exponential_below_one(exponent), length - i);
      }
    }
    sums_of_lines(parts, length, count, sums);
    for (ptrdiff_t line = 0; line < count; line++) {
      float divisor = 1 / (sums[line] * job->output_scale);
      const float *part = parts + line * length;
      /* No part is above one. */
      if (divisor < 0x1p22f) {
        for (ptrdiff_t i = 0; i < length; i += 16) {
          swiftlet_f32x16 value = load_f32(part + i, length - i) * divisor;
          store_i8(y + line * length + i, held(near_away(value, zero_point)), length - i);
        }
        continue;
      }
      for (ptrdiff_t i = 0; i < length; i += 16) {
        swiftlet_f32x16 value = load_f32(part + i, length - i) * divisor;
        store_i8(y + line * length + i, held(nearest_away(value) + zero_point), length - i);
      }
    }
  }
}
