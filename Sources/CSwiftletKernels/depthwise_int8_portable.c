#include "depthwise.h"
#include "scalar.h"

static void accumulate(const swiftlet_depthwise_int8 *job, int32_t pixel, int32_t channel,
                       int32_t count, const int8_t *w, uint32_t sums[16]) {
  for (int32_t tap = 0; tap < job->tap_count; tap++, w += swiftlet_lane_count(count)) {
    int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + pixel];
    const int8_t *x = (offset < 0 ? job->padding : job->input + offset) + channel;
    for (int32_t i = 0; i < count; i++) {
      sums[i] += (uint32_t)(x[i] * (w[i] - job->weight_zero_point));
    }
  }
}

void swiftlet_depthwise_int8_portable(const swiftlet_depthwise_int8 *job) {
  size_t block_size = 16 * swiftlet_depthwise_lane_size(job);
  for (int32_t pixel = 0; pixel < job->pixel_count; pixel++) {
    int8_t *output = job->output + (ptrdiff_t)pixel * job->output_stride;
    for (int32_t channel = 0; channel < job->channel_count; channel += 16) {
      const char *block = (const char *)job->blocks + (size_t)(channel / 16) * block_size;
      int32_t count = job->channel_count - channel < 16 ? job->channel_count - channel : 16;
      size_t width = (size_t)swiftlet_lane_count(count);
      const float *multiplier = job->has_multipliers ? (const float *)block + width : NULL;
      uint32_t sums[16];
      for (int32_t i = 0; i < count; i++) sums[i] = ((const uint32_t *)block)[i];
      accumulate(job, pixel, channel, count,
                 (const int8_t *)block + width * swiftlet_header_size(job->has_multipliers), sums);
      for (int32_t i = 0; i < count; i++) {
        output[channel + i] = (int8_t)swiftlet_clamp(
            swiftlet_rescale((int32_t)sums[i], multiplier ? multiplier[i] : job->multiplier) +
                job->output_zero_point,
            job->minimum, job->maximum);
      }
    }
  }
}
