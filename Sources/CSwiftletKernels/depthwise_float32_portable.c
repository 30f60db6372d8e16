#include "depthwise.h"
#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

static void accumulate(const swiftlet_depthwise_float32 *job, int32_t pixel, int32_t channel,
                       int32_t count, const float *w, float sums[16]) {
  for (int32_t tap = 0; tap < job->tap_count; tap++, w += swiftlet_lane_count(count)) {
    int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + pixel];
    const float *x = (offset < 0 ? job->padding : job->input + offset) + channel;
    for (int32_t i = 0; i < count; i++) sums[i] = swiftlet_fma(x[i], w[i], sums[i]);
  }
}

void swiftlet_depthwise_float32_portable(const swiftlet_depthwise_float32 *job) {
  size_t block_size = 16 * (1 + (size_t)job->tap_count);
  for (int32_t pixel = 0; pixel < job->pixel_count; pixel++) {
    float *output = job->output + (ptrdiff_t)pixel * job->output_stride;
    for (int32_t channel = 0; channel < job->channel_count; channel += 16) {
      const float *block = (const float *)job->blocks + (size_t)(channel / 16) * block_size;
      int32_t count = job->channel_count - channel < 16 ? job->channel_count - channel : 16;
      float sums[16];
      for (int32_t i = 0; i < count; i++) sums[i] = block[i];
      accumulate(job, pixel, channel, count, block + swiftlet_lane_count(count), sums);
      for (int32_t i = 0; i < count; i++) {
        output[channel + i] = swiftlet_clamp_float(sums[i], job->minimum, job->maximum);
      }
    }
  }
}
