#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#include "depthwise_float32_tiles.h"

void swiftlet_depthwise_float32_avx2(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

#pragma clang attribute pop
#endif
