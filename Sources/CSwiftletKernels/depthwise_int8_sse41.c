#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)

#include "depthwise_int8_tiles.h"

void swiftlet_depthwise_int8_sse41(const swiftlet_depthwise_int8 *job) {
  compute_depthwise(job, 1);
}

#pragma clang attribute pop
#endif
