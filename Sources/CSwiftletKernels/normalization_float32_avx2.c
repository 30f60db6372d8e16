#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx2.h"

#include "normalization_pieces.h"

void swiftlet_normalization_float32_avx2(const swiftlet_normalization_float32 *job) {
  normalization_float32(job);
}

#pragma clang attribute pop
#endif
