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

#define weight uint16_t
#define is_scaled 0

SWIFTLET_INLINE floats load_some_weights(const uint16_t *w, int32_t count) {
  return (floats)_mm512_cvtph_ps(_mm256_maskz_loadu_epi16((__mmask16)((1u << count) - 1), w));
}

SWIFTLET_INLINE floats load_weights(const uint16_t *w) {
  return (floats)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)w));
}

#include "dot_float32_tiles.h"

void swiftlet_dot_float32_float16_avx512(const swiftlet_dot_float32 *job) {
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
