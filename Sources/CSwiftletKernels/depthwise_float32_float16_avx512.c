#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512dq,avx512bw,avx512vl"))), \
    apply_to = function)

#include "vectors.h"

#define weight uint16_t
#define is_scaled 0

SWIFTLET_INLINE swiftlet_f32x16 load_weights(const uint16_t *w, int32_t count) {
  __mmask16 mask = (__mmask16)((1u << count) - 1);
  return (swiftlet_f32x16)_mm512_cvtph_ps(_mm256_maskz_loadu_epi16(mask, w));
}

#include "depthwise_float32_tiles.h"

void swiftlet_depthwise_float32_float16_avx512(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

#pragma clang attribute pop
#endif
