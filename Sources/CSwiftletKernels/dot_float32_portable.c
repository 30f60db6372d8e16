#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

#define weight float
#define is_scaled 0
#define compute_dot swiftlet_dot_float32_portable

SWIFTLET_INLINE float real(float w) { return w; }

#include "dot_float32_portable.h"
