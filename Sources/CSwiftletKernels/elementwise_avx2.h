/* Pieces of 16 elements under AVX2. To be popped by the file. */

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "elementwise_sixteen.h"

/* Numbers held between −128 and 127, as bytes. */
SWIFTLET_INLINE swiftlet_i8x16 held(swiftlet_i32x16 value) {
  __m256i words = _mm256_packs_epi32((__m256i)value.lo, (__m256i)value.hi);
  words = _mm256_permute4x64_epi64(words, 0xD8);
  return (swiftlet_i8x16)_mm_packs_epi16(_mm256_castsi256_si128(words),
                                         _mm256_extracti128_si256(words, 1));
}
