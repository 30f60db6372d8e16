/*
 * The loops of a float32 dot over tiles of rows and channels. A variant includes this once, inside
 * its target attribute, which has a fused multiply-add, having defined
 *
 *   lanes, a macro                    the channels of one vector of whole blocks: 4, 8 or 16
 *   floats                            the vector
 *   narrow_lanes, a macro             the channels of one vector of the last block: 4 or 8
 *   narrow_floats                     the vector
 *   narrow_floats load_narrow(from, count)        the first floats of a vector alone, 4 or 8
 *
 * without load_narrow if narrow_lanes are 4; and, if weights are not float,
 *
 *   weight, a macro                   the type of an element
 *   is_scaled, a macro                1 if sums are multiplied by a scale
 *   floats load_weights(w)            the weights of a vector
 *   narrow_floats load_narrow_weights(w, count)   those of the first channels alone
 */

#include "vectors.h"

#if narrow_lanes == 4
/* A vector of four channels is whole or not there. */
SWIFTLET_INLINE narrow_floats load_narrow(const float *from, int32_t count) {
  (void)count;
  narrow_floats value;
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

SWIFTLET_INLINE narrow_floats load_narrow_weights(const float *w, int32_t count) {
  return load_narrow(w, count);
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

/* Finds the elements of some rows under a tap. */
SWIFTLET_INLINE void find_rows(const swiftlet_dot_float32 *job, int32_t tap, int32_t first_row,
                               const int rows, const float **x) {
  if (!job->offsets) {
    const float *next = job->input + (ptrdiff_t)first_row * job->row_stride;
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++, next += job->row_stride) x[row] = next;
    return;
  }
  const int32_t *offsets = job->offsets + (ptrdiff_t)tap * job->offset_stride + first_row;
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    x[row] = offsets[row] < 0 ? job->padding : job->input + offsets[row];
  }
}

/* Makes results of sums that are ordered by row, then by block: those of channels that are not a
   whole vector of the output, and those of tiles too rare to be worth code of their own. */
static __attribute__((noinline)) void store_tile(const swiftlet_dot_float32 *job, const part *at,
                                                 int32_t first_row, int rows, int blocks,
                                                 const float *totals) {
  for (int32_t row = first_row; row < first_row + rows; row++) {
    for (int32_t block = 0; block < blocks; block++, totals += 16) {
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

SWIFTLET_INLINE floats clamped(floats value, floats low, floats high) {
  value = value < low ? low : value;
  return value > high ? high : value;
}

/* The first of the floats in front of the weights of a vector: its biases. */
SWIFTLET_INLINE const float *header(const part *at, int vector) {
  return (const float *)(at->block + (size_t)(vector / vector_count) * at->block_size) +
         vector % vector_count * lanes;
}

/* Adds the products with one element of each row to the tile, ordered by row, then by channel. */
SWIFTLET_INLINE void add_element(floats *tile, const float *const *x, ptrdiff_t k, const weight *w,
                                 const part *at, const int rows, const int vectors) {
  /* Weights outside, rows inside: the registers hold one input at a time. */
  floats weights[sums_limit];
#pragma clang loop unroll(full)
  for (int vector = 0; vector < vectors; vector++) {
    const char *block = (const char *)w + (size_t)(vector / vector_count) * at->block_size;
    weights[vector] = load_weights((const weight *)block + vector % vector_count * lanes);
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

/* Makes the results of a tile all of whose channels are channels of the output. */
SWIFTLET_INLINE void finish_tile(const swiftlet_dot_float32 *job, const part *at,
                                 int32_t first_row, const int rows, const int vectors,
                                 const int has_residual, const floats *tile) {
  /* Stores may change the job, for all that the compiler knows. */
  const floats low = (floats)(job->minimum), high = (floats)(job->maximum);
  const floats low_total = (floats)(job->residual_minimum);
  const floats high_total = (floats)(job->residual_maximum);
  const ptrdiff_t stride = job->output_stride, residual_stride = job->residual_stride;
  float *to = job->output + first_row * stride + at->channel;
  const float *residual = job->residual;
  if (has_residual) residual += first_row * residual_stride + at->channel;
  floats scale[sums_limit], bias[sums_limit];
#pragma clang loop unroll(full)
  for (int vector = 0; vector < vectors && is_scaled; vector++) {
    bias[vector] = load(header(at, vector));
    scale[vector] = job->has_scales ? load(header(at, vector) + 16) : (floats)(job->scale);
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++, to += stride) {
#pragma clang loop unroll(full)
    for (int vector = 0; vector < vectors; vector++) {
      floats y = tile[row * vectors + vector];
      if (is_scaled) y = y * scale[vector] + bias[vector];
      y = clamped(y, low, high);
      if (has_residual) y = clamped(y + load(residual + vector * lanes), low_total, high_total);
      __builtin_memcpy(to + vector * lanes, &y, sizeof y);
    }
    if (has_residual) residual += residual_stride;
  }
}

/* Asks for the residual of a tile before its sums, for it is far apart and needed all at once. */
SWIFTLET_INLINE void prefetch_residual(const swiftlet_dot_float32 *job, const part *at,
                                       int32_t first_row, int rows, int blocks) {
  const float *line = job->residual + first_row * job->residual_stride + at->channel;
#pragma clang loop unroll(disable)
  for (int row = 0; row < rows; row++, line += job->residual_stride) {
    for (int block = 0; block < blocks; block++) __builtin_prefetch(line + 16 * block);
  }
}

/* Computes a tile of rows and whole blocks. */
SWIFTLET_INLINE void compute_tile(const swiftlet_dot_float32 *job, const part *at,
                                  int32_t first_row, const int rows, const int blocks) {
  const int vectors = blocks * vector_count;
  floats tile[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * vectors; index++) {
    tile[index] = is_scaled ? (floats)(0.0f) : load(header(at, index % vectors));
  }
  if (rows >= 6 && job->residual) prefetch_residual(job, at, first_row, rows, blocks);
  const weight *w = at->weights;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const float *x[row_limit];
    find_rows(job, tap, first_row, rows, x);
#pragma clang loop unroll(disable)
    for (ptrdiff_t k = 0; k < job->tap_depth; k++, w += 16) {
      add_element(tile, x, k, w, at, rows, vectors);
    }
  }
  if (at->channel + blocks * 16 <= job->channel_count) {
    if (!job->residual) return finish_tile(job, at, first_row, rows, vectors, 0, tile);
    if (lanes == 16 && !is_scaled && rows >= 6) {
      return finish_tile(job, at, first_row, rows, vectors, 1, tile);
    }
  }
  floats totals[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * vectors; index++) totals[index] = tile[index];
  store_tile(job, at, first_row, rows, blocks, (const float *)totals);
}

/* Computes as many tiles of this many rows as fit from first_row on, and returns the next row. */
SWIFTLET_INLINE int32_t compute_rows(const swiftlet_dot_float32 *job, const part *at,
                                     int32_t first_row, const int rows, const int blocks) {
  for (; job->row_count - first_row >= rows; first_row += rows) {
    compute_tile(job, at, first_row, rows, blocks);
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

#include "dot_float32_narrow.h"
