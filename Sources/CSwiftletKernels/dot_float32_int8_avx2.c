#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#define lanes 8
typedef float floats __attribute__((ext_vector_type(lanes)));

#define narrow_lanes lanes
typedef floats narrow_floats;

SWIFTLET_INLINE floats load_narrow(const float *from, int32_t count) {
  __m256i mask =
      _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  return (floats)_mm256_maskload_ps(from, mask);
}

#define weight int8_t
#define is_scaled 1

SWIFTLET_INLINE floats converted(__m128i bytes) {
  return (floats)_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes));
}

SWIFTLET_INLINE floats load_weights(const int8_t *w) {
  return converted(_mm_loadl_epi64((const __m128i *)w));
}

SWIFTLET_INLINE floats load_narrow_weights(const int8_t *w, int32_t count) {
  if (count == 8) return load_weights(w);
  int32_t bytes;
  __builtin_memcpy(&bytes, w, sizeof bytes);
  return converted(_mm_cvtsi32_si128(bytes));
}

#include "dot_float32_tiles.h"

void swiftlet_dot_float32_int8_avx2(const swiftlet_dot_float32 *job) {
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) compute_rows(job, &at, 0, 1, 4);
  }
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 6, 1);
    compute_rows(job, &at, row, 1, 1);
  }
  compute_last_block(job, &at, lane_count);
}

#pragma clang attribute pop
#endif
