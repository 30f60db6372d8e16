#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

#define weight uint16_t
#define is_scaled 0
#define compute_depthwise swiftlet_depthwise_float32_float16_portable

SWIFTLET_INLINE float real(uint16_t w) { return swiftlet_widened(w); }

#include "depthwise_float32_portable.h"
