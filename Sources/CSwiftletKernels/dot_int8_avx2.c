#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define lanes 8
/* The bytes 0 and 2, and the bytes 1 and 3, of four inputs as pairs of int16. */
typedef struct {
  __m256i even, odd;
} group;
typedef __m256i sums;
typedef __m256i uints;

SWIFTLET_INLINE group widened(__m256i bytes) {
  group pairs = {_mm256_srai_epi16(_mm256_slli_epi16(bytes, 8), 8), _mm256_srai_epi16(bytes, 8)};
  return pairs;
}

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return widened(_mm256_set1_epi32(bytes));
}

SWIFTLET_INLINE sums start(const char *block) {
  return _mm256_load_si256((const __m256i *)block);
}

SWIFTLET_INLINE sums accumulate(sums sum, group x, const int8_t *w) {
  group weights = widened(_mm256_load_si256((const __m256i *)w));
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x.even, weights.even));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(x.odd, weights.odd));
}

SWIFTLET_INLINE uints finish(sums sum) { return sum; }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_avx2(const swiftlet_dot_int8 *job) {
  size_t size = block_size_of(job);
  int32_t rest = (job->channel_count + 15) / 16, block = 0, row;
  if (job->row_count == 1) {
    for (; rest >= 4; rest -= 4, block += 4) compute_rows(job, size, 0, block, 1, 4);
  }
  for (; rest >= 1; rest -= 1, block += 1) {
    row = compute_rows(job, size, 0, block, 4, 1);
    row = compute_rows(job, size, row, block, 2, 1);
    compute_rows(job, size, row, block, 1, 1);
  }
}

#pragma clang attribute pop
#endif
