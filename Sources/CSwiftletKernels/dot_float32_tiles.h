/*
 * The loops of a float32 dot over tiles of rows and channels. A variant includes this once, inside
 * its target attribute, which has a fused multiply-add, having defined
 *
 *   lanes, a macro                    the channels of one vector: 4, 8 or 16
 *   floats                            the vector
 *   floats load_some(from, count)     the first floats of a vector alone, 1 ... lanes
 *
 * without load_some if lanes are 4; and, if weights are not float,
 *
 *   weight, a macro                   the type of an element
 *   is_scaled, a macro                1 if sums are multiplied by a scale
 *   floats load_weights(w)            the weights of a vector
 *   load_some_weights(w, count)       those of the first channels alone
 */

#include "vectors.h"

#if lanes == 4
/* A vector of four channels is whole or not there. */
SWIFTLET_INLINE floats load_some(const float *from, int32_t count) {
  (void)count;
  floats value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}
#endif

SWIFTLET_INLINE floats load(const float *from) {
  floats value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

#ifndef weight
#define weight float
#define is_scaled 0

SWIFTLET_INLINE floats load_weights(const float *w) { return load(w); }

SWIFTLET_INLINE floats load_some_weights(const float *w, int32_t count) {
  return load_some(w, count);
}
#endif

enum { vector_count = 16 / lanes, row_limit = 8, sums_limit = 32 };

/* Whole blocks, one after the other, or a vector's channels of the last one. */
typedef struct {
  const char *block;       /* the bias of the first channel */
  const weight *weights;   /* its first weight */
  size_t block_size;
  size_t line;             /* the channels of a block */
  int32_t channel, width;  /* the first channel, and how many a block or vector has */
} part;

SWIFTLET_INLINE const float *tap_of_row(const swiftlet_dot_float32 *job, int32_t tap,
                                        int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

/* Adds the products with one element of each row to the tile, ordered by row, then by channel. */
SWIFTLET_INLINE void add_element(floats *tile, const float *const *x, ptrdiff_t k, const weight *w,
                                 const part *at, const int rows, const int vectors,
                                 const int is_whole) {
  /* Weights outside, rows inside: the registers hold one input at a time. */
  floats weights[sums_limit];
#pragma clang loop unroll(full)
  for (int vector = 0; vector < vectors; vector++) {
    const weight *from =
        (const weight *)((const char *)w + (size_t)(vector / vector_count) * at->block_size) +
        vector % vector_count * lanes;
    weights[vector] = is_whole ? load_weights(from) : load_some_weights(from, at->width);
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
      if (is_scaled) {
        const float *bias = (const float *)(at->block + (size_t)block * at->block_size);
        swiftlet_f32x16 scale = (swiftlet_f32x16)(job->scale);
        if (job->has_scales) scale = swiftlet_load_some_f32(bias + at->line, at->width);
        y = swiftlet_scaled_f32x16(y, scale, swiftlet_load_some_f32(bias, at->width));
      }
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

/* The sums of a vector before any product. */
SWIFTLET_INLINE floats start(const part *at, int vector, const int is_whole) {
  if (is_scaled) return (floats)(0.0f);
  if (!is_whole) return load_some((const float *)at->block, at->width);
  return load((const float *)(at->block + (size_t)(vector / vector_count) * at->block_size) +
              vector % vector_count * lanes);
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
    tile[index] = start(at, index % vectors, is_whole);
  }
  const weight *w = at->weights;
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

SWIFTLET_INLINE size_t header_size(const swiftlet_dot_float32 *job) {
  return swiftlet_header_size(is_scaled && job->has_scales);
}

/* The first block, and those behind it. */
SWIFTLET_INLINE part first_blocks(const swiftlet_dot_float32 *job) {
  size_t reduction = (size_t)job->tap_count * (size_t)job->tap_depth, header = header_size(job);
  part at = {.block = (const char *)job->blocks,
             .weights = (const weight *)((const char *)job->blocks + 16 * header),
             .block_size = 16 * (header + reduction * sizeof(weight)), .line = 16, .channel = 0,
             .width = 16};
  return at;
}

SWIFTLET_INLINE void advance(part *at, int blocks) {
  at->block += (size_t)blocks * at->block_size;
  at->weights = (const weight *)((const char *)at->weights + (size_t)blocks * at->block_size);
  at->channel += blocks * 16;
}

/* The first vector of the last block, of so many channels. */
SWIFTLET_INLINE void narrow(part *at, const swiftlet_dot_float32 *job, int32_t lane_count) {
  at->weights = (const weight *)(at->block + (size_t)lane_count * header_size(job));
  at->line = (size_t)lane_count;
  at->width = lane_count < lanes ? lane_count : lanes;
}

/* The next vector of the last block, and the channels that are left. */
SWIFTLET_INLINE void advance_vector(part *at, int32_t *lane_count) {
  *lane_count -= lanes;
  at->block += 4 * lanes;
  at->weights += lanes;
  at->channel += lanes;
  at->width = *lane_count < lanes ? *lane_count : lanes;
}
