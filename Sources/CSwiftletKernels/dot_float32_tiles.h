/*
 * The loops of a float32 dot over tiles of rows and blocks. A variant includes this once, inside
 * its target attribute, which has a fused multiply-add, having defined
 *
 *   lanes, a macro   the channels of one vector: 4, 8 or 16
 */

#include "vectors.h"

typedef float floats __attribute__((ext_vector_type(lanes)));

enum { vector_count = 16 / lanes, row_limit = 8, sums_limit = 32 };

SWIFTLET_INLINE const float *tap_of_row(const swiftlet_dot_float32 *job, int32_t tap,
                                        int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

/* Adds the products with one element of each row to the tile, ordered by row, then by channel. */
SWIFTLET_INLINE void add_element(floats *tile, const float *const *x, ptrdiff_t k, const float *w,
                                 size_t block_size, const int rows, const int blocks) {
  /* Weights outside, rows inside: the registers hold one input at a time. */
  floats weights[sums_limit];
  const int count = blocks * vector_count;
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    const float *from = w + (size_t)(index / vector_count) * block_size;
    __builtin_memcpy(&weights[index], from + index % vector_count * lanes, sizeof(floats));
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    floats input = (floats)(x[row][k]);
#pragma clang loop unroll(full)
    for (int index = 0; index < count; index++) {
      floats *sum = &tile[row * count + index];
      *sum = __builtin_elementwise_fma(input, weights[index], *sum);
    }
  }
}

/* Makes the results of a tile from its sums, which are ordered by row, then by channel. */
static __attribute__((noinline)) void store_tile(const swiftlet_dot_float32 *job,
                                                 int32_t first_row, int32_t first_block, int rows,
                                                 int blocks, const floats *totals) {
  for (int32_t row = first_row; row < first_row + rows; row++) {
    for (int32_t block = first_block; block < first_block + blocks; block++) {
      int32_t channel = block * 16, count = job->channel_count - channel;
      swiftlet_f32x16 y = swiftlet_load_f32x16(totals);
      totals += vector_count;
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

/* Computes a tile of rows and whole blocks. */
SWIFTLET_INLINE void compute_tile(const swiftlet_dot_float32 *job, size_t block_size,
                                  int32_t first_row, int32_t first_block, const int rows,
                                  const int blocks) {
  const float *w = (const float *)job->blocks + (size_t)first_block * block_size;
  floats tile[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * blocks * vector_count; index++) {
    int block = index / vector_count % blocks;
    __builtin_memcpy(&tile[index],
                     w + (size_t)block * block_size + index % vector_count * lanes,
                     sizeof tile[index]);
  }
  w += 16;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const float *x[row_limit];
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) x[row] = tap_of_row(job, tap, first_row + row);
#pragma clang loop unroll(disable)
    for (ptrdiff_t k = 0; k < job->tap_depth; k++, w += 16) {
      add_element(tile, x, k, w, block_size, rows, blocks);
    }
  }
  floats totals[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * blocks * vector_count; index++) totals[index] = tile[index];
  store_tile(job, first_row, first_block, rows, blocks, totals);
}

/* Computes as many tiles of this many rows as fit from first_row on, and returns the next row. */
SWIFTLET_INLINE int32_t compute_rows(const swiftlet_dot_float32 *job, size_t block_size,
                                     int32_t first_row, int32_t block, const int rows,
                                     const int blocks) {
  for (; job->row_count - first_row >= rows; first_row += rows) {
    compute_tile(job, block_size, first_row, block, rows, blocks);
  }
  return first_row;
}

/* The floats of a block. */
SWIFTLET_INLINE size_t block_size_of(const swiftlet_dot_float32 *job) {
  return 16 * (1 + (size_t)job->tap_count * (size_t)job->tap_depth);
}
