#ifndef SWIFTLET_PAIRS_CORTEXMDSP_H
#define SWIFTLET_PAIRS_CORTEXMDSP_H

/* Four int8 in a word, and in two words of two int16 each, as ARMv7E-M multiplies them. */

#include <arm_acle.h>

#include "scalar.h"

typedef int16x2_t pair;

SWIFTLET_INLINE uint32_t four_at(const int8_t *x) {
  uint32_t four;
  __builtin_memcpy(&four, x, sizeof four);
  return four;
}

/* The first and the third. */
SWIFTLET_INLINE pair even_pair(uint32_t four) { return __sxtb16((int8x4_t)four); }

/* The second and the fourth. */
SWIFTLET_INLINE pair odd_pair(uint32_t four) { return __sxtb16((int8x4_t)__ror(four, 8)); }

/* What four channels of a block have in front of their weights, and their place. */
typedef struct {
  const uint32_t *bias;
  const int8_t *weights;  /* those of the block, behind its header */
  float multiplier[4];
  float low, high;        /* the bounds of a result, less its zero point */
  uint32_t shift;         /* from the bits of a rounded float to the result */
  int32_t width;          /* the channels of the block */
  int32_t lane, channel, count;
} quad;

/* The four channels from one on, of a `swiftlet_dot_int8` or a `swiftlet_depthwise_int8`. */
#define QUAD_OF(job, lane_size, first)                                                    \
  quad_of((job)->blocks, lane_size, (job)->has_multipliers, (job)->multiplier, (first),   \
          (job)->channel_count, (job)->output_zero_point, (job)->minimum, (job)->maximum)

SWIFTLET_INLINE quad quad_of(const void *blocks, size_t lane_size, int32_t has_multipliers,
                             float multiplier, int32_t channel, int32_t channel_count,
                             int32_t zero_point, int32_t minimum, int32_t maximum) {
  int32_t first = channel & ~15, lane = channel & 15, count = channel_count - channel;
  int32_t width = swiftlet_lane_count(channel_count) - first;
  if (width > 16) width = 16;
  const int32_t *block = (const int32_t *)((const char *)blocks + (size_t)first * lane_size);
  quad at = {.bias = (const uint32_t *)block + lane, .low = (float)(minimum - zero_point),
             .high = (float)(maximum - zero_point),
             .shift = (uint32_t)zero_point - 0x4B400000u, .width = width, .lane = lane,
             .channel = channel, .count = count < 4 ? count : 4};
  at.weights = (const int8_t *)(block + (has_multipliers ? 2 * width : width));
  const float *multipliers = (const float *)(block + width + lane);
  for (int32_t i = 0; i < 4; i++) {
    at.multiplier[i] = has_multipliers ? multipliers[i] : multiplier;
  }
  return at;
}

/* `swiftlet_rescale`, the zero point and the clamp in one: the bounds are integers, so that to clamp
   before rounding is the same. */
SWIFTLET_INLINE int32_t requantized(const quad *at, uint32_t sum, int32_t i) {
  float product = (float)(int32_t)sum * at->multiplier[i];
  product = product > at->low ? product : at->low;
  product = product < at->high ? product : at->high;
  return (int32_t)(__builtin_bit_cast(uint32_t, product + 0x1.8p23f) + at->shift);
}

#endif
