#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

#define weight float
#define is_scaled 0
#define compute_depthwise swiftlet_depthwise_float32_portable

SWIFTLET_INLINE float real(float w) { return w; }

#include "depthwise_float32_portable.h"
