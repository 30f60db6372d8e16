#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)

#include "requantize_vectors.h"

/* Pairs of taps, each side by side; four channels in a vector. */
typedef struct {
  __m128i part[4];
} weights;

SWIFTLET_INLINE weights interleaved(swiftlet_i8x16 a, swiftlet_i8x16 b) {
  __m128i low = _mm_unpacklo_epi8((__m128i)a, (__m128i)b);
  __m128i high = _mm_unpackhi_epi8((__m128i)a, (__m128i)b);
  weights pairs = {{_mm_cvtepi8_epi16(low), _mm_cvtepi8_epi16(_mm_srli_si128(low, 8)),
                    _mm_cvtepi8_epi16(high), _mm_cvtepi8_epi16(_mm_srli_si128(high, 8))}};
  return pairs;
}

SWIFTLET_INLINE weights pair_of(swiftlet_i8x16 w0, swiftlet_i8x16 w1, int16_t zero) {
  weights pairs = interleaved(w0, w1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    pairs.part[i] = _mm_sub_epi16(pairs.part[i], _mm_set1_epi16(zero));
  }
  return pairs;
}

SWIFTLET_INLINE swiftlet_u32x16 accumulate_pair(swiftlet_u32x16 sums, swiftlet_i8x16 x0,
                                                swiftlet_i8x16 x1, weights w) {
  weights x = interleaved(x0, x1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) x.part[i] = _mm_madd_epi16(x.part[i], w.part[i]);
  return sums + swiftlet_load_u32x16(&x);
}

#include "depthwise_int8_tiles.h"

void swiftlet_depthwise_int8_sse41(const swiftlet_depthwise_int8 *job) {
  compute_depthwise(job, 2);
}

#pragma clang attribute pop
#endif
