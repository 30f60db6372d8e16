#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl,avx512vnni"))), \
    apply_to = function)

#include "depthwise_int8_avx2.h"
#include "depthwise_int8_tiles.h"

/*
 * Four taps meet in one product once their bytes stand side by side: interleaving four vectors of
 * taps gives four vectors of channels, each with the taps of the channels 4i ... 4i + 3 of every
 * 128-bit lane. The weights are interleaved likewise, once for all pixels; packing the results to
 * bytes puts the channels back in order.
 */

enum { group_limit = 16 };

#define LANE_COUNT 1
#define VECTOR __m128i
#define FLOATS __m128
#define NAMED(name) name##_1
#define V(operation) _mm_##operation
#define LOAD(from) _mm_loadu_si128((const VECTOR *)(from))
#define STORE(to, value) _mm_storeu_si128((VECTOR *)(to), value)
#define SI(operation) _mm_##operation##_si128
#include "depthwise_int8_avx512vnni_lanes.h"

#define LANE_COUNT 2
#define VECTOR __m256i
#define FLOATS __m256
#define NAMED(name) name##_2
#define V(operation) _mm256_##operation
#define LOAD(from) _mm256_loadu_si256((const VECTOR *)(from))
#define STORE(to, value) _mm256_storeu_si256((VECTOR *)(to), value)
#define SI(operation) _mm256_##operation##_si256
#include "depthwise_int8_avx512vnni_lanes.h"

#define LANE_COUNT 4
#define VECTOR __m512i
#define FLOATS __m512
#define NAMED(name) name##_4
#define V(operation) _mm512_##operation
#define LOAD(from) _mm512_loadu_si512((const VECTOR *)(from))
#define STORE(to, value) _mm512_storeu_si512((VECTOR *)(to), value)
#define SI(operation) _mm512_##operation##_si512
#include "depthwise_int8_avx512vnni_lanes.h"

void swiftlet_depthwise_int8_avx512vnni(const swiftlet_depthwise_int8 *job) {
  if (job->weight_zero_point || job->tap_count > 4 * group_limit) {
    compute_depthwise(job, 4);
    return;
  }
  int32_t channel = 0, rest = job->channel_count;
  for (; rest >= 64; rest -= 64, channel += 64) compute_lanes_4(job, channel);
  if (rest >= 32) compute_lanes_2(job, channel), rest -= 32, channel += 32;
  if (rest >= 16) compute_lanes_1(job, channel), rest -= 16, channel += 16;
  const char *block = (const char *)job->blocks + (size_t)(channel / 16) * block_size_of(job);
  compute_tail(job, block, channel, 4);
}

#pragma clang attribute pop
#endif
