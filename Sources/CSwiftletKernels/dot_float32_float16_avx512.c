#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512dq,avx512bw,avx512vl"))), \
    apply_to = function)

#include "vectors.h"

#define weight uint16_t
#define is_scaled 0

SWIFTLET_INLINE swiftlet_f32x8 load_narrow_weights(const uint16_t *w, int32_t count) {
  return (swiftlet_f32x8)_mm256_cvtph_ps(_mm_maskz_loadu_epi16((__mmask8)((1u << count) - 1), w));
}

SWIFTLET_INLINE swiftlet_f32x16 load_weights(const uint16_t *w) {
  return (swiftlet_f32x16)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)w));
}

#include "dot_float32_avx512.h"

void swiftlet_dot_float32_float16_avx512(const swiftlet_dot_float32 *job) {
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
