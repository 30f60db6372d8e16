#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)

#define lanes 4
/* The bytes 0 and 2, and the bytes 1 and 3, of four inputs as pairs of int16. */
typedef struct {
  __m128i even, odd;
} group;
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

SWIFTLET_INLINE sums start(const char *block) { return _mm_load_si128((const __m128i *)block); }

SWIFTLET_INLINE sums accumulate(sums sum, group x, const int8_t *w) {
  group weights = widened(_mm_load_si128((const __m128i *)w));
  sum = _mm_add_epi32(sum, _mm_madd_epi16(x.even, weights.even));
  return _mm_add_epi32(sum, _mm_madd_epi16(x.odd, weights.odd));
}

SWIFTLET_INLINE uints finish(sums sum) { return sum; }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_sse41(const swiftlet_dot_int8 *job) {
  size_t size = block_size_of(job);
  int32_t rest = (job->channel_count + 15) / 16, block = 0, row;
  for (; rest >= 1; rest -= 1, block += 1) {
    row = compute_rows(job, size, 0, block, 2, 1);
    compute_rows(job, size, row, block, 1, 1);
  }
}

#pragma clang attribute pop
#endif
