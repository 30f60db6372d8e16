/*
 * The loops of a pool over its channels. A variant includes this once, inside its target
 * attribute, having defined NAMED(kernel) for the names of its functions.
 */

#include "pool.h"
#include "vectors.h"

typedef int8_t i8x64 __attribute__((ext_vector_type(64)));
typedef int16_t i16x64 __attribute__((ext_vector_type(64)));
typedef int32_t i32x64 __attribute__((ext_vector_type(64)));
typedef float f32x64 __attribute__((ext_vector_type(64)));

/* How elements are found, one after the other. */
typedef struct {
  ptrdiff_t line_stride, column_stride;
  int32_t lines, columns;
} walk;

/* Lines that lie next to each other are one. */
static walk walk_of(ptrdiff_t line_stride, ptrdiff_t column_stride, int32_t lines,
                    int32_t columns) {
  walk walk = {line_stride, column_stride, lines, columns};
  if (lines > 1 && line_stride != columns * column_stride) return walk;
  walk.lines = 1;
  walk.columns = lines * columns;
  return walk;
}

/* An int16 holds the sum of so many int8. */
enum { sum_limit = 256 };

/* The parts of 64 channels, so that one source serves them and the 16 or fewer behind. */
typedef struct {
  swiftlet_i32x16 part[4];
} totals;

typedef enum { mean, sum } result;

SWIFTLET_INLINE swiftlet_i32x16 mean_of(swiftlet_i32x16 total, const swiftlet_pool_int8 *job) {
  /* The quotient of integers below 2^23 is that of floats: it differs from the next integer by at
     least 1 / 32768, and floats below 256 are 2^-16 apart at most. */
  swiftlet_f32x16 divisor = (swiftlet_f32x16)((float)job->divisor);
  swiftlet_i32x16 least = (swiftlet_i32x16)(job->rounds_half_up ? -128 : 0);
  swiftlet_i32x16 size = total - least * (swiftlet_i32x16)(job->divisor);
  swiftlet_i32x16 sign = job->rounds_half_up ? (swiftlet_i32x16)(0) : total >> 31;
  size = ((size ^ sign) - sign) + (swiftlet_i32x16)(job->divisor / 2);
  swiftlet_i32x16 quotient = __builtin_convertvector(
      __builtin_convertvector(size, swiftlet_f32x16) / divisor, swiftlet_i32x16);
  return ((quotient ^ sign) - sign) + least;
}

SWIFTLET_INLINE swiftlet_i8x16 finished(swiftlet_i32x16 total, const swiftlet_pool_int8 *job,
                                        const result result) {
  total += (swiftlet_i32x16)(job->start);
  swiftlet_i32x16 y =
      result == mean ? mean_of(total, job)
                     : swiftlet_rescale_16((swiftlet_u32x16)total,
                                           (swiftlet_f32x16)(job->multiplier), job->zero_point);
  y = swiftlet_clamp_i32x16(y, job->minimum, job->maximum);
  return __builtin_convertvector(y, swiftlet_i8x16);
}

SWIFTLET_INLINE void add_to(totals *totals, i16x64 sums) {
  i32x64 wide = __builtin_convertvector(sums, i32x64);
  totals->part[0] += wide.lo.lo, totals->part[1] += wide.lo.hi;
  totals->part[2] += wide.hi.lo, totals->part[3] += wide.hi.hi;
}

static void sum_64(const swiftlet_pool_int8 *job, const walk *walk, int32_t channel,
                   const result result) {
  totals totals = {{0}};
  i16x64 sums = (i16x64)(0);
  int32_t room = sum_limit;
  for (int32_t line = 0; line < walk->lines; line++) {
    const int8_t *x = job->input + channel + line * walk->line_stride;
    for (int32_t column = 0; column < walk->columns;) {
      int32_t end = walk->columns - column < room ? walk->columns : column + room;
      room -= end - column;
      for (; column < end; column++, x += walk->column_stride) {
        i8x64 value;
        __builtin_memcpy(&value, x, sizeof value);
        sums += __builtin_convertvector(value, i16x64);
      }
      if (room > 0) continue;
      add_to(&totals, sums);
      sums = (i16x64)(0), room = sum_limit;
    }
  }
  add_to(&totals, sums);
  for (int i = 0; i < 4; i++) {
    swiftlet_store_i8x16(job->output + channel + 16 * i, finished(totals.part[i], job, result));
  }
}

static void sum_16(const swiftlet_pool_int8 *job, const walk *walk, int32_t channel,
                   const result result) {
  int32_t count = job->channel_count - channel;
  swiftlet_i32x16 total = (swiftlet_i32x16)(0);
  for (int32_t line = 0; line < walk->lines; line++) {
    const int8_t *x = job->input + channel + line * walk->line_stride;
    for (int32_t column = 0; column < walk->columns; column++, x += walk->column_stride) {
      total += __builtin_convertvector(swiftlet_load_some_i8(x, count), swiftlet_i32x16);
    }
  }
  swiftlet_store_some_i8(job->output + channel, finished(total, job, result), count);
}

SWIFTLET_INLINE void sum_all(const swiftlet_pool_int8 *job, const result result) {
  walk walk = walk_of(job->line_stride, job->column_stride, job->line_count, job->column_count);
  int32_t channel = 0;
  for (; job->channel_count - channel >= 64; channel += 64) sum_64(job, &walk, channel, result);
  for (; channel < job->channel_count; channel += 16) sum_16(job, &walk, channel, result);
}

void NAMED(mean_int8)(const swiftlet_pool_int8 *job) { sum_all(job, mean); }

void NAMED(sum_int8)(const swiftlet_pool_int8 *job) { sum_all(job, sum); }

void NAMED(maximum_int8)(const swiftlet_pool_int8 *job) {
  walk walk = walk_of(job->line_stride, job->column_stride, job->line_count, job->column_count);
  int8_t minimum = (int8_t)job->minimum, maximum = (int8_t)job->maximum;
  int32_t channel = 0;
  for (; job->channel_count - channel >= 64; channel += 64) {
    i8x64 greatest = (i8x64)(minimum);
    for (int32_t line = 0; line < walk.lines; line++) {
      const int8_t *x = job->input + channel + line * walk.line_stride;
      for (int32_t column = 0; column < walk.columns; column++, x += walk.column_stride) {
        i8x64 value;
        __builtin_memcpy(&value, x, sizeof value);
        greatest = __builtin_elementwise_max(greatest, value);
      }
    }
    greatest = __builtin_elementwise_min(greatest, (i8x64)(maximum));
    __builtin_memcpy(job->output + channel, &greatest, sizeof greatest);
  }
  for (; channel < job->channel_count; channel += 16) {
    int32_t count = job->channel_count - channel;
    swiftlet_i8x16 greatest = (swiftlet_i8x16)(minimum);
    for (int32_t line = 0; line < walk.lines; line++) {
      const int8_t *x = job->input + channel + line * walk.line_stride;
      for (int32_t column = 0; column < walk.columns; column++, x += walk.column_stride) {
        greatest = __builtin_elementwise_max(greatest, swiftlet_load_some_i8(x, count));
      }
    }
    greatest = __builtin_elementwise_min(greatest, (swiftlet_i8x16)(maximum));
    swiftlet_store_some_i8(job->output + channel, greatest, count);
  }
}

SWIFTLET_INLINE f32x64 joined(f32x64 a, f32x64 b, const int adds) {
  if (adds) return a + b;
  return b > a ? b : a;
}

SWIFTLET_INLINE swiftlet_f32x16 joined_16(swiftlet_f32x16 a, swiftlet_f32x16 b, const int adds) {
  if (adds) return a + b;
  return b > a ? b : a;
}

SWIFTLET_INLINE swiftlet_f32x16 float_result(swiftlet_f32x16 value,
                                             const swiftlet_pool_float32 *job, const int adds) {
  if (adds) value = value / (swiftlet_f32x16)(job->divisor);
  return swiftlet_clamp_f32x16(value, job->minimum, job->maximum);
}

SWIFTLET_INLINE void gather_float32(const swiftlet_pool_float32 *job, const int adds) {
  walk walk = walk_of(job->line_stride, job->column_stride, job->line_count, job->column_count);
  float start = adds ? 0.0f : -__builtin_inff();
  int32_t channel = 0;
  for (; job->channel_count - channel >= 64; channel += 64) {
    f32x64 all = (f32x64)(start);
    for (int32_t line = 0; line < walk.lines; line++) {
      const float *x = job->input + channel + line * walk.line_stride;
      for (int32_t column = 0; column < walk.columns; column++, x += walk.column_stride) {
        f32x64 value;
        __builtin_memcpy(&value, x, sizeof value);
        all = joined(all, value, adds);
      }
    }
    swiftlet_f32x16 part[4] = {all.lo.lo, all.lo.hi, all.hi.lo, all.hi.hi};
    for (int i = 0; i < 4; i++) part[i] = float_result(part[i], job, adds);
    __builtin_memcpy(job->output + channel, part, sizeof part);
  }
  for (; channel < job->channel_count; channel += 16) {
    int32_t count = job->channel_count - channel;
    swiftlet_f32x16 all = (swiftlet_f32x16)(start);
    for (int32_t line = 0; line < walk.lines; line++) {
      const float *x = job->input + channel + line * walk.line_stride;
      for (int32_t column = 0; column < walk.columns; column++, x += walk.column_stride) {
        all = joined_16(all, swiftlet_load_some_f32(x, count), adds);
      }
    }
    swiftlet_store_some_f32(job->output + channel, float_result(all, job, adds), count);
  }
}

void NAMED(mean_float32)(const swiftlet_pool_float32 *job) { gather_float32(job, 1); }

void NAMED(maximum_float32)(const swiftlet_pool_float32 *job) { gather_float32(job, 0); }
