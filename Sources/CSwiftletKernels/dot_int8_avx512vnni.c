#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl,avx512vnni"))), \
    apply_to = function)

#define vector_size 64
#define lanes 16
/* The product takes its first operand unsigned: w + 128, made up for by the sum of the row. */
#define weight_offset 128
typedef __m512i group;
typedef __m512i weights;
typedef __m512i sums;
typedef __m512i uints;
typedef __m128i row_sum;
typedef __mmask16 lane_mask;

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return _mm512_set1_epi32(bytes);
}

SWIFTLET_INLINE lane_mask mask_of(int32_t count) { return (lane_mask)((1u << count) - 1); }

SWIFTLET_INLINE sums start(const char *bias) { return _mm512_loadu_si512(bias); }

SWIFTLET_INLINE sums start_some(const char *bias, lane_mask mask) {
  return _mm512_maskz_loadu_epi32(mask, bias);
}

SWIFTLET_INLINE weights load(const int8_t *w) {
  return _mm512_xor_si512(_mm512_loadu_si512(w), _mm512_set1_epi8((char)0x80));
}

SWIFTLET_INLINE weights load_some(const int8_t *w, lane_mask mask) {
  __m512i sign = _mm512_set1_epi8((char)0x80);
  return _mm512_xor_si512(_mm512_maskz_loadu_epi32(mask, w), sign);
}

SWIFTLET_INLINE sums accumulate(sums sum, group x, weights w) {
  return _mm512_dpbusd_epi32(sum, w, x);
}

SWIFTLET_INLINE uints finish(sums sum) { return sum; }

SWIFTLET_INLINE row_sum add_256(row_sum sum, const int8_t *x) {
  __m512i ones = _mm512_set1_epi8(1), wide = _mm512_zextsi128_si512(sum);
#pragma clang loop unroll(full)
  for (int k = 0; k < 256; k += 64) {
    wide = _mm512_dpbusd_epi32(wide, ones, _mm512_loadu_si512(x + k));
  }
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(wide), _mm512_extracti64x4_epi64(wide, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

SWIFTLET_INLINE row_sum add_16(row_sum sum, const int8_t *x) {
  return _mm_dpbusd_epi32(sum, _mm_set1_epi8(1), _mm_loadu_si128((const __m128i *)x));
}

SWIFTLET_INLINE row_sum add_some(row_sum sum, const int8_t *x, int32_t count) {
  __m128i bytes = _mm_maskz_loadu_epi8((__mmask16)((1u << count) - 1), x);
  return _mm_dpbusd_epi32(sum, _mm_set1_epi8(1), bytes);
}

SWIFTLET_INLINE void totals_of_four(const row_sum *rows, uint32_t *sums) {
  __m128i both = _mm_hadd_epi32(_mm_hadd_epi32(rows[0], rows[1]), _mm_hadd_epi32(rows[2], rows[3]));
  _mm_storeu_si128((__m128i *)sums, both);
}

#include "dot_int8_tiles.h"

/* Whether there is one row, or enough of them to make up for preparing their product; rows that do
   not consist of whole groups must fit where they are copied. */
static int is_quicker_alone(const swiftlet_dot_int8 *job) {
  if (job->row_count < 16) return job->row_count == 1;
  return job->tap_depth % 4 == 0 || job->tap_depth < 4096;
}

void swiftlet_dot_int8_avx512vnni(const swiftlet_dot_int8 *job) {
  if (job->window || (!job->offsets && is_quicker_alone(job))) {
    swiftlet_dot_windows_int8_avx512vnni(job);
    return;
  }
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) {
    row = compute_rows(job, &at, 0, 6, 4, 1);
    row = compute_rows(job, &at, row, 2, 4, 1);
    compute_rows(job, &at, row, 1, 4, 1);
  }
  for (; lane_count >= 32; lane_count -= 32, advance(&at, 2)) {
    row = compute_rows(job, &at, 0, 8, 2, 1);
    row = compute_rows(job, &at, row, 4, 2, 1);
    compute_rows(job, &at, row, 1, 2, 1);
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
