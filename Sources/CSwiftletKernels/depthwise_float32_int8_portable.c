#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

#define weight int8_t
#define is_scaled 1
#define compute_depthwise swiftlet_depthwise_float32_int8_portable

SWIFTLET_INLINE float real(int8_t w) { return (float)w; }

#include "depthwise_float32_portable.h"
