#include "elementwise.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "elementwise_neon.h"

#include "binary_float32_pieces.h"

void swiftlet_binary_float32_neon(const swiftlet_binary_float32 *job) { binary_float32(job); }

#endif
