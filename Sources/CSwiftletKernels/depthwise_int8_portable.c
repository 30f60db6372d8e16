#include "depthwise.h"
#include "scalar.h"

static void accumulate(const swiftlet_depthwise_int8 *job, int32_t pixel, int32_t channel,
                       const int8_t *w, uint32_t sums[16]) {
  int32_t count = job->channel_count - channel < 16 ? job->channel_count - channel : 16;
  for (int32_t tap = 0; tap < job->tap_count; tap++, w += 16) {
    int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + pixel];
    const int8_t *x = (offset < 0 ? job->padding : job->input + offset) + channel;
    for (int32_t i = 0; i < count; i++) {
      sums[i] += (uint32_t)(x[i] * (w[i] - job->weight_zero_point));
    }
  }
}

void swiftlet_depthwise_int8_portable(const swiftlet_depthwise_int8 *job) {
  size_t block_size =
      swiftlet_depthwise_weights + ((size_t)job->tap_count * 16 + 63) / 64 * 64;
  for (int32_t pixel = 0; pixel < job->pixel_count; pixel++) {
    int8_t *output = job->output + (ptrdiff_t)pixel * job->output_stride;
    for (int32_t channel = 0; channel < job->channel_count; channel += 16) {
      const char *block = (const char *)job->blocks + (size_t)(channel / 16) * block_size;
      const float *multiplier = (const float *)(block + swiftlet_depthwise_multiplier);
      uint32_t sums[16];
      for (int32_t i = 0; i < 16; i++) sums[i] = ((const uint32_t *)block)[i];
      accumulate(job, pixel, channel, (const int8_t *)block + swiftlet_depthwise_weights, sums);
      for (int32_t i = 0; i < 16 && channel + i < job->channel_count; i++) {
        output[channel + i] = (int8_t)swiftlet_clamp(
            swiftlet_rescale((int32_t)sums[i], multiplier[i]) + job->output_zero_point,
            job->minimum, job->maximum);
      }
    }
  }
}
