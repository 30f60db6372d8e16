#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), \
    apply_to = function)

#define lanes 16
#define has_masks 1
typedef float floats __attribute__((ext_vector_type(lanes)));

SWIFTLET_INLINE floats load(const float *from, ptrdiff_t count) {
  return (floats)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}

SWIFTLET_INLINE void store(float *to, floats value,
                                                        ptrdiff_t count) {
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)value);
}

#define NAMED(transform) swiftlet_winograd_##transform##_float32_avx512
#include "winograd_float32_pieces.h"

#pragma clang attribute pop
#endif
