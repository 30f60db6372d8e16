#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx2.h"

#include "binary_float32_pieces.h"

void swiftlet_binary_float32_avx2(const swiftlet_binary_float32 *job) { binary_float32(job); }

#pragma clang attribute pop
#endif
