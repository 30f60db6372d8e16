#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx512.h"

#include "binary_int8_pieces.h"

void swiftlet_binary_int8_avx512(const swiftlet_binary_int8 *job) { binary_int8(job); }

#pragma clang attribute pop
#endif
