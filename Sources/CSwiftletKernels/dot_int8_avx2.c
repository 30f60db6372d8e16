#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define vector_size 32
#define lanes 8
/* The bytes 0 and 2, and the bytes 1 and 3, of four inputs or weights as pairs of int16. */
typedef struct {
  __m256i even, odd;
} group;
typedef group weights;
typedef __m256i sums;
typedef __m256i uints;
typedef __m256i lane_mask;

SWIFTLET_INLINE group widened(__m256i bytes) {
  group pairs = {_mm256_srai_epi16(_mm256_slli_epi16(bytes, 8), 8), _mm256_srai_epi16(bytes, 8)};
  return pairs;
}

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return widened(_mm256_set1_epi32(bytes));
}

SWIFTLET_INLINE lane_mask mask_of(int32_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

SWIFTLET_INLINE sums start(const char *bias) {
  return _mm256_loadu_si256((const __m256i *)bias);
}

SWIFTLET_INLINE sums start_some(const char *bias, lane_mask mask) {
  return _mm256_maskload_epi32((const int *)bias, mask);
}

SWIFTLET_INLINE weights load(const int8_t *w) {
  return widened(_mm256_loadu_si256((const __m256i *)w));
}

SWIFTLET_INLINE weights load_some(const int8_t *w, lane_mask mask) {
  return widened(_mm256_maskload_epi32((const int *)w, mask));
}

SWIFTLET_INLINE sums accumulate(sums sum, group x, weights w) {
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x.even, w.even));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(x.odd, w.odd));
}

SWIFTLET_INLINE uints finish(sums sum) { return sum; }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_avx2(const swiftlet_dot_int8 *job) {
  if (job->window) return swiftlet_dot_windows_int8(job, swiftlet_dot_int8_avx2);
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) compute_rows(job, &at, 0, 1, 4, 1);
  }
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 4, 1, 1);
    row = compute_rows(job, &at, row, 2, 1, 1);
    compute_rows(job, &at, row, 1, 1, 1);
  }
  for (narrow(&at, job, lane_count); lane_count > 0; advance_vector(&at, &lane_count)) {
    row = compute_rows(job, &at, 0, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#pragma clang attribute pop
#endif
