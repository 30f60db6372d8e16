/*
 * The loops of an int8 dot over tiles of rows and channels. A variant includes this once, inside its
 * target attribute, having defined
 *
 *   lanes, a macro                          the channels of one `sums`: 4, 8 or 16
 *   group load_group(const int8_t *x)       four inputs, ready to meet weights
 *   sums start(bias)                        the sums before any product
 *   weights load(w)                         the four weights of each lane
 *   sums accumulate(sums, group, weights)   plus the products
 *   uints finish(sums)                      the int32 sums in the order of the channels
 *
 * unless lanes are 4,
 *
 *   lane_mask mask_of(int32_t count)        the first channels of a vector, 1 ... lanes
 *   start_some(bias, m), load_some(w, m)    start and load that read those alone
 *
 * and, if its products are with weights + 128,
 *
 *   weight_offset, a macro                  128
 *   row_sum add_256(row_sum, x), add_16     plus so many bytes at x
 *   row_sum add_some(row_sum, x, count)     plus fewer than 16
 *   totals_of_four(row_sum *, uint32_t *)   the sums of four rows
 */

#include "requantize_vectors.h"

enum { vector_count = 16 / lanes, row_limit = 8, sums_limit = 32 };

#if lanes == 4
/* A vector of four channels is whole or not there. */
typedef int lane_mask;

SWIFTLET_INLINE lane_mask mask_of(int32_t count) { return count; }

SWIFTLET_INLINE sums start_some(const char *bias, lane_mask mask) {
  (void)mask;
  return start(bias);
}

SWIFTLET_INLINE weights load_some(const int8_t *w, lane_mask mask) {
  (void)mask;
  return load(w);
}
#endif

#ifndef weight_offset
#define weight_offset 0
#endif

/* Whole blocks, one after the other, or a vector's channels of the last one. */
typedef struct {
  const char *block;
  size_t block_size;
  size_t weights;          /* from the start of a block, or of its vector */
  size_t line;             /* the bytes of four weights for each channel of a block */
  int32_t channel, width;  /* the first channel, and how many a block or vector has */
  lane_mask mask;
} part;

SWIFTLET_INLINE const int8_t *tap_of_row(const swiftlet_dot_int8 *job, int32_t tap, int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

#if weight_offset
/* Adds the bytes of one tap of each row. */
SWIFTLET_INLINE void add_rows(row_sum *partial, const int8_t *const *x, int32_t depth,
                              const int rows) {
  ptrdiff_t k = 0;
#pragma clang loop unroll(disable)
  for (; k + 256 <= depth; k += 256) {
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) partial[row] = add_256(partial[row], x[row] + k);
  }
#pragma clang loop unroll(disable)
  for (; k + 16 <= depth; k += 16) {
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) partial[row] = add_16(partial[row], x[row] + k);
  }
  if (k < depth) {
    int32_t rest = depth - (int32_t)k;
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) partial[row] = add_some(partial[row], x[row] + k, rest);
  }
}
#else
static __attribute__((noinline)) uint32_t sum_of_row(const swiftlet_dot_int8 *job, int32_t row) {
  uint32_t sum = 0;
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const int8_t *x = tap_of_row(job, tap, row);
    for (int32_t k = 0; k < job->tap_depth; k++) sum += (uint32_t)x[k];
  }
  return sum;
}
#endif

/* Adds one group of each row to the tile; sums are ordered by row, then by channel. */
SWIFTLET_INLINE void add_group(sums *tile, const group *x, const int8_t *w, const part *at,
                               const int rows, const int vectors, const int is_whole) {
#pragma clang loop unroll(full)
  for (int vector = 0; vector < vectors; vector++) {
    const int8_t *from =
        w + (size_t)(vector / vector_count) * at->block_size + vector % vector_count * lanes * 4;
    weights four = is_whole ? load(from) : load_some(from, at->mask);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
      sums *sum = &tile[row * vectors + vector];
      *sum = accumulate(*sum, x[row], four);
    }
  }
}

/* Adds one tap of each row to the tile, and returns the weights of the next. */
SWIFTLET_INLINE const int8_t *add_tap(sums *tile, const int8_t *const *x, int32_t depth,
                                      const int8_t *w, const part *at, const int rows,
                                      const int vectors, const int is_whole) {
  size_t line = is_whole ? 64 : at->line;
  group groups[row_limit];
  ptrdiff_t k = 0;
#pragma clang loop unroll(disable)
  for (; k + 4 <= depth; k += 4, w += line) {
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) groups[row] = load_group(x[row] + k);
    add_group(tile, groups, w, at, rows, vectors, is_whole);
  }
  if (k < depth) {
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
      int8_t rest[4] = {x[row][k], 0, 0, 0};
      if (k + 1 < depth) rest[1] = x[row][k + 1];
      if (k + 2 < depth) rest[2] = x[row][k + 2];
      groups[row] = load_group(rest);
    }
    add_group(tile, groups, w, at, rows, vectors, is_whole);
  }
  return w;
}

/* Makes the results of one row and one block or vector from their sums, and stores them. */
SWIFTLET_INLINE void store_piece(const swiftlet_dot_int8 *job, int32_t row, int32_t channel,
                                 int32_t count, swiftlet_u32x16 total,
                                 swiftlet_f32x16 multiplier) {
  swiftlet_i8x16 y = swiftlet_requantize_16(total, multiplier, job->output_zero_point,
                                            job->minimum, job->maximum);
  if (job->residual) {
    const int8_t *residual = job->residual + (ptrdiff_t)row * job->residual_stride + channel;
    swiftlet_i32x16 sum = swiftlet_add_residual_16(&job->addition,
                                                   __builtin_convertvector(y, swiftlet_i32x16),
                                                   swiftlet_load_some_i8(residual, count));
    y = __builtin_convertvector(sum, swiftlet_i8x16);
  }
  int8_t *output = job->output + (ptrdiff_t)row * job->output_stride + channel;
  swiftlet_store_some_i8(output, y, count);
}

/* Makes the real results of a tile from its sums, as `store_tile` does those of 8 bits. */
static __attribute__((noinline)) void store_real_tile(const swiftlet_dot_int8 *job, const part *at,
                                                      int32_t first_row, int rows, int blocks,
                                                      const uints *totals,
                                                      const uint32_t *row_sums) {
  uint32_t zero_point = (uint32_t)(weight_offset + job->weight_zero_point);
  swiftlet_f32x16 multiplier = (swiftlet_f32x16)(job->multiplier);
  for (int block = 0; block < blocks; block++) {
    const char *header = at->block + (size_t)block * at->block_size;
    if (job->has_multipliers) {
      multiplier = swiftlet_load_some_f32((const float *)(header + at->line), at->width);
    }
    swiftlet_u32x16 bias = swiftlet_load_some_u32(header, at->width);
    int32_t channel = at->channel + block * 16, rest = job->channel_count - channel;
    for (int row = 0; row < rows; row++) {
      swiftlet_u32x16 total = swiftlet_load_u32x16(totals + (row * blocks + block) * vector_count);
      total -= (swiftlet_u32x16)(zero_point * row_sums[row]);
      swiftlet_store_real_16(job, first_row + row, channel, rest < at->width ? rest : at->width,
                             total, bias, multiplier);
    }
  }
}

/* Makes the results of a tile from its sums, which are ordered by row, then by channel. */
static __attribute__((noinline)) void store_tile(const swiftlet_dot_int8 *job, const part *at,
                                                 int32_t first_row, int rows, int blocks,
                                                 const uints *totals, const uint32_t *row_sums) {
  if (job->real) return store_real_tile(job, at, first_row, rows, blocks, totals, row_sums);
  uint32_t zero_point = (uint32_t)(weight_offset + job->weight_zero_point);
  swiftlet_f32x16 multiplier = (swiftlet_f32x16)(job->multiplier);
  for (int block = 0; block < blocks; block++) {
    if (job->has_multipliers) {
      multiplier = swiftlet_load_some_f32(
          (const float *)(at->block + (size_t)block * at->block_size + at->line), at->width);
    }
    int32_t channel = at->channel + block * 16, rest = job->channel_count - channel;
    for (int row = 0; row < rows; row++) {
      swiftlet_u32x16 total = swiftlet_load_u32x16(totals + (row * blocks + block) * vector_count);
      if (zero_point) total -= (swiftlet_u32x16)(zero_point * row_sums[row]);
      store_piece(job, first_row + row, channel, rest < at->width ? rest : at->width, total,
                  multiplier);
    }
  }
}

/* Computes a tile of rows and whole blocks, or of rows and one vector of the last block. */
SWIFTLET_INLINE void compute_tile(const swiftlet_dot_int8 *job, const part *at, int32_t first_row,
                                  const int rows, const int blocks, const int is_whole) {
  const int vectors = is_whole ? blocks * vector_count : 1;
  sums tile[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * vectors; index++) {
    int vector = index % vectors;
    const char *bias = at->block + (size_t)(vector / vector_count) * at->block_size +
                       vector % vector_count * lanes * 4;
    tile[index] = is_whole ? start(bias) : start_some(bias, at->mask);
  }
#if weight_offset
  row_sum partial[row_limit] = {0};
#endif
  const int8_t *w = (const int8_t *)at->block + at->weights;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const int8_t *x[row_limit];
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) x[row] = tap_of_row(job, tap, first_row + row);
#if weight_offset
    add_rows(partial, x, job->tap_depth, rows);
#endif
    w = add_tap(tile, x, job->tap_depth, w, at, rows, vectors, is_whole);
  }
  /* Of the last block, one vector is here and the others are nothing. */
  uints totals[sums_limit];
  const int stride = is_whole ? 1 : vector_count;
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * vectors * stride; index++) {
    totals[index] = index % stride == 0 ? finish(tile[index / stride]) : (uints){0};
  }
  uint32_t row_sums[row_limit];
#if weight_offset
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row += 4) totals_of_four(partial + row, row_sums + row);
#else
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    row_sums[row] = job->weight_zero_point ? sum_of_row(job, first_row + row) : 0;
  }
#endif
  store_tile(job, at, first_row, rows, blocks, totals, row_sums);
}

/* Computes as many tiles of this many rows as fit from first_row on, and returns the next row. */
SWIFTLET_INLINE int32_t compute_rows(const swiftlet_dot_int8 *job, const part *at,
                                     int32_t first_row, const int rows, const int blocks,
                                     const int is_whole) {
  for (; job->row_count - first_row >= rows; first_row += rows) {
    compute_tile(job, at, first_row, rows, blocks, is_whole);
  }
  return first_row;
}

/* The first block, and those behind it. */
SWIFTLET_INLINE part first_blocks(const swiftlet_dot_int8 *job) {
  size_t header = swiftlet_header_size(job->has_multipliers);
  part at = {.block = (const char *)job->blocks, .block_size = 16 * swiftlet_dot_lane_size(job),
             .weights = 16 * header, .line = 64, .channel = 0, .width = 16};
  at.mask = mask_of(lanes);
  return at;
}

SWIFTLET_INLINE void advance(part *at, int blocks) {
  at->block += (size_t)blocks * at->block_size;
  at->channel += blocks * 16;
}

/* The first vector of the last block, of so many channels. */
SWIFTLET_INLINE void narrow(part *at, const swiftlet_dot_int8 *job, int32_t lane_count) {
  at->line = 4 * (size_t)lane_count;
  at->weights = (size_t)lane_count * swiftlet_header_size(job->has_multipliers);
  at->width = lane_count < lanes ? lane_count : lanes;
  at->mask = mask_of(at->width);
}

/* The next vector of the last block, and the channels that are left. */
SWIFTLET_INLINE void advance_vector(part *at, int32_t *lane_count) {
  *lane_count -= lanes;
  at->block += 4 * lanes;
  at->channel += lanes;
  at->width = *lane_count < lanes ? *lane_count : lanes;
  at->mask = mask_of(at->width);
}
