/*
 * The loops of a float32 depthwise over tiles of pixels. A variant includes this once, inside its
 * target attribute, which has a fused multiply-add; where weights are not float, having defined
 *
 *   weight, a macro                                   the type of an element
 *   is_scaled, a macro                                1 if sums are multiplied by a scale
 *   swiftlet_f32x16 load_weights(w, int32_t count)    the first weights of 16 channels
 */

#include "vectors.h"

#ifndef weight
#define weight float
#define is_scaled 0

SWIFTLET_INLINE swiftlet_f32x16 load_weights(const float *w, int32_t count) {
  return swiftlet_load_some_f32(w, count);
}
#endif

enum { pixel_limit = 4 };

SWIFTLET_INLINE const float *tap_of_pixel(const swiftlet_depthwise_float32 *job, int32_t tap,
                                          int32_t pixel) {
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + pixel];
  return offset < 0 ? job->padding : job->input + offset;
}

SWIFTLET_INLINE size_t header_size(const swiftlet_depthwise_float32 *job) {
  return swiftlet_header_size(is_scaled && job->has_scales);
}

/* Computes one block of a few pixels; a known count of its channels saves branches, zero is none. */
SWIFTLET_INLINE void compute_tile(const swiftlet_depthwise_float32 *job, const char *block,
                                  int32_t first_pixel, int32_t channel, const int pixels,
                                  const int known_count) {
  int32_t count = known_count ? known_count : job->channel_count - channel;
  int32_t width = swiftlet_lane_count(count);
  swiftlet_f32x16 bias = swiftlet_load_some_f32((const float *)block, width);
  swiftlet_f32x16 sums[pixel_limit];
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) {
    sums[pixel] = is_scaled ? (swiftlet_f32x16)(0.0f) : bias;
  }
  const weight *w = (const weight *)(block + (size_t)width * header_size(job));
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < job->tap_count; tap++, w += width) {
    swiftlet_f32x16 weights = load_weights(w, width);
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < pixels; pixel++) {
      const float *x = tap_of_pixel(job, tap, first_pixel + pixel) + channel;
      sums[pixel] = __builtin_elementwise_fma(swiftlet_load_some_f32(x, count), weights,
                                              sums[pixel]);
    }
  }
  swiftlet_f32x16 scale = (swiftlet_f32x16)(job->scale);
  if (is_scaled && job->has_scales) {
    scale = swiftlet_load_some_f32((const float *)block + width, width);
  }
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) {
    if (is_scaled) sums[pixel] = swiftlet_scaled_f32x16(sums[pixel], scale, bias);
    swiftlet_store_some_f32(
        job->output + (ptrdiff_t)(first_pixel + pixel) * job->output_stride + channel,
        swiftlet_clamp_f32x16(sums[pixel], job->minimum, job->maximum), count);
  }
}

SWIFTLET_INLINE void compute_block(const swiftlet_depthwise_float32 *job, const char *block,
                                   int32_t channel, const int pixels, const int known_count) {
  int32_t pixel = 0;
  for (; job->pixel_count - pixel >= pixels; pixel += pixels) {
    compute_tile(job, block, pixel, channel, pixels, known_count);
  }
  for (; pixel < job->pixel_count; pixel++) {
    compute_tile(job, block, pixel, channel, 1, known_count);
  }
}

/* Computes the channels that fill no block; eight are a common number of them. */
SWIFTLET_INLINE void compute_tail(const swiftlet_depthwise_float32 *job, const char *block,
                                  int32_t channel, const int pixels) {
  int32_t count = job->channel_count - channel;
  if (count == 8) compute_block(job, block, channel, pixels, 8);
  else if (count > 0) compute_block(job, block, channel, pixels, 0);
}

SWIFTLET_INLINE void compute_depthwise(const swiftlet_depthwise_float32 *job, const int pixels) {
  size_t size = 16 * (header_size(job) + (size_t)job->tap_count * sizeof(weight));
  const char *block = (const char *)job->blocks;
  int32_t channel = 0;
  for (; job->channel_count - channel >= 16; channel += 16, block += size) {
    compute_block(job, block, channel, pixels, 16);
  }
  compute_tail(job, block, channel, pixels);
}
