#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)

#define lanes 8
typedef __m256i group;
typedef __m256i sums;
typedef __m256i uints;

/* The product takes its first operand unsigned: x + 128, made up for by the correction. The
   constant is opaque, lest the compiler flip the sign before it broadcasts, which costs more. */
SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  __m256i sign = _mm256_set1_epi32((int32_t)0x80808080);
  __asm__("" : "+x"(sign));
  return _mm256_xor_si256(_mm256_set1_epi32(bytes), sign);
}

SWIFTLET_INLINE sums start(const char *block) {
  return _mm256_sub_epi32(_mm256_load_si256((const __m256i *)block),
                          _mm256_load_si256((const __m256i *)(block + swiftlet_dot_correction)));
}

SWIFTLET_INLINE sums accumulate(sums sum, group x, const int8_t *w) {
  return _mm256_dpbusd_avx_epi32(sum, x, _mm256_load_si256((const __m256i *)w));
}

SWIFTLET_INLINE uints finish(sums sum) { return sum; }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_avxvnni(const swiftlet_dot_int8 *job) {
  size_t size = block_size_of(job);
  int32_t rest = (job->channel_count + 15) / 16, block = 0, row;
  if (job->row_count == 1) {
    for (; rest >= 4; rest -= 4, block += 4) compute_rows(job, size, 0, block, 1, 4);
  }
  for (; rest >= 2; rest -= 2, block += 2) {
    row = compute_rows(job, size, 0, block, 3, 2);
    compute_rows(job, size, row, block, 1, 2);
  }
  for (; rest >= 1; rest -= 1, block += 1) {
    row = compute_rows(job, size, 0, block, 5, 1);
    compute_rows(job, size, row, block, 1, 1);
  }
}

#pragma clang attribute pop
#endif
