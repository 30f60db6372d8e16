#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#include "depthwise_int8_avx2.h"
#include "depthwise_int8_tiles.h"

void swiftlet_depthwise_int8_avx2(const swiftlet_depthwise_int8 *job) {
  compute_depthwise(job, 3);
}

#pragma clang attribute pop
#endif
