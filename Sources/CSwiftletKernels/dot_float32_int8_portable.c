#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

#define weight int8_t
#define is_scaled 1
#define compute_dot swiftlet_dot_float32_int8_portable

SWIFTLET_INLINE float real(int8_t w) { return (float)w; }

#include "dot_float32_portable.h"
