#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "depthwise_int8_tiles.h"

void swiftlet_depthwise_int8_neon(const swiftlet_depthwise_int8 *job) {
  compute_depthwise(job, 4);
}

#endif
