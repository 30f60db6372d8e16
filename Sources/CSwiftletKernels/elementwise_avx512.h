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

/*
 * A function of one number is a long chain of operations. Two pieces together keep the machine busy
 * while each waits for itself.
 */
typedef float numbers __attribute__((ext_vector_type(32)));
typedef int32_t integers __attribute__((ext_vector_type(32)));
typedef int8_t stored_numbers __attribute__((ext_vector_type(32)));
enum { number_count = 32 };

SWIFTLET_INLINE uint32_t first_numbers(ptrdiff_t count) {
  return count >= 32 ? UINT32_MAX : (1u << count) - 1;
}

SWIFTLET_INLINE numbers load_numbers(const float *from, ptrdiff_t count) {
  uint32_t mask = first_numbers(count);
  numbers value;
  value.lo = (swiftlet_f32x16)_mm512_maskz_loadu_ps((__mmask16)mask, from);
  value.hi = (swiftlet_f32x16)_mm512_maskz_loadu_ps((__mmask16)(mask >> 16), from + 16);
  return value;
}

SWIFTLET_INLINE void store_numbers(float *to, numbers value, ptrdiff_t count) {
  uint32_t mask = first_numbers(count);
  _mm512_mask_storeu_ps(to, (__mmask16)mask, (__m512)value.lo);
  _mm512_mask_storeu_ps(to + 16, (__mmask16)(mask >> 16), (__m512)value.hi);
}

SWIFTLET_INLINE stored_numbers load_stored(const int8_t *from, ptrdiff_t count) {
  return (stored_numbers)_mm256_maskz_loadu_epi8(first_numbers(count), from);
}

/* x · 2^n for whole n, with one rounding. */
SWIFTLET_INLINE numbers scaled_by_two_to(numbers x, numbers n) {
  x.lo = (swiftlet_f32x16)_mm512_scalef_ps((__m512)x.lo, (__m512)n.lo);
  x.hi = (swiftlet_f32x16)_mm512_scalef_ps((__m512)x.hi, (__m512)n.hi);
  return x;
}

#define SWIFTLET_HAS_SCALING 1
