#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx2.h"

#include "softmax_pieces.h"

void swiftlet_softmax_float32_avx2(const swiftlet_softmax *job) { softmax_float32(job); }
void swiftlet_softmax_int8_avx2(const swiftlet_softmax *job) { softmax_int8(job); }

#pragma clang attribute pop
#endif
