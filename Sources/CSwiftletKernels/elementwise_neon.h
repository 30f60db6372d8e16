/* Pieces of 16 elements under Advanced SIMD. */

#include "elementwise_sixteen.h"

/* The low bytes of numbers between −128 and 127. */
SWIFTLET_INLINE swiftlet_i8x16 narrowed(swiftlet_i32x16 value) {
  return __builtin_convertvector(value, swiftlet_i8x16);
}
