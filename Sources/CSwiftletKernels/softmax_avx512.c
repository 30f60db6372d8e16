#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx512.h"

#include "softmax_pieces.h"

void swiftlet_softmax_float32_avx512(const swiftlet_softmax *job) { softmax_float32(job); }
void swiftlet_softmax_int8_avx512(const swiftlet_softmax *job) { softmax_int8(job); }

#pragma clang attribute pop
#endif
