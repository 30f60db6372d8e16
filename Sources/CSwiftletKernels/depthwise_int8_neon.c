#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "requantize_vectors.h"

typedef struct {
  swiftlet_i16x16 first, second;
} weights;

SWIFTLET_INLINE weights pair_of(swiftlet_i8x16 w0, swiftlet_i8x16 w1, int16_t zero) {
  weights pair = {__builtin_convertvector(w0, swiftlet_i16x16) - (swiftlet_i16x16)(zero),
                  __builtin_convertvector(w1, swiftlet_i16x16) - (swiftlet_i16x16)(zero)};
  return pair;
}

/* A product fits in 16 bits, 128 · 255 < 2^15; the sum of two does not. */
SWIFTLET_INLINE swiftlet_u32x16 accumulate_pair(swiftlet_u32x16 sums, swiftlet_i8x16 x0,
                                                swiftlet_i8x16 x1, weights w) {
  swiftlet_i16x16 first = __builtin_convertvector(x0, swiftlet_i16x16) * w.first;
  swiftlet_i16x16 second = __builtin_convertvector(x1, swiftlet_i16x16) * w.second;
  sums += (swiftlet_u32x16)__builtin_convertvector(first, swiftlet_i32x16);
  return sums + (swiftlet_u32x16)__builtin_convertvector(second, swiftlet_i32x16);
}

#include "depthwise_int8_tiles.h"

void swiftlet_depthwise_int8_neon(const swiftlet_depthwise_int8 *job) {
  compute_depthwise(job, 2);
}

#endif
