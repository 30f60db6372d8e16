#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)

#include "depthwise_int8_tiles.h"

void swiftlet_depthwise_int8_avx512(const swiftlet_depthwise_int8 *job) {
  compute_depthwise(job, 4);
}

#pragma clang attribute pop
#endif
