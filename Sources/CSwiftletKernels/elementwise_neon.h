/* Pieces of 16 elements under Advanced SIMD. */

#include <arm_neon.h>

#include "elementwise_sixteen.h"

/* Numbers held between −128 and 127, as bytes. */
SWIFTLET_INLINE swiftlet_i8x16 held(swiftlet_i32x16 value) {
  int16x4_t a = vqmovn_s32((int32x4_t)value.lo.lo), b = vqmovn_s32((int32x4_t)value.lo.hi);
  int16x4_t c = vqmovn_s32((int32x4_t)value.hi.lo), d = vqmovn_s32((int32x4_t)value.hi.hi);
  int8x8_t low = vqmovn_s16(vcombine_s16(a, b)), high = vqmovn_s16(vcombine_s16(c, d));
  return (swiftlet_i8x16)vcombine_s8(low, high);
}
