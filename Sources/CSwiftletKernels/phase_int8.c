#include "packing.h"

#include "scalar.h"

/* Adds the weights of each lane in some groups of four; sums of 256 fit in 16 bits. */
SWIFTLET_INLINE void add_groups(const int8_t *weights, size_t groups, const int32_t lanes,
                                int32_t *sums) {
  while (groups > 0) {
    int16_t partial[64] = {0};
    size_t some = groups < 256 ? groups : 256;
    groups -= some;
    for (; some > 0; some--, weights += 4 * lanes) {
      for (int32_t i = 0; i < 4 * lanes; i++) partial[i] = (int16_t)(partial[i] + weights[i]);
    }
    for (int32_t i = 0; i < 4 * lanes; i++) sums[i / 4] += partial[i];
  }
}

void swiftlet_sum_weights_int8(const int8_t *weights, size_t group_count, int32_t lane_count,
                               int32_t *sums) {
  if (lane_count == 16) add_groups(weights, group_count, 16, sums);
  else add_groups(weights, group_count, lane_count, sums);
}

void swiftlet_take_phase_int8(const swiftlet_phase_int8 *job) {
  size_t lanes = (size_t)job->lane_count;
  size_t header = lanes * swiftlet_header_size(job->has_multipliers);
  size_t tap_size = lanes * (size_t)job->tap_depth;
  const int8_t *weights = (const int8_t *)job->block + header;
  int8_t *to = (int8_t *)job->phase + header;
  int32_t sums[16] = {0};
  uint32_t left_out = (uint32_t)(job->height * job->width);
  __builtin_memcpy(job->phase, job->block, header);
  for (int32_t line = job->first_line; line < job->height; line += job->step_line) {
    for (int32_t column = job->first_column; column < job->width; column += job->step_column) {
      const int8_t *from = weights + (size_t)(line * job->width + column) * tap_size;
      __builtin_memcpy(to, from, tap_size);
      swiftlet_sum_weights_int8(from, (size_t)job->tap_depth / 4, job->lane_count, sums);
      to += tap_size, left_out--;
    }
  }
  uint32_t zeros = left_out * (uint32_t)job->tap_depth * (uint32_t)job->weight_zero_point;
  uint32_t *bias = (uint32_t *)job->phase;
  for (size_t lane = 0; lane < lanes; lane++) {
    uint32_t others = (uint32_t)job->sums[lane] - (uint32_t)sums[lane] - zeros;
    bias[lane] += (uint32_t)job->padding * others;
  }
}
