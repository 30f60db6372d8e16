#include "elementwise.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "elementwise_neon.h"

#include "softmax_pieces.h"

void swiftlet_softmax_float32_neon(const swiftlet_softmax *job) { softmax_float32(job); }
void swiftlet_softmax_int8_neon(const swiftlet_softmax *job) { softmax_int8(job); }

#endif
