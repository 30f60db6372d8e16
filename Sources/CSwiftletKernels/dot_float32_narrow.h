/*
 * The tiles of a float32 dot over the last block, which has 4, 8 or 12 channels: one vector of a
 * few channels at a time. Part of `dot_float32_tiles.h`.
 */

/* Makes the results of a tile of a vector, all of whose channels are channels of the output. */
SWIFTLET_INLINE void finish_narrow_tile(const swiftlet_dot_float32 *job, const part *at,
                                        int32_t first_row, const int rows,
                                        const narrow_floats *tile) {
  const narrow_floats low = (narrow_floats)(job->minimum), high = (narrow_floats)(job->maximum);
  const ptrdiff_t stride = job->output_stride;
  const narrow_floats bias = load_narrow((const float *)at->block, narrow_lanes);
  narrow_floats scale = (narrow_floats)(job->scale);
  if (is_scaled && job->has_scales) {
    scale = load_narrow((const float *)at->block + at->line, narrow_lanes);
  }
  float *to = job->output + first_row * stride + at->channel;
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++, to += stride) {
    narrow_floats y = is_scaled ? tile[row] * scale + bias : tile[row];
    y = y < low ? low : y;
    y = y > high ? high : y;
    __builtin_memcpy(to, &y, sizeof y);
  }
}

/* Computes a tile of rows and of one vector of the last block, or of one row and two vectors. */
SWIFTLET_INLINE void compute_narrow_tile(const swiftlet_dot_float32 *job, const part *at,
                                         int32_t first_row, const int rows, const int vectors) {
  narrow_floats tile[row_limit];
  const int32_t last_width = (int32_t)at->width - (vectors - 1) * narrow_lanes;
#pragma clang loop unroll(full)
  for (int index = 0; index < rows * vectors; index++) {
    tile[index] = (narrow_floats)(0.0f);
    const float *bias = (const float *)at->block + index % vectors * narrow_lanes;
    int32_t width = index % vectors + 1 < vectors ? narrow_lanes : last_width;
    if (!is_scaled) tile[index] = load_narrow(bias, width);
  }
  const weight *w = at->weights;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const float *x[row_limit];
    find_rows(job, tap, first_row, rows, x);
#pragma clang loop unroll(disable)
    for (ptrdiff_t k = 0; k < job->tap_depth; k++, w += at->line) {
#pragma clang loop unroll(full)
      for (int index = 0; index < rows * vectors; index++) {
        int32_t width = index % vectors + 1 < vectors ? narrow_lanes : last_width;
        narrow_floats weights = load_narrow_weights(w + index % vectors * narrow_lanes, width);
        narrow_floats input = (narrow_floats)(x[index / vectors][k]);
        tile[index] = __builtin_elementwise_fma(input, weights, tile[index]);
      }
    }
  }
  if (vectors == 1 && !job->residual && at->channel + narrow_lanes <= job->channel_count) {
    return finish_narrow_tile(job, at, first_row, rows, tile);
  }
  float totals[16 * row_limit];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    __builtin_memset(&totals[16 * row], 0, 16 * sizeof(float));
#pragma clang loop unroll(full)
    for (int vector = 0; vector < vectors; vector++) {
      narrow_floats total = tile[row * vectors + vector];
      __builtin_memcpy(&totals[16 * row + vector * narrow_lanes], &total, sizeof total);
    }
  }
  store_tile(job, at, first_row, rows, 1, totals);
}

/* Computes as many tiles of this many rows as fit from first_row on, and returns the next row. */
SWIFTLET_INLINE int32_t compute_narrow_rows(const swiftlet_dot_float32 *job, const part *at,
                                            int32_t first_row, const int rows) {
  for (; job->row_count - first_row >= rows; first_row += rows) {
    compute_narrow_tile(job, at, first_row, rows, 1);
  }
  return first_row;
}

/* Computes the last block, of so many channels, vector by vector. */
SWIFTLET_INLINE void compute_last_block(const swiftlet_dot_float32 *job, part *at,
                                        int32_t lane_count) {
  at->weights = (const weight *)(at->block + (size_t)lane_count * header_size(job));
  at->line = (size_t)lane_count;
  for (int32_t width; lane_count > 0; lane_count -= width) {
    width = lane_count < narrow_lanes ? lane_count : narrow_lanes;
    if (job->row_count == 1 && lane_count > narrow_lanes) {
      at->width = width = lane_count < 2 * narrow_lanes ? lane_count : 2 * narrow_lanes;
      compute_narrow_tile(job, at, 0, 1, 2);
    } else {
      at->width = width;
      int32_t row = compute_narrow_rows(job, at, 0, 8);
      row = compute_narrow_rows(job, at, row, 4);
      compute_narrow_rows(job, at, row, 1);
    }
    at->block += 4 * width;
    at->weights += width;
    at->channel += width;
  }
}
