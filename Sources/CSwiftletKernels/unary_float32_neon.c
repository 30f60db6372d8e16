#include "elementwise.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "elementwise_neon.h"

#include "unary_float32_pieces.h"

SWIFTLET_UNARIES(neon)

#endif
