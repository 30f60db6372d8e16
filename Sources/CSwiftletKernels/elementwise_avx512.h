/* Pieces of 16 elements under AVX-512, with masks for the last ones. To be popped by the file. */

#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c"), \
                   min_vector_width(512))), apply_to = function)

#include "vectors.h"

SWIFTLET_INLINE swiftlet_i8x16 load_i8(const int8_t *from, ptrdiff_t count) {
  if (count >= 16) return swiftlet_load_i8x16(from);
  return (swiftlet_i8x16)_mm_maskz_loadu_epi8((__mmask16)((1u << count) - 1), from);
}

SWIFTLET_INLINE void store_i8(int8_t *to, swiftlet_i8x16 value, ptrdiff_t count) {
  if (count >= 16) swiftlet_store_i8x16(to, value);
  else _mm_mask_storeu_epi8(to, (__mmask16)((1u << count) - 1), (__m128i)value);
}

SWIFTLET_INLINE swiftlet_f32x16 load_f32(const float *from, ptrdiff_t count) {
  if (count >= 16) return swiftlet_load_f32x16(from);
  return (swiftlet_f32x16)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}

SWIFTLET_INLINE void store_f32(float *to, swiftlet_f32x16 value, ptrdiff_t count) {
  __mmask16 mask = count >= 16 ? (__mmask16)0xFFFF : (__mmask16)((1u << count) - 1);
  _mm512_mask_storeu_ps(to, mask, (__m512)value);
}

/* Numbers held between −128 and 127, as bytes. */
SWIFTLET_INLINE swiftlet_i8x16 held(swiftlet_i32x16 value) {
  return (swiftlet_i8x16)_mm512_cvtsepi32_epi8((__m512i)value);
}

/* x · 2^n for whole n, with one rounding. */
SWIFTLET_INLINE swiftlet_f32x16 scaled_by_two_to(swiftlet_f32x16 x, swiftlet_f32x16 n) {
  return (swiftlet_f32x16)_mm512_scalef_ps((__m512)x, (__m512)n);
}

#define SWIFTLET_HAS_SCALING 1
