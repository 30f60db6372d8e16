#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "depthwise_float32_tiles.h"

void swiftlet_depthwise_float32_neon(const swiftlet_depthwise_float32 *job) {
  compute_depthwise(job, 4);
}

#endif
