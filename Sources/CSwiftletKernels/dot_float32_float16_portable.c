#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

#define weight uint16_t
#define is_scaled 0
#define compute_dot swiftlet_dot_float32_float16_portable

SWIFTLET_INLINE float real(uint16_t w) { return swiftlet_widened(w); }

#include "dot_float32_portable.h"
