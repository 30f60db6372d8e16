#include "swiftlet_peak.h"

/*
 * Twelve sums cover the latency of any product; the empty statement keeps the compiler from
 * joining the turns, and from taking a product out of them.
 */
#define SUMS 12

#define LOOP(name, features, vector, constraint, start, product, count)              \
  __attribute__((target(features))) int64_t swiftlet_peak_##name(int64_t turns) {    \
    vector sums[SUMS], left = start(3), right = start(5);                            \
    for (int i = 0; i < SUMS; i++) sums[i] = start(0);                               \
    for (int64_t turn = 0; turn < turns; turn++) {                                   \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < SUMS; i++) {            \
        sums[i] = product(sums[i], left, right);                                     \
        __asm__ volatile("" : "+" constraint(sums[i]), "+" constraint(left));        \
      }                                                                              \
    }                                                                                \
    return turns * SUMS * (count);                                                   \
  }

#define ABSENT(name)                            \
  int64_t swiftlet_peak_##name(int64_t turns) { \
    (void)turns;                                \
    return 0;                                   \
  }

#if defined(__x86_64__)
#include <immintrin.h>

/* Pairs of 16-bit products and their addition, which is how these sets multiply bytes. */
#define PAIRS_128(sum, l, r) _mm_add_epi32(sum, _mm_madd_epi16(l, r))
#define PAIRS_256(sum, l, r) _mm256_add_epi32(sum, _mm256_madd_epi16(l, r))
#define MULTIPLY_ADD_128(sum, l, r) _mm_add_ps(sum, _mm_mul_ps(l, r))
#define FUSED_256(sum, l, r) _mm256_fmadd_ps(l, r, sum)
#define FUSED_512(sum, l, r) _mm512_fmadd_ps(l, r, sum)

LOOP(int8_sse41, "sse4.1", __m128i, "x", _mm_set1_epi16, PAIRS_128, 8)
LOOP(int8_avx2, "avx2,fma", __m256i, "x", _mm256_set1_epi16, PAIRS_256, 16)
LOOP(int8_avxvnni, "avx2,avxvnni", __m256i, "x", _mm256_set1_epi8, _mm256_dpbusd_avx_epi32, 32)
LOOP(int8_avx512vnni, "avx512f,avx512bw,avx512vnni", __m512i, "v", _mm512_set1_epi8,
     _mm512_dpbusd_epi32, 64)
LOOP(float32_sse41, "sse4.1", __m128, "x", _mm_set1_ps, MULTIPLY_ADD_128, 4)
LOOP(float32_avx2, "avx2,fma", __m256, "x", _mm256_set1_ps, FUSED_256, 8)
LOOP(float32_avx512, "avx512f", __m512, "v", _mm512_set1_ps, FUSED_512, 16)
#else
ABSENT(int8_sse41)
ABSENT(int8_avx2)
ABSENT(int8_avxvnni)
ABSENT(int8_avx512vnni)
ABSENT(float32_sse41)
ABSENT(float32_avx2)
ABSENT(float32_avx512)
#endif

#if defined(__aarch64__)
#include <arm_neon.h>

#define LONG_PAIRS(sum, l, r) vpadalq_s16(sum, vmull_s8(vget_low_s8(l), vget_low_s8(r)))
#define ZERO_OR_BYTES(value) vreinterpretq_s32_s8(vdupq_n_s8(value))
#define BYTES(v) vreinterpretq_s8_s32(v)
#define LONG(sum, l, r) LONG_PAIRS(sum, BYTES(l), BYTES(r))
#define FOUR(sum, l, r) vdotq_s32(sum, BYTES(l), BYTES(r))
#define MATRIX(sum, l, r) vmmlaq_s32(sum, BYTES(l), BYTES(r))

LOOP(int8_neon, "neon", int32x4_t, "w", ZERO_OR_BYTES, LONG, 8)
LOOP(int8_dotprod, "dotprod", int32x4_t, "w", ZERO_OR_BYTES, FOUR, 16)
LOOP(int8_i8mm, "i8mm", int32x4_t, "w", ZERO_OR_BYTES, MATRIX, 32)
LOOP(float32_neon, "neon", float32x4_t, "w", vdupq_n_f32, vfmaq_f32, 4)
#else
ABSENT(int8_neon)
ABSENT(int8_dotprod)
ABSENT(int8_i8mm)
ABSENT(float32_neon)
#endif
