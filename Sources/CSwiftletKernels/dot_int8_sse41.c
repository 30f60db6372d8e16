#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)

#define lanes 4
/* The bytes 0 and 2, and the bytes 1 and 3, of four inputs or weights as pairs of int16. */
typedef struct {
  __m128i even, odd;
} group;
typedef group weights;
typedef __m128i sums;
typedef __m128i uints;

SWIFTLET_INLINE group widened(__m128i bytes) {
  group pairs = {_mm_srai_epi16(_mm_slli_epi16(bytes, 8), 8), _mm_srai_epi16(bytes, 8)};
  return pairs;
}

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return widened(_mm_set1_epi32(bytes));
}

SWIFTLET_INLINE sums start(const char *bias) { return _mm_loadu_si128((const __m128i *)bias); }

SWIFTLET_INLINE weights load(const int8_t *w) {
  return widened(_mm_loadu_si128((const __m128i *)w));
}

SWIFTLET_INLINE sums accumulate(sums sum, group x, weights w) {
  sum = _mm_add_epi32(sum, _mm_madd_epi16(x.even, w.even));
  return _mm_add_epi32(sum, _mm_madd_epi16(x.odd, w.odd));
}

SWIFTLET_INLINE uints finish(sums sum) { return sum; }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_sse41(const swiftlet_dot_int8 *job) {
  if (job->window) return swiftlet_dot_windows_int8(job, swiftlet_dot_int8_sse41);
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 2, 1, 1);
    compute_rows(job, &at, row, 1, 1, 1);
  }
  for (narrow(&at, job, lane_count); lane_count > 0; advance_vector(&at, &lane_count)) {
    row = compute_rows(job, &at, 0, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#pragma clang attribute pop
#endif
