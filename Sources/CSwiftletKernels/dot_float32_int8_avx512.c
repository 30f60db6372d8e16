#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512dq,avx512bw,avx512vl"))), \
    apply_to = function)

#define lanes 16
typedef float floats __attribute__((ext_vector_type(lanes)));

SWIFTLET_INLINE floats load_some(const float *from, int32_t count) {
  return (floats)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}

#define weight int8_t
#define is_scaled 1

SWIFTLET_INLINE floats load_some_weights(const int8_t *w, int32_t count) {
  __m128i bytes = _mm_maskz_loadu_epi8((__mmask16)((1u << count) - 1), w);
  return (floats)_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes));
}

SWIFTLET_INLINE floats load_weights(const int8_t *w) {
  return (floats)_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)w)));
}

#include "dot_float32_tiles.h"

void swiftlet_dot_float32_int8_avx512(const swiftlet_dot_float32 *job) {
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) {
    row = compute_rows(job, &at, 0, 4, 4, 1);
    compute_rows(job, &at, row, 1, 4, 1);
  }
  for (; lane_count > 0; lane_count -= 16, advance(&at, 1)) {
    narrow(&at, job, lane_count < 16 ? lane_count : 16);
    row = compute_rows(job, &at, 0, 8, 1, 0);
    row = compute_rows(job, &at, row, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#pragma clang attribute pop
#endif
