#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512dq,avx512bw,avx512vl"))), \
    apply_to = function)

#include "vectors.h"

#define weight int8_t
#define is_scaled 1

SWIFTLET_INLINE swiftlet_f32x8 load_narrow_weights(const int8_t *w, int32_t count) {
  __m128i bytes = _mm_maskz_loadu_epi8((__mmask16)((1u << count) - 1), w);
  return (swiftlet_f32x8)_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes));
}

SWIFTLET_INLINE swiftlet_f32x16 load_weights(const int8_t *w) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)w);
  return (swiftlet_f32x16)_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes));
}

#include "dot_float32_avx512.h"

void swiftlet_dot_float32_int8_avx512(const swiftlet_dot_float32 *job) {
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 128; lane_count -= 128, advance(&at, 8)) compute_tile(job, &at, 0, 1, 8);
  }
  for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) {
    row = compute_rows(job, &at, 0, 6, 4);
    row = compute_rows(job, &at, row, 3, 4);
    compute_rows(job, &at, row, 1, 4);
  }
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 8, 1);
    row = compute_rows(job, &at, row, 4, 1);
    compute_rows(job, &at, row, 1, 1);
  }
  compute_last_block(job, &at, lane_count);
}

#pragma clang attribute pop
#endif
