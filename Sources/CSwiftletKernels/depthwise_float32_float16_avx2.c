#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "vectors.h"

#define weight uint16_t
#define is_scaled 0

SWIFTLET_INLINE swiftlet_f32x4 widened(const uint16_t *w) {
  return (swiftlet_f32x4)_mm_cvtph_ps(_mm_loadl_epi64((const __m128i *)w));
}

/* The count is a multiple of 4. */
SWIFTLET_INLINE swiftlet_f32x16 load_weights(const uint16_t *w, int32_t count) {
  swiftlet_f32x4 zero = (swiftlet_f32x4)(0.0f);
  swiftlet_f32x16 value;
  value.lo.lo = widened(w);
  value.lo.hi = count > 4 ? widened(w + 4) : zero;
  value.hi.lo = count > 8 ? widened(w + 8) : zero;
  value.hi.hi = count > 12 ? widened(w + 12) : zero;
  return value;
}

#include "depthwise_float32_tiles.h"

void swiftlet_depthwise_float32_float16_avx2(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

#pragma clang attribute pop
#endif
