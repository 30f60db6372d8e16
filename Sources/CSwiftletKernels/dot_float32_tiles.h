/*
 * The loops of a float32 dot over tiles of rows and channels. A variant includes this once, inside
 * its target attribute, which has a fused multiply-add, having defined
 *
 *   lanes, a macro   the channels of one vector: 4, 8 or 16
 *
 * and, unless lanes are 4,
 *
 *   floats                                the vector
 *   lane_mask mask_of(int32_t count)      the first channels of a vector, 1 ... lanes
 *   floats load_some(from, lane_mask m)   those of a vector alone; the others are 0
 */

#include "vectors.h"

#if lanes == 4
/* A vector of four channels is whole or not there. */
typedef int lane_mask;
typedef float floats __attribute__((ext_vector_type(lanes)));

SWIFTLET_INLINE lane_mask mask_of(int32_t count) { return count; }

SWIFTLET_INLINE floats load_some(const float *from, lane_mask mask) {
  (void)mask;
  floats value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}
#endif

enum { vector_count = 16 / lanes, row_limit = 8, sums_limit = 32 };

/* Whole blocks, one after the other, or a vector's channels of the last one. */
typedef struct {
  const float *block;
  size_t block_size;       /* in floats, as all that follows */
  size_t line;             /* the channels of a block */
  int32_t channel, width;  /* the first channel, and how many a block or vector has */
  lane_mask mask;
} part;

SWIFTLET_INLINE floats load(const float *from, const part *at, const int is_whole) {
  if (!is_whole) return load_some(from, at->mask);
  floats value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

SWIFTLET_INLINE const float *tap_of_row(const swiftlet_dot_float32 *job, int32_t tap,
                                        int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

/* What is for a vector, where w is for the first. */
SWIFTLET_INLINE const float *of_vector(const float *w, const part *at, int vector) {
  return w + (size_t)(vector / vector_count) * at->block_size + vector % vector_count * lanes;
}

/* Adds the products with one element of each row to the tile, ordered by row, then by channel. */
SWIFTLET_INLINE void add_element(floats *tile, const float *const *x, ptrdiff_t k, const float *w,
                                 const part *at, const int rows, const int vectors,
                                 const int is_whole) {
  /* Weights outside, rows inside: the registers hold one input at a time. */
  floats weights[sums_limit];
#pragma clang loop unroll(full)
  for (int vector = 0; vector < vectors; vector++) {
    weights[vector] = load(of_vector(w, at, vector), at, is_whole);
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    floats input = (floats)(x[row][k]);
#pragma clang loop unroll(full)
    for (int vector = 0; vector < vectors; vector++) {
      floats *sum = &tile[row * vectors + vector];
      *sum = __builtin_elementwise_fma(input, weights[vector], *sum);
    }
  }
}

/* Makes the results of a tile from its sums, which are ordered by row, then by channel. */
static __attribute__((noinline)) void store_tile(const swiftlet_dot_float32 *job, const part *at,
                                                 int32_t first_row, int rows, int blocks,
                                                 const floats *totals) {
  for (int32_t row = first_row; row < first_row + rows; row++) {
    for (int32_t block = 0; block < blocks; block++, totals += vector_count) {
      int32_t channel = at->channel + block * 16, count = job->channel_count - channel;
      if (count > at->width) count = at->width;
      swiftlet_f32x16 y = swiftlet_load_f32x16(totals);
      y = swiftlet_clamp_f32x16(y, job->minimum, job->maximum);
      if (job->residual) {
        y += swiftlet_load_some_f32(
            job->residual + (ptrdiff_t)row * job->residual_stride + channel, count);
        y = swiftlet_clamp_f32x16(y, job->residual_minimum, job->residual_maximum);
      }
      swiftlet_store_some_f32(job->output + (ptrdiff_t)row * job->output_stride + channel, y,
                              count);
    }
  }
}

/* Computes a tile of rows and whole blocks, or of rows and one vector of the last block. */
SWIFTLET_INLINE void compute_tile(const swiftlet_dot_float32 *job, const part *at,
                                  int32_t first_row, const int rows, const int blocks,
                                  const int is_whole) {
  const int vectors = is_whole ? blocks * vector_count : 1;
  size_t line = is_whole ? 16 : at->line;
  floats tile[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * vectors; index++) {
    tile[index] = load(of_vector(at->block, at, index % vectors), at, is_whole);
  }
  const float *w = at->block + line;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const float *x[row_limit];
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) x[row] = tap_of_row(job, tap, first_row + row);
#pragma clang loop unroll(disable)
    for (ptrdiff_t k = 0; k < job->tap_depth; k++, w += line) {
      add_element(tile, x, k, w, at, rows, vectors, is_whole);
    }
  }
  /* Of the last block, one vector is here and the others are nothing. */
  floats totals[sums_limit];
  const int stride = is_whole ? 1 : vector_count;
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * vectors * stride; index++) {
    totals[index] = index % stride == 0 ? tile[index / stride] : (floats)(0.0f);
  }
  store_tile(job, at, first_row, rows, blocks, totals);
}

/* Computes as many tiles of this many rows as fit from first_row on, and returns the next row. */
SWIFTLET_INLINE int32_t compute_rows(const swiftlet_dot_float32 *job, const part *at,
                                     int32_t first_row, const int rows, const int blocks,
                                     const int is_whole) {
  for (; job->row_count - first_row >= rows; first_row += rows) {
    compute_tile(job, at, first_row, rows, blocks, is_whole);
  }
  return first_row;
}

/* The first block, and those behind it. */
SWIFTLET_INLINE part first_blocks(const swiftlet_dot_float32 *job) {
  size_t lane_size = 1 + (size_t)job->tap_count * (size_t)job->tap_depth;
  part at = {.block = (const float *)job->blocks, .block_size = 16 * lane_size, .line = 16,
             .channel = 0, .width = 16};
  at.mask = mask_of(lanes);
  return at;
}

SWIFTLET_INLINE void advance(part *at, int blocks) {
  at->block += (size_t)blocks * at->block_size;
  at->channel += blocks * 16;
}

/* The first vector of the last block, of so many channels. */
SWIFTLET_INLINE void narrow(part *at, int32_t lane_count) {
  at->line = (size_t)lane_count;
  at->width = lane_count < lanes ? lane_count : lanes;
  at->mask = mask_of(at->width);
}

/* The next vector of the last block, and the channels that are left. */
SWIFTLET_INLINE void advance_vector(part *at, int32_t *lane_count) {
  *lane_count -= lanes;
  at->block += lanes;
  at->channel += lanes;
  at->width = *lane_count < lanes ? *lane_count : lanes;
  at->mask = mask_of(at->width);
}
