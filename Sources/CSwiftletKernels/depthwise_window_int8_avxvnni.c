#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)

#include "depthwise_window_int8.h"

#define MASKED 0
#define LANE __m128i

#define LANE_COUNT 2
#define TILE_PIXELS 2
#define VECTOR __m256i
#define FLOATS __m256
#define NAMED(name) name##_2
#define V(operation) _mm256_##operation
#define PRODUCTS _mm256_dpbusd_avx_epi32
#define SI(operation) _mm256_##operation##_si256
#include "depthwise_window_int8_x86.h"
#include "depthwise_window_int8_lanes.h"
#include "depthwise_window_int8_x86_end.h"

/* Fewer channels than fill a vector are quicker as AVX2 takes them. */
void swiftlet_depthwise_window_int8_avxvnni(const swiftlet_depthwise_int8 *job,
                                            const swiftlet_depthwise_window *window) {
  plan plan = plan_of(job, window);
  int32_t channel = 0;
  for (; job->channel_count - channel >= 32; channel += 32) compute_chunk_2(&plan, channel, 32);
  if (channel == job->channel_count) return;
  swiftlet_depthwise_int8 rest = *job;
  rest.input += channel, rest.output += channel, rest.channel_count -= channel;
  rest.blocks = (const char *)job->blocks + (size_t)channel * swiftlet_depthwise_lane_size(job);
  swiftlet_depthwise_window_int8_avx2(&rest, window);
}

#pragma clang attribute pop
#endif
