#ifndef SWIFTLET_REQUANTIZE_VECTORS_H
#define SWIFTLET_REQUANTIZE_VECTORS_H

#include "vectors.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#elif defined(__x86_64__)
#include <immintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

/* The bytes of the vectors that a file for x86-64 is compiled for, if they are more than 16. */
#ifndef vector_size
#define vector_size 16
#endif

/* y of `dot.h` for 16 channels, without the residual. Where narrowing saturates, that clamps: a result
   that does not fit in 16 bits is beyond the range whatever the zero point is. */
SWIFTLET_INLINE swiftlet_i8x16 swiftlet_requantize_16(swiftlet_u32x16 sums,
                                                      swiftlet_f32x16 multiplier,
                                                      int32_t zero_point, int32_t minimum,
                                                      int32_t maximum) {
#if defined(__aarch64__) && defined(__ARM_NEON)
  int32x4_t total[4];
  float32x4_t factor[4];
  __builtin_memcpy(total, &sums, sizeof total);
  __builtin_memcpy(factor, &multiplier, sizeof factor);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    /* The greater number, where the product is not one. */
    float32x4_t product =
        vmaxnmq_f32(vmulq_f32(vcvtq_f32_s32(total[i]), factor[i]), vdupq_n_f32(-0x1p22f));
    total[i] = vcvtnq_s32_f32(product);
  }
  int16x8_t zero = vdupq_n_s16((int16_t)zero_point);
  int16x8_t low = vqmovn_high_s32(vqmovn_s32(total[0]), total[1]);
  int16x8_t high = vqmovn_high_s32(vqmovn_s32(total[2]), total[3]);
  int8x16_t y = vqmovn_high_s16(vqmovn_s16(vqaddq_s16(low, zero)), vqaddq_s16(high, zero));
  y = vmaxq_s8(y, vdupq_n_s8((int8_t)minimum));
  return (swiftlet_i8x16)vminq_s8(y, vdupq_n_s8((int8_t)maximum));
#elif defined(__x86_64__) && vector_size == 32
  __m256i total[2];
  __m256 factor[2];
  __builtin_memcpy(total, &sums, sizeof total);
  __builtin_memcpy(factor, &multiplier, sizeof factor);
#pragma clang loop unroll(full)
  for (int i = 0; i < 2; i++) {
    /* A product beyond int32 becomes the least integer, so that only large ones need a bound. */
    __m256 product = _mm256_mul_ps(_mm256_cvtepi32_ps(total[i]), factor[i]);
    total[i] = _mm256_cvtps_epi32(_mm256_min_ps(_mm256_set1_ps(0x1p22f), product));
  }
  __m256i both = _mm256_adds_epi16(_mm256_packs_epi32(total[0], total[1]),
                                   _mm256_set1_epi16((int16_t)zero_point));
  both = _mm256_packs_epi16(both, both);
  __m128i y = _mm_unpacklo_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
  y = _mm_max_epi8(y, _mm_set1_epi8((char)minimum));
  return (swiftlet_i8x16)_mm_min_epi8(y, _mm_set1_epi8((char)maximum));
#elif defined(__x86_64__) && vector_size == 16
  __m128i total[4];
  __m128 factor[4];
  __builtin_memcpy(total, &sums, sizeof total);
  __builtin_memcpy(factor, &multiplier, sizeof factor);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    /* A product beyond int32 becomes the least integer, so that only large ones need a bound. */
    __m128 product = _mm_mul_ps(_mm_cvtepi32_ps(total[i]), factor[i]);
    total[i] = _mm_cvtps_epi32(_mm_min_ps(_mm_set1_ps(0x1p22f), product));
  }
  __m128i zero = _mm_set1_epi16((int16_t)zero_point);
  __m128i low = _mm_adds_epi16(_mm_packs_epi32(total[0], total[1]), zero);
  __m128i high = _mm_adds_epi16(_mm_packs_epi32(total[2], total[3]), zero);
  __m128i y = _mm_max_epi8(_mm_packs_epi16(low, high), _mm_set1_epi8((char)minimum));
  return (swiftlet_i8x16)_mm_min_epi8(y, _mm_set1_epi8((char)maximum));
#elif defined(__wasm_simd128__)
  v128_t total[4], factor[4];
  __builtin_memcpy(total, &sums, sizeof total);
  __builtin_memcpy(factor, &multiplier, sizeof factor);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    v128_t product = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(total[i]), factor[i]);
    /* pmax(a, b) is a < b ? b : a, and pmin(a, b) is b < a ? b : a. */
    product = wasm_f32x4_pmax(wasm_f32x4_const_splat(-0x1p22f), product);
    product = wasm_f32x4_pmin(wasm_f32x4_const_splat(0x1p22f), product);
    total[i] = wasm_i32x4_sub(wasm_f32x4_add(product, wasm_f32x4_const_splat(0x1.8p23f)),
                              wasm_i32x4_const_splat(0x4B400000));
  }
  v128_t zero = wasm_i16x8_splat((int16_t)zero_point);
  v128_t low = wasm_i16x8_add_sat(wasm_i16x8_narrow_i32x4(total[0], total[1]), zero);
  v128_t high = wasm_i16x8_add_sat(wasm_i16x8_narrow_i32x4(total[2], total[3]), zero);
  v128_t y = wasm_i8x16_narrow_i16x8(low, high);
  y = wasm_i8x16_max(y, wasm_i8x16_splat((int8_t)minimum));
  return (swiftlet_i8x16)wasm_i8x16_min(y, wasm_i8x16_splat((int8_t)maximum));
#else
  swiftlet_i32x16 y = swiftlet_rescale_16(sums, multiplier, zero_point);
  return __builtin_convertvector(swiftlet_clamp_i32x16(y, minimum, maximum), swiftlet_i8x16);
#endif
}

#endif
