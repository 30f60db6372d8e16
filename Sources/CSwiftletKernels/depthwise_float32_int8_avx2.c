#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "vectors.h"

#define weight int8_t
#define is_scaled 1

SWIFTLET_INLINE swiftlet_f32x16 load_weights(const int8_t *w, int32_t count) {
  return __builtin_convertvector(swiftlet_load_some_i8(w, count), swiftlet_f32x16);
}

#include "depthwise_float32_tiles.h"

void swiftlet_depthwise_float32_int8_avx2(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

#pragma clang attribute pop
#endif
