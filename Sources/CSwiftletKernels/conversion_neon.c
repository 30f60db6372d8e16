#include "elementwise.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "elementwise_neon.h"

#include "conversion_pieces.h"

void swiftlet_quantize_neon(const swiftlet_conversion *job) { quantize(job); }
void swiftlet_dequantize_neon(const swiftlet_conversion *job) { dequantize(job); }
void swiftlet_requantize_neon(const swiftlet_conversion *job) { requantize(job); }
void swiftlet_move_neon(const swiftlet_conversion *job) { move(job); }
void swiftlet_quantize_rows_neon(const swiftlet_quantized_rows *job) { quantize_rows(job); }

#endif
