/*
 * The loops of an int8 dot over tiles of rows and blocks. A variant includes this once, inside its
 * target attribute, having defined
 *
 *   lanes, a macro                       the channels of one `sums`: 4, 8 or 16
 *   group load_group(const int8_t *x)    four inputs, ready to meet weights
 *   sums start(const char *block)        the sums before any product; reads bias and correction
 *   sums accumulate(sums, group, w)      plus the products with the four weights of each lane at w
 *   uints finish(sums)                   the int32 sums in the order of the channels
 */

#include "vectors.h"

enum { vector_count = 16 / lanes, row_limit = 8, sums_limit = 32 };

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

/* Adds one group of each row to the tile; sums are ordered by row, then by channel. */
SWIFTLET_INLINE void add_group(sums *tile, const group *x, const int8_t *w, size_t block_size,
                               const int rows, const int blocks) {
#pragma clang loop unroll(full)
  for (int block = 0; block < blocks; block++) {
#pragma clang loop unroll(full)
    for (int vector = 0; vector < vector_count; vector++) {
      const int8_t *weights = w + (size_t)block * block_size + vector * lanes * 4;
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) {
        int index = (row * blocks + block) * vector_count + vector;
        tile[index] = accumulate(tile[index], x[row], weights);
      }
    }
  }
}

/* Adds one tap of each row to the tile, and returns the weights of the next. */
SWIFTLET_INLINE const int8_t *add_tap(sums *tile, const int8_t *const *x, int32_t depth,
                                      const int8_t *w, size_t block_size, const int rows,
                                      const int blocks) {
  group groups[row_limit];
  ptrdiff_t k = 0;
#pragma clang loop unroll(disable)
  for (; k + 4 <= depth; k += 4, w += 64) {
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) groups[row] = load_group(x[row] + k);
    add_group(tile, groups, w, block_size, rows, blocks);
  }
  if (k < depth) {
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
      int8_t rest[4] = {x[row][k], 0, 0, 0};
      if (k + 1 < depth) rest[1] = x[row][k + 1];
      if (k + 2 < depth) rest[2] = x[row][k + 2];
      groups[row] = load_group(rest);
    }
    add_group(tile, groups, w, block_size, rows, blocks);
  }
  return w;
}

/* Makes the results of one row and one block from their sums, and stores those that exist. */
SWIFTLET_INLINE void store_block(const swiftlet_dot_int8 *job, int32_t row, int32_t channel,
                                 const char *block, swiftlet_u32x16 total) {
  int32_t count = job->channel_count - channel;
  if (job->weight_zero_point) {
    total -= (swiftlet_u32x16)((uint32_t)job->weight_zero_point * sum_of_row(job, row));
  }
  swiftlet_i32x16 y =
      swiftlet_rescale_16(total, block + swiftlet_dot_multiplier, job->output_zero_point);
  y = swiftlet_clamp_i32x16(y, job->minimum, job->maximum);
  if (job->residual) {
    const int8_t *residual = job->residual + (ptrdiff_t)row * job->residual_stride + channel;
    y = swiftlet_add_residual_16(&job->addition, y, swiftlet_load_some_i8(residual, count));
  }
  int8_t *output = job->output + (ptrdiff_t)row * job->output_stride + channel;
  swiftlet_store_some_i8(output, __builtin_convertvector(y, swiftlet_i8x16), count);
}

/* Makes the results of a tile from its sums, which are ordered by row, then by channel. */
static __attribute__((noinline)) void store_tile(const swiftlet_dot_int8 *job, size_t block_size,
                                                 int32_t first_row, int32_t first_block, int rows,
                                                 int blocks, const uints *totals) {
  const char *packed = (const char *)job->blocks + (size_t)first_block * block_size;
  for (int row = 0; row < rows; row++) {
    for (int block = 0; block < blocks; block++, totals += vector_count) {
      store_block(job, first_row + row, (first_block + block) * 16,
                  packed + (size_t)block * block_size, swiftlet_load_u32x16(totals));
    }
  }
}

/* Computes a tile of rows and whole blocks. */
SWIFTLET_INLINE void compute_tile(const swiftlet_dot_int8 *job, size_t block_size,
                                  int32_t first_row, int32_t first_block, const int rows,
                                  const int blocks) {
  const char *packed = (const char *)job->blocks + (size_t)first_block * block_size;
  sums tile[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * blocks * vector_count; index++) {
    int block = index / vector_count % blocks;
    tile[index] = start(packed + (size_t)block * block_size + index % vector_count * lanes * 4);
  }
  const int8_t *w = (const int8_t *)packed + swiftlet_dot_weights;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const int8_t *x[row_limit];
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) x[row] = tap_of_row(job, tap, first_row + row);
    w = add_tap(tile, x, job->tap_depth, w, block_size, rows, blocks);
  }
  uints totals[sums_limit];
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * blocks * vector_count; index++) {
    totals[index] = finish(tile[index]);
  }
  store_tile(job, block_size, first_row, first_block, rows, blocks, totals);
}

/* Computes as many tiles of this many rows as fit from first_row on, and returns the next row. */
SWIFTLET_INLINE int32_t compute_rows(const swiftlet_dot_int8 *job, size_t block_size,
                                     int32_t first_row, int32_t block, const int rows,
                                     const int blocks) {
  for (; job->row_count - first_row >= rows; first_row += rows) {
    compute_tile(job, block_size, first_row, block, rows, blocks);
  }
  return first_row;
}

SWIFTLET_INLINE size_t block_size_of(const swiftlet_dot_int8 *job) {
  return swiftlet_dot_weights +
         ((size_t)job->tap_count * (size_t)job->tap_depth + 3) / 4 * 64;
}
