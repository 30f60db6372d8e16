/*
 * A float32 dot with AVX-512. A variant includes this once, inside its target attribute, having
 * defined what `dot_float32_tiles.h` asks of weights that are not float.
 */

#include "vectors.h"

#define lanes 16
typedef swiftlet_f32x16 floats;

#define narrow_lanes 8
typedef swiftlet_f32x8 narrow_floats;

SWIFTLET_INLINE narrow_floats load_narrow(const float *from, int32_t count) {
  return (narrow_floats)_mm256_maskz_loadu_ps((__mmask8)((1u << count) - 1), from);
}

#include "dot_float32_tiles.h"
