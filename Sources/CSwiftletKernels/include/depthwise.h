#ifndef SWIFTLET_DEPTHWISE_H
#define SWIFTLET_DEPTHWISE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Depthwise: every channel summed over its own taps.
 *
 *   sum[p][c] = bias[c] + Σ_t x[p][t][c] · w[t][c]      0 <= t < tap_count
 *
 * x[p][t] is channel_count elements at input + offsets[t · offset_stride + p], or at padding where
 * that offset is negative.
 *
 * The parameters are blocks of L channels, as those of `dot.h`.
 *
 *   int8     int32 bias[L]; float multiplier[L] if the job says so; int8 w[tap_count][L]
 *   float32  float bias[L]; float w[tap_count][L]
 *   float32 by int8     float bias[L]; float scale[L] if the job says so; int8 w[tap_count][L]
 *   float32 by float16  float bias[L]; the bits of half-precision w[tap_count][L]
 *
 * No element outside the channel_count channels of a pixel, and none behind the last block, is read
 * or written.
 */

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/* As `swiftlet_dot_int8` makes y of its sum, with w[t][c] − weight_zero_point for the weights. */
typedef struct swiftlet_depthwise_int8 {
  const int8_t *input;
  const int32_t *_Nullable offsets;  /* none if a window says where taps lie */
  ptrdiff_t offset_stride;  /* at least pixel_count */
  const int8_t *_Nullable padding;  /* channel_count elements; needed if an offset is negative */
  int32_t pixel_count, tap_count;
  const void *blocks;
  int32_t channel_count;
  int32_t has_multipliers;  /* as of `swiftlet_dot_int8` */
  float multiplier;
  int32_t weight_zero_point;  /* -128 ... 127 */
  int32_t output_zero_point, minimum, maximum;
  int8_t *output;
  ptrdiff_t output_stride;
} swiftlet_depthwise_int8;

/* As `swiftlet_dot_float32` defines its sum, over t ascending. */
typedef struct swiftlet_depthwise_float32 {
  const float *input;
  const int32_t *_Nullable offsets;
  ptrdiff_t offset_stride;
  const float *_Nullable padding;
  int32_t pixel_count, tap_count;
  const void *blocks;
  int32_t channel_count;
  int32_t has_scales;  /* as of `swiftlet_dot_float32` */
  float scale;
  float minimum, maximum;
  float *output;
  ptrdiff_t output_stride;
} swiftlet_depthwise_float32;

enum { swiftlet_depthwise_window_limit = 7 };

/*
 * A window that moves over an image. Tap t = i · width + k of the pixel in line y and column p of
 * the output lies in line y · stride_height + i − top and in column p · stride_width + k − left of
 * the input, input_stride elements from column to column; outside of the input, every channel of
 * it is padding[0].
 *
 * A job over a window has no offsets and no pixel_count; its output starts with the first line of
 * line_count, and one pixel follows the other. An int8 job has a weight_zero_point above -128, a
 * float32 job a multiple of 16 channels.
 */
typedef struct swiftlet_depthwise_window {
  int32_t input_height, input_width;
  ptrdiff_t input_stride;
  int32_t height, width;  /* 1 ... swiftlet_depthwise_window_limit */
  int32_t stride_height, stride_width;
  int32_t top, left;
  int32_t output_width, first_line, line_count;
} swiftlet_depthwise_window;

void swiftlet_depthwise_int8_portable(const swiftlet_depthwise_int8 *job);
void swiftlet_depthwise_float32_portable(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_float32_int8_portable(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_float32_float16_portable(const swiftlet_depthwise_float32 *job);

#if defined(__x86_64__)
void swiftlet_depthwise_int8_sse41(const swiftlet_depthwise_int8 *job);
void swiftlet_depthwise_int8_avx2(const swiftlet_depthwise_int8 *job);
void swiftlet_depthwise_int8_avx512vnni(const swiftlet_depthwise_int8 *job);
void swiftlet_depthwise_window_int8_avx2(const swiftlet_depthwise_int8 *job,
                                         const swiftlet_depthwise_window *window);
void swiftlet_depthwise_window_int8_avxvnni(const swiftlet_depthwise_int8 *job,
                                            const swiftlet_depthwise_window *window);
void swiftlet_depthwise_window_int8_avx512vnni(const swiftlet_depthwise_int8 *job,
                                               const swiftlet_depthwise_window *window);
void swiftlet_depthwise_float32_avx2(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_window_float32_avx2(const swiftlet_depthwise_float32 *job,
                                             const swiftlet_depthwise_window *window);
void swiftlet_depthwise_float32_avx512(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_window_float32_avx512(const swiftlet_depthwise_float32 *job,
                                             const swiftlet_depthwise_window *window);
void swiftlet_depthwise_float32_int8_avx2(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_float32_int8_avx512(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_float32_float16_avx2(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_float32_float16_avx512(const swiftlet_depthwise_float32 *job);
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
void swiftlet_depthwise_int8_neon(const swiftlet_depthwise_int8 *job);
void swiftlet_depthwise_window_int8_neon(const swiftlet_depthwise_int8 *job,
                                         const swiftlet_depthwise_window *window);
void swiftlet_depthwise_window_int8_dotprod(const swiftlet_depthwise_int8 *job,
                                            const swiftlet_depthwise_window *window);
void swiftlet_depthwise_float32_neon(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_window_float32_neon(const swiftlet_depthwise_float32 *job,
                                             const swiftlet_depthwise_window *window);
void swiftlet_depthwise_float32_int8_neon(const swiftlet_depthwise_float32 *job);
void swiftlet_depthwise_float32_float16_neon(const swiftlet_depthwise_float32 *job);
#endif

#if defined(__wasm__)
/* Compiled without the vectors, the portable one. */
void swiftlet_depthwise_int8_simd128(const swiftlet_depthwise_int8 *job);
#endif

#if defined(__arm__)
/* Compiled without the instructions, the portable one. */
void swiftlet_depthwise_int8_cortexmdsp(const swiftlet_depthwise_int8 *job);
#endif

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
