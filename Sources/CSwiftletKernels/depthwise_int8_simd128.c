#include "scalar.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>

#include "requantize_vectors.h"

/* Pairs of taps, each side by side; four channels in a vector. */
typedef struct {
  v128_t part[4];
} weights;

SWIFTLET_INLINE weights interleaved(swiftlet_i8x16 a, swiftlet_i8x16 b) {
  v128_t low = wasm_i8x16_shuffle((v128_t)a, (v128_t)b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21,
                                  6, 22, 7, 23);
  v128_t high = wasm_i8x16_shuffle((v128_t)a, (v128_t)b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                   29, 14, 30, 15, 31);
  weights pairs = {{wasm_i16x8_extend_low_i8x16(low), wasm_i16x8_extend_high_i8x16(low),
                    wasm_i16x8_extend_low_i8x16(high), wasm_i16x8_extend_high_i8x16(high)}};
  return pairs;
}

SWIFTLET_INLINE weights pair_of(swiftlet_i8x16 w0, swiftlet_i8x16 w1, int16_t zero) {
  weights pairs = interleaved(w0, w1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    pairs.part[i] = wasm_i16x8_sub(pairs.part[i], wasm_i16x8_splat(zero));
  }
  return pairs;
}

SWIFTLET_INLINE swiftlet_u32x16 accumulate_pair(swiftlet_u32x16 sums, swiftlet_i8x16 x0,
                                                swiftlet_i8x16 x1, weights w) {
  weights x = interleaved(x0, x1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) x.part[i] = wasm_i32x4_dot_i16x8(x.part[i], w.part[i]);
  return sums + swiftlet_load_u32x16(&x);
}

#include "depthwise_int8_tiles.h"

void swiftlet_depthwise_int8_simd128(const swiftlet_depthwise_int8 *job) {
  const char *block = (const char *)job->blocks;
  int32_t channel = 0;
  for (; job->channel_count - channel >= 16; channel += 16, block += block_size_of(job)) {
    compute_block(job, block, channel, 2, 16);
  }
  /* One pixel at a time: every visitor loads the code. */
  int32_t count = job->channel_count - channel;
  for (int32_t pixel = 0; count > 0 && pixel < job->pixel_count; pixel++) {
    if (count == 8) compute_tile(job, block, pixel, channel, 1, 8);
    else compute_tile(job, block, pixel, channel, 1, 0);
  }
}

#elif defined(__wasm__)
void swiftlet_depthwise_int8_simd128(const swiftlet_depthwise_int8 *job) {
  swiftlet_depthwise_int8_portable(job);
}
#endif
