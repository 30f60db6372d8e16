#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "depthwise_float32_tiles.h"

enum { window_pixels = 4 };

#include "depthwise_window_float32_tiles.h"

void swiftlet_depthwise_float32_neon(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

void swiftlet_depthwise_window_float32_neon(const swiftlet_depthwise_float32 *job,
                       const swiftlet_depthwise_window *window) {
  compute_window(job, window);
}

#endif
