#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl,avx512vnni"))), \
    apply_to = function)

#include "depthwise_window_int8.h"

#define MASKED 1
#define LANE __m128i

SWIFTLET_INLINE uint64_t bits_of(int32_t count) { return (uint64_t)-1 >> (64 - count); }

#define LANE_COUNT 1
#define TILE_PIXELS 2
#define VECTOR __m128i
#define FLOATS __m128
#define NAMED(name) name##_1
#define V(operation) _mm_##operation
#define PRODUCTS _mm_dpbusd_epi32
#define SI(operation) _mm_##operation##_si128
#define mask_of(count) (__mmask16)bits_of(count)
#include "depthwise_window_int8_x86.h"
#include "depthwise_window_int8_lanes.h"
#include "depthwise_window_int8_three.h"
#include "depthwise_window_int8_x86_end.h"

#define LANE_COUNT 2
#define TILE_PIXELS 2
#define VECTOR __m256i
#define FLOATS __m256
#define NAMED(name) name##_2
#define V(operation) _mm256_##operation
#define PRODUCTS _mm256_dpbusd_epi32
#define SI(operation) _mm256_##operation##_si256
#define mask_of(count) (__mmask32)bits_of(count)
#include "depthwise_window_int8_x86.h"
#include "depthwise_window_int8_lanes.h"
#include "depthwise_window_int8_three.h"
#include "depthwise_window_int8_x86_end.h"

#define LANE_COUNT 4
#define TILE_PIXELS 4
#define VECTOR __m512i
#define FLOATS __m512
#define NAMED(name) name##_4
#define V(operation) _mm512_##operation
#define PRODUCTS _mm512_dpbusd_epi32
#define SI(operation) _mm512_##operation##_si512
#define mask_of(count) (__mmask64)bits_of(count)
#include "depthwise_window_int8_x86.h"
#include "depthwise_window_int8_lanes.h"

/* The bytes between two places, and padding before and behind. */
SWIFTLET_INLINE __m512i load_between_4(const int8_t *from, int32_t start, int32_t end,
                                       __m512i padding) {
  return _mm512_mask_loadu_epi8(padding, bits_of(end) & ~(bits_of(start + 1) >> 1), from);
}

/* The pixels of one phase in two chunks, whose columns alternate. */
SWIFTLET_INLINE __m512i phase_of_4(__m512i a, __m512i b, int32_t channels, int32_t phase) {
  __m512i even = channels == 8    ? _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14)
                 : channels == 16 ? _mm512_setr_epi64(0, 1, 4, 5, 8, 9, 12, 13)
                                  : _mm512_setr_epi64(0, 1, 2, 3, 8, 9, 10, 11);
  __m512i order = _mm512_add_epi64(even, _mm512_set1_epi64(phase * channels / 8));
  return _mm512_permutex2var_epi64(a, order, b);
}

#include "depthwise_window_int8_stream.h"
#include "depthwise_window_int8_three.h"
#include "depthwise_window_int8_x86_end.h"

void swiftlet_depthwise_window_int8_avx512vnni(const swiftlet_depthwise_int8 *job,
                                               const swiftlet_depthwise_window *window) {
  plan plan = plan_of(job, window);
  if (compute_stream_4(&plan)) return;
  int32_t channel = 0, rest = job->channel_count;
  for (; rest >= 64; rest -= 64, channel += 64) {
    if (!compute_chunk_of_three_4(&plan, channel)) compute_chunk_4(&plan, channel, 64);
  }
  if (rest >= 32) {
    if (!compute_chunk_of_three_2(&plan, channel)) compute_chunk_2(&plan, channel, 32);
    rest -= 32, channel += 32;
  }
  if (rest >= 16) {
    if (!compute_chunk_of_three_1(&plan, channel)) compute_chunk_1(&plan, channel, 16);
    rest -= 16, channel += 16;
  }
  if (rest > 0) compute_chunk_1(&plan, channel, rest);
}

#pragma clang attribute pop
#endif
