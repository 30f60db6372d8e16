#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)

#include "vectors.h"

#define vector_size 32
#define lanes 8
/* The product takes its first operand unsigned: w + 128, made up for by the sum of the row. */
#define weight_offset 128
typedef __m256i group;
typedef __m256i weights;
typedef __m256i sums;
typedef __m256i uints;
typedef __m128i row_sum;
typedef __m256i lane_mask;

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return _mm256_set1_epi32(bytes);
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
  return _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)w), _mm256_set1_epi8((char)0x80));
}

SWIFTLET_INLINE weights load_some(const int8_t *w, lane_mask mask) {
  return _mm256_xor_si256(_mm256_maskload_epi32((const int *)w, mask),
                          _mm256_set1_epi8((char)0x80));
}

SWIFTLET_INLINE sums accumulate(sums sum, group x, weights w) {
  return _mm256_dpbusd_avx_epi32(sum, w, x);
}

SWIFTLET_INLINE uints finish(sums sum) { return sum; }

SWIFTLET_INLINE row_sum add_256(row_sum sum, const int8_t *x) {
  __m256i ones = _mm256_set1_epi8(1), wide = _mm256_zextsi128_si256(sum);
#pragma clang loop unroll(full)
  for (int k = 0; k < 256; k += 32) {
    wide = _mm256_dpbusd_avx_epi32(wide, ones, _mm256_loadu_si256((const __m256i *)(x + k)));
  }
  return _mm_add_epi32(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1));
}

SWIFTLET_INLINE row_sum add_16(row_sum sum, const int8_t *x) {
  return _mm_dpbusd_avx_epi32(sum, _mm_set1_epi8(1), _mm_loadu_si128((const __m128i *)x));
}

static __attribute__((noinline)) row_sum add_some(row_sum sum, const int8_t *x, int32_t count) {
  return _mm_dpbusd_avx_epi32(sum, _mm_set1_epi8(1), (__m128i)swiftlet_load_some_i8(x, count));
}

SWIFTLET_INLINE void totals_of_four(const row_sum *rows, uint32_t *sums) {
  __m128i both = _mm_hadd_epi32(_mm_hadd_epi32(rows[0], rows[1]), _mm_hadd_epi32(rows[2], rows[3]));
  _mm_storeu_si128((__m128i *)sums, both);
}

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_avxvnni(const swiftlet_dot_int8 *job) {
  if (job->window) return swiftlet_dot_windows_int8(job, swiftlet_dot_int8_avxvnni);
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) compute_rows(job, &at, 0, 1, 4, 1);
  }
  for (; lane_count >= 32; lane_count -= 32, advance(&at, 2)) {
    row = compute_rows(job, &at, 0, 3, 2, 1);
    compute_rows(job, &at, row, 1, 2, 1);
  }
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 5, 1, 1);
    compute_rows(job, &at, row, 1, 1, 1);
  }
  for (narrow(&at, job, lane_count); lane_count > 0; advance_vector(&at, &lane_count)) {
    row = compute_rows(job, &at, 0, 8, 1, 0);
    row = compute_rows(job, &at, row, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#pragma clang attribute pop
#endif
