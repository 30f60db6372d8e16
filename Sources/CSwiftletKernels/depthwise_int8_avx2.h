/* Pairs of taps, whose bytes side by side meet their weights in one product of AVX2. */

#include <immintrin.h>

#define vector_size 32
#include "requantize_vectors.h"

typedef struct {
  __m256i low, high;
} weights;

SWIFTLET_INLINE weights interleaved(swiftlet_i8x16 a, swiftlet_i8x16 b) {
  weights pairs = {_mm256_cvtepi8_epi16(_mm_unpacklo_epi8((__m128i)a, (__m128i)b)),
                   _mm256_cvtepi8_epi16(_mm_unpackhi_epi8((__m128i)a, (__m128i)b))};
  return pairs;
}

SWIFTLET_INLINE weights pair_of(swiftlet_i8x16 w0, swiftlet_i8x16 w1, int16_t zero) {
  weights pairs = interleaved(w0, w1);
  pairs.low = _mm256_sub_epi16(pairs.low, _mm256_set1_epi16(zero));
  pairs.high = _mm256_sub_epi16(pairs.high, _mm256_set1_epi16(zero));
  return pairs;
}

SWIFTLET_INLINE swiftlet_u32x16 accumulate_pair(swiftlet_u32x16 sums, swiftlet_i8x16 x0,
                                                swiftlet_i8x16 x1, weights w) {
  weights x = interleaved(x0, x1);
  __m256i products[2] = {_mm256_madd_epi16(x.low, w.low), _mm256_madd_epi16(x.high, w.high)};
  return sums + swiftlet_load_u32x16(products);
}
