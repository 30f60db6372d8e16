#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod,i8mm"))), apply_to = function)

#include "requantize_vectors.h"

enum { pair_limit = 4 };

/* Some vectors of four channels, all in one block. */
typedef struct {
  const char *bias;
  const char *multipliers;  /* if the job says so */
  const int8_t *weights;
  size_t line;              /* the bytes of four weights for each channel of the block */
  int32_t channel, count;   /* the first channel, and how many have an output */
} part;

/* The sums of two rows, of the first and the last two of four channels: first row, second row. */
typedef struct {
  int32x4_t low, high;
} sums;

/* Eight weights of each of four channels, as `sums` has the channels. */
typedef struct {
  int8x16_t low, high;
} weights;

SWIFTLET_INLINE const int8_t *tap_of_row(const swiftlet_dot_int8 *job, int32_t tap, int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

static __attribute__((noinline)) uint32_t sum_of_row(const swiftlet_dot_int8 *job, int32_t row) {
  uint32_t sum = 0;
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const int8_t *x = tap_of_row(job, tap, row);
    for (int32_t k = 0; k < job->tap_depth; k++) sum += (uint32_t)x[k];
  }
  return sum;
}

SWIFTLET_INLINE sums start(const char *bias) {
  int64x2_t four = vreinterpretq_s64_s32(vld1q_s32((const int32_t *)bias));
  sums both = {vreinterpretq_s32_s64(vdupq_laneq_s64(four, 0)),
               vreinterpretq_s32_s64(vdupq_laneq_s64(four, 1))};
  return both;
}

/* Puts two groups of four weights side by side. */
SWIFTLET_INLINE weights joined(int8x16_t first, int8x16_t second) {
  int32x4_t a = vreinterpretq_s32_s8(first), b = vreinterpretq_s32_s8(second);
  weights eight = {vreinterpretq_s8_s32(vzip1q_s32(a, b)), vreinterpretq_s8_s32(vzip2q_s32(a, b))};
  return eight;
}

SWIFTLET_INLINE sums accumulate(sums sum, int8x16_t x, weights w) {
  sum.low = vmmlaq_s32(sum.low, x, w.low);
  sum.high = vmmlaq_s32(sum.high, x, w.high);
  return sum;
}

/* Adds eight inputs of each row to the tile; of the weights there may be four. */
SWIFTLET_INLINE void add_eight(sums *tile, const int8x16_t *x, const int8_t *w, size_t line,
                               const int pairs, const int vectors, const int has_second) {
#pragma clang loop unroll(full)
  for (int vector = 0; vector < vectors; vector++) {
    const int8_t *from = w + 16 * vector;
    weights eight = joined(vld1q_s8(from), has_second ? vld1q_s8(from + line) : vdupq_n_s8(0));
#pragma clang loop unroll(full)
    for (int pair = 0; pair < pairs; pair++) {
      sums *sum = &tile[pair * vectors + vector];
      *sum = accumulate(*sum, x[pair], eight);
    }
  }
}

/* Adds one tap of each row to the tile, moves behind it, and returns the weights of the next. */
SWIFTLET_INLINE const int8_t *add_tap(sums *tile, const int8_t **x, int32_t depth,
                                      const int8_t *w, size_t line, const int pairs,
                                      const int vectors) {
  int8x16_t rows[pair_limit];
  int32_t rest = depth;
#pragma clang loop unroll(disable)
  for (; rest >= 8; rest -= 8, w += 2 * line) {
#pragma clang loop unroll(full)
    for (int pair = 0; pair < pairs; pair++) {
      rows[pair] = vcombine_s8(vld1_s8(x[2 * pair]), vld1_s8(x[2 * pair + 1]));
      x[2 * pair] += 8, x[2 * pair + 1] += 8;
    }
    add_eight(tile, rows, w, line, pairs, vectors, 1);
  }
  if (rest == 0) return w;
#pragma clang loop unroll(full)
  for (int pair = 0; pair < pairs; pair++) {
    uint64_t first = swiftlet_load_some_bytes(x[2 * pair], rest);
    uint64_t second = swiftlet_load_some_bytes(x[2 * pair + 1], rest);
    rows[pair] = vcombine_s8(vcreate_s8(first), vcreate_s8(second));
  }
  if (rest > 4) {
    add_eight(tile, rows, w, line, pairs, vectors, 1);
    return w + 2 * line;
  }
  add_eight(tile, rows, w, line, pairs, vectors, 0);
  return w + line;
}

/* Makes the real results of rows from their sums, as `store_rows` does those of 8 bits. */
static __attribute__((noinline)) void store_real_rows(const swiftlet_dot_int8 *job, const part *at,
                                                      int32_t first_row, int32_t rows,
                                                      int32_t width,
                                                      const swiftlet_u32x16 *totals) {
  swiftlet_f32x16 multiplier = (swiftlet_f32x16)(job->multiplier);
  if (job->has_multipliers) {
    multiplier = swiftlet_load_some_f32((const float *)at->multipliers, width);
  }
  swiftlet_u32x16 bias = swiftlet_load_some_u32(at->bias, width);
  for (int32_t row = first_row; row < first_row + rows; row++) {
    swiftlet_u32x16 total = *totals++;
    if (job->weight_zero_point) {
      total -= (swiftlet_u32x16)((uint32_t)job->weight_zero_point * sum_of_row(job, row));
    }
    swiftlet_store_real_16(job, row, at->channel, at->count, total, bias, multiplier);
  }
}

/* Makes the results of rows from their sums, and stores them. */
static __attribute__((noinline)) void store_rows(const swiftlet_dot_int8 *job, const part *at,
                                                 int32_t first_row, int32_t rows, int32_t width,
                                                 const swiftlet_u32x16 *totals) {
  if (job->real) return store_real_rows(job, at, first_row, rows, width, totals);
  swiftlet_f32x16 multiplier = (swiftlet_f32x16)(job->multiplier);
  if (job->has_multipliers) {
    multiplier = swiftlet_load_some_f32((const float *)at->multipliers, width);
  }
  for (int32_t row = first_row; row < first_row + rows; row++) {
    swiftlet_u32x16 total = *totals++;
    if (job->weight_zero_point) {
      total -= (swiftlet_u32x16)((uint32_t)job->weight_zero_point * sum_of_row(job, row));
    }
    swiftlet_i8x16 y = swiftlet_requantize_16(total, multiplier, job->output_zero_point,
                                              job->minimum, job->maximum);
    if (job->residual) {
      const int8_t *residual = job->residual + (ptrdiff_t)row * job->residual_stride + at->channel;
      swiftlet_i32x16 sum = swiftlet_add_residual_16(&job->addition,
                                                     __builtin_convertvector(y, swiftlet_i32x16),
                                                     swiftlet_load_some_i8(residual, at->count));
      y = __builtin_convertvector(sum, swiftlet_i8x16);
    }
    int8_t *output = job->output + (ptrdiff_t)row * job->output_stride + at->channel;
    swiftlet_store_some_i8(output, y, at->count);
  }
}

/* Computes a tile of pairs of rows, of which the last few may be the last row again. */
SWIFTLET_INLINE void compute_tile(const swiftlet_dot_int8 *job, const part *at, int32_t first_row,
                                  const int pairs, const int vectors) {
  int32_t rows = job->row_count - first_row;
  if (rows > 2 * pairs) rows = 2 * pairs;
  sums tile[pair_limit * 4];
#pragma clang loop unroll(full)
  for (int index = 0; index < pairs * vectors; index++) {
    tile[index] = start(at->bias + 16 * (index % vectors));
  }
  const int8_t *w = at->weights;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const int8_t *x[2 * pair_limit];
#pragma clang loop unroll(full)
    for (int row = 0; row < 2 * pairs; row++) {
      x[row] = tap_of_row(job, tap, first_row + (row < rows ? row : rows - 1));
    }
    w = add_tap(tile, x, job->tap_depth, w, at->line, pairs, vectors);
  }
  swiftlet_u32x16 totals[2 * pair_limit];
  int64x2_t *total = (int64x2_t *)totals;
#pragma clang loop unroll(full)
  for (int index = 0; index < pairs * vectors; index++) {
    int64x2_t low = vreinterpretq_s64_s32(tile[index].low);
    int64x2_t high = vreinterpretq_s64_s32(tile[index].high);
    int first = index / vectors * 8 + index % vectors;
    total[first] = vzip1q_s64(low, high);
    total[first + 4] = vzip2q_s64(low, high);
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < 8 * pairs; index++) {
    if (index % 4 >= vectors) total[index] = vdupq_n_s64(0);
  }
  store_rows(job, at, first_row, rows, 4 * vectors, totals);
}

/* Computes all rows of a part in tiles of at most so many pairs. */
SWIFTLET_INLINE void compute_rows(const swiftlet_dot_int8 *job, const part *at, const int pairs,
                                  const int vectors) {
  int32_t row = 0;
  for (; job->row_count - row > 2 * pairs - 2; row += 2 * pairs) {
    compute_tile(job, at, row, pairs, vectors);
  }
  for (; job->row_count - row > 2; row += 4) compute_tile(job, at, row, 2, vectors);
  for (; row < job->row_count; row += 2) compute_tile(job, at, row, 1, vectors);
}

void swiftlet_dot_int8_i8mm(const swiftlet_dot_int8 *job) {
  if (job->window) return swiftlet_dot_windows_int8(job, swiftlet_dot_int8_i8mm);
  if (job->row_count == 1) {
    swiftlet_dot_int8_dotprod(job);
    return;
  }
  const char *block = (const char *)job->blocks;
  size_t header = swiftlet_header_size(job->has_multipliers);
  size_t block_size = 16 * swiftlet_dot_lane_size(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), channel = 0;
  for (; lane_count - channel >= 16; channel += 16, block += block_size) {
    int32_t rest = job->channel_count - channel;
    part at = {block, block + 64, (const int8_t *)block + 16 * header, 64, channel,
               rest < 16 ? rest : 16};
    compute_rows(job, &at, 3, 4);
  }
  size_t line = 4 * (size_t)(lane_count - channel);
  const char *last = block;
  for (; channel < lane_count; channel += 4, block += 16) {
    int32_t rest = job->channel_count - channel;
    part at = {block, block + line,
               (const int8_t *)last + line / 4 * header + (block - last), line, channel,
               rest < 4 ? rest : 4};
    compute_rows(job, &at, 4, 1);
  }
}

#pragma clang attribute pop
#endif
