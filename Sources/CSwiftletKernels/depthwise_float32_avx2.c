#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#include "depthwise_float32_tiles.h"

enum { window_pixels = 4 };

#include "depthwise_window_float32_tiles.h"

void swiftlet_depthwise_float32_avx2(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

void swiftlet_depthwise_window_float32_avx2(const swiftlet_depthwise_float32 *job,
                       const swiftlet_depthwise_window *window) {
  compute_window(job, window);
}

#pragma clang attribute pop
#endif
