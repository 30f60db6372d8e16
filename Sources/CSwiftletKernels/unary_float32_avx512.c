#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx512.h"

#include "unary_float32_pieces.h"

SWIFTLET_UNARIES(avx512)

#pragma clang attribute pop
#endif
