/*
 * The loops of an int8 depthwise over tiles of pixels. A variant includes this once, inside its
 * target attribute, having included requantize_vectors.h and defined
 *
 *   weights pair_of(w0, w1, zero)      the weights of two taps, less the weight zero point
 *   accumulate_pair(sums, x0, x1, w)   the sums plus the products with two taps
 */

enum { pixel_limit = 4 };

SWIFTLET_INLINE const int8_t *tap_of_pixel(const swiftlet_depthwise_int8 *job, int32_t tap,
                                           int32_t pixel) {
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + pixel];
  return offset < 0 ? job->padding : job->input + offset;
}

SWIFTLET_INLINE size_t block_size_of(const swiftlet_depthwise_int8 *job) {
  return 16 * swiftlet_depthwise_lane_size(job);
}

/* Computes one block of a few pixels; a known count of its channels saves branches, zero is none. */
SWIFTLET_INLINE void compute_tile(const swiftlet_depthwise_int8 *job, const char *block,
                                  int32_t first_pixel, int32_t channel, const int pixels,
                                  const int known_count) {
  int32_t count = known_count ? known_count : job->channel_count - channel;
  int32_t width = swiftlet_lane_count(count);
  int16_t zero = (int16_t)job->weight_zero_point;
  swiftlet_u32x16 sums[pixel_limit];
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) sums[pixel] = swiftlet_load_some_u32(block, width);
  const int8_t *w =
      (const int8_t *)block + (size_t)width * swiftlet_header_size(job->has_multipliers);
  int32_t tap = 0;
#pragma clang loop unroll(disable)
  for (; tap + 2 <= job->tap_count; tap += 2, w += 2 * width) {
    weights both = pair_of(swiftlet_load_some_i8(w, width), swiftlet_load_some_i8(w + width, width),
                           zero);
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < pixels; pixel++) {
      const int8_t *x0 = tap_of_pixel(job, tap, first_pixel + pixel) + channel;
      const int8_t *x1 = tap_of_pixel(job, tap + 1, first_pixel + pixel) + channel;
      sums[pixel] = accumulate_pair(sums[pixel], swiftlet_load_some_i8(x0, count),
                                    swiftlet_load_some_i8(x1, count), both);
    }
  }
  if (tap < job->tap_count) {
    swiftlet_i8x16 last = swiftlet_load_some_i8(w, width);
    weights both = pair_of(last, last, zero);
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < pixels; pixel++) {
      const int8_t *x0 = tap_of_pixel(job, tap, first_pixel + pixel) + channel;
      sums[pixel] = accumulate_pair(sums[pixel], swiftlet_load_some_i8(x0, count),
                                    (swiftlet_i8x16)(0), both);
    }
  }
  swiftlet_f32x16 multiplier = (swiftlet_f32x16)(job->multiplier);
  if (job->has_multipliers) {
    multiplier = swiftlet_load_some_f32((const float *)block + width, width);
  }
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) {
    swiftlet_i8x16 y = swiftlet_requantize_16(sums[pixel], multiplier, job->output_zero_point,
                                              job->minimum, job->maximum);
    swiftlet_store_some_i8(
        job->output + (ptrdiff_t)(first_pixel + pixel) * job->output_stride + channel, y, count);

  }
}

SWIFTLET_INLINE void compute_block(const swiftlet_depthwise_int8 *job, const char *block,
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
SWIFTLET_INLINE void compute_tail(const swiftlet_depthwise_int8 *job, const char *block,
                                  int32_t channel, const int pixels) {
  int32_t count = job->channel_count - channel;
  if (count == 8) compute_block(job, block, channel, pixels, 8);
  else if (count > 0) compute_block(job, block, channel, pixels, 0);
}

SWIFTLET_INLINE void compute_depthwise(const swiftlet_depthwise_int8 *job, const int pixels) {
  size_t size = block_size_of(job);
  const char *block = (const char *)job->blocks;
  int32_t channel = 0;
  for (; job->channel_count - channel >= 16; channel += 16, block += size) {
    compute_block(job, block, channel, pixels, 16);
  }
  compute_tail(job, block, channel, pixels);
}
