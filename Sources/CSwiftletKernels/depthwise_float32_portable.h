/*
 * A float32 depthwise in plain C. A file includes this once, having defined what
 * `dot_float32_portable.h` asks for, with compute_depthwise for the name of the function.
 */

#include "depthwise.h"
#include "scalar.h"

static void accumulate(const swiftlet_depthwise_float32 *job, int32_t pixel, int32_t channel,
                       int32_t count, const weight *w, float sums[16]) {
  for (int32_t tap = 0; tap < job->tap_count; tap++, w += swiftlet_lane_count(count)) {
    int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + pixel];
    const float *x = (offset < 0 ? job->padding : job->input + offset) + channel;
    for (int32_t i = 0; i < count; i++) sums[i] = swiftlet_fma(x[i], real(w[i]), sums[i]);
  }
}

void compute_depthwise(const swiftlet_depthwise_float32 *job) {
  size_t header = swiftlet_header_size(is_scaled && job->has_scales);
  size_t lane_size = header + (size_t)job->tap_count * sizeof(weight);
  for (int32_t pixel = 0; pixel < job->pixel_count; pixel++) {
    float *output = job->output + (ptrdiff_t)pixel * job->output_stride;
    for (int32_t channel = 0; channel < job->channel_count; channel += 16) {
      const char *block = (const char *)job->blocks + (size_t)channel * lane_size;
      int32_t count = job->channel_count - channel < 16 ? job->channel_count - channel : 16;
      size_t width = (size_t)swiftlet_lane_count(count);
      const float *bias = (const float *)block;
      float sums[16];
      for (int32_t i = 0; i < count; i++) sums[i] = is_scaled ? 0 : bias[i];
      accumulate(job, pixel, channel, count, (const weight *)(block + width * header), sums);
      for (int32_t i = 0; i < count; i++) {
        float y = sums[i];
        if (is_scaled) {
          y = y * (job->has_scales ? bias[width + (size_t)i] : job->scale) + bias[i];
        }
        output[channel + i] = swiftlet_clamp_float(y, job->minimum, job->maximum);
      }
    }
  }
}
