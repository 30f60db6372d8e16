#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx2.h"

#include "conversion_pieces.h"

void swiftlet_quantize_avx2(const swiftlet_conversion *job) { quantize(job); }
void swiftlet_dequantize_avx2(const swiftlet_conversion *job) { dequantize(job); }
void swiftlet_requantize_avx2(const swiftlet_conversion *job) { requantize(job); }
void swiftlet_move_avx2(const swiftlet_conversion *job) { move(job); }
void swiftlet_quantize_rows_avx2(const swiftlet_quantized_rows *job) { quantize_rows(job); }

#pragma clang attribute pop
#endif
