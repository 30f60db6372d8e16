#include "elementwise.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "elementwise_neon.h"

#include "normalization_pieces.h"

void swiftlet_normalization_float32_neon(const swiftlet_normalization_float32 *job) {
  normalization_float32(job);
}

#endif
