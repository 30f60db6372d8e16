#include "elementwise.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "elementwise_neon.h"

#include "binary_int8_pieces.h"

void swiftlet_binary_int8_neon(const swiftlet_binary_int8 *job) { binary_int8(job); }

#endif
