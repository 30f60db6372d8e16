#include "scalar.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>

#define lanes 4
/* The bytes 0 and 2, and the bytes 1 and 3, of four inputs or weights as pairs of int16. */
typedef struct {
  v128_t even, odd;
} group;
typedef group weights;
typedef v128_t sums;
typedef uint32_t uints __attribute__((ext_vector_type(4)));

SWIFTLET_INLINE group widened(v128_t bytes) {
  group pairs = {wasm_i16x8_shr(wasm_i16x8_shl(bytes, 8), 8), wasm_i16x8_shr(bytes, 8)};
  return pairs;
}

SWIFTLET_INLINE group load_group(const int8_t *x) { return widened(wasm_v128_load32_splat(x)); }

SWIFTLET_INLINE sums start(const char *bias) { return wasm_v128_load(bias); }

SWIFTLET_INLINE weights load(const int8_t *w) { return widened(wasm_v128_load(w)); }

SWIFTLET_INLINE sums accumulate(sums sum, group x, weights w) {
  sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(x.even, w.even));
  return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(x.odd, w.odd));
}

SWIFTLET_INLINE uints finish(sums sum) { return (uints)sum; }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_simd128(const swiftlet_dot_int8 *job) {
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 2, 1, 1);
    compute_rows(job, &at, row, 1, 1, 1);
  }
  for (narrow(&at, job, lane_count); lane_count > 0; advance_vector(&at, &lane_count)) {
    row = compute_rows(job, &at, 0, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#elif defined(__wasm__)
void swiftlet_dot_int8_simd128(const swiftlet_dot_int8 *job) { swiftlet_dot_int8_portable(job); }
#endif
