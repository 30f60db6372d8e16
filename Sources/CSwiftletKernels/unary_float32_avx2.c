#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx2.h"

#include "unary_float32_pieces.h"

SWIFTLET_UNARIES(avx2)

#pragma clang attribute pop
#endif
