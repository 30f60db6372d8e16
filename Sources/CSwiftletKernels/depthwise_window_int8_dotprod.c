#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#include "depthwise_window_int8.h"

#define LANE int8x16_t
#define LANE_COUNT 1
#define TILE_PIXELS 2
#define VECTOR int8x16_t
#define FLOATS float32x4_t
#define NAMED(name) name##_1
#include "depthwise_window_int8_arm.h"
#include "depthwise_window_int8_lanes.h"
#include "depthwise_window_int8_three.h"

void swiftlet_depthwise_window_int8_dotprod(const swiftlet_depthwise_int8 *job,
                                            const swiftlet_depthwise_window *window) {
  plan plan = plan_of(job, window);
  int32_t channel = 0, rest = job->channel_count;
  for (; rest >= 16; rest -= 16, channel += 16) {
    if (!compute_chunk_of_three_1(&plan, channel)) compute_chunk_1(&plan, channel, 16);
  }
  if (rest > 0) compute_chunk_1(&plan, channel, rest);
}

#pragma clang attribute pop
#endif
