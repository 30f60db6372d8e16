#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)

#include "depthwise_float32_tiles.h"

enum { window_pixels = 7 };

#include "depthwise_window_float32_tiles.h"

void swiftlet_depthwise_float32_avx512(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

void swiftlet_depthwise_window_float32_avx512(const swiftlet_depthwise_float32 *job,
                       const swiftlet_depthwise_window *window) {
  compute_window(job, window);
}

#pragma clang attribute pop
#endif
