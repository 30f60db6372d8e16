#include "dot.h"
#include "scalar.h"

#pragma STDC FP_CONTRACT OFF

static const float *tap_of_row(const swiftlet_dot_float32 *job, int32_t tap, int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

static inline __attribute__((always_inline)) void accumulate(const swiftlet_dot_float32 *job, int32_t row, int32_t width,
                       const float *w, float sums[16]) {
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const float *x = tap_of_row(job, tap, row);
    for (int32_t k = 0; k < job->tap_depth; k++, w += width) {
      for (int32_t i = 0; i < width; i++) sums[i] = swiftlet_fma(x[k], w[i], sums[i]);
    }
  }
}

void swiftlet_dot_float32_portable(const swiftlet_dot_float32 *job) {
  size_t block_size = 16 * (1 + (size_t)job->tap_count * (size_t)job->tap_depth);
  for (int32_t row = 0; row < job->row_count; row++) {
    float *output = job->output + (ptrdiff_t)row * job->output_stride;
    for (int32_t channel = 0; channel < job->channel_count; channel += 16) {
      const float *block = (const float *)job->blocks + (size_t)(channel / 16) * block_size;
      int32_t rest = swiftlet_lane_count(job->channel_count - channel);
      int32_t width = rest < 16 ? rest : 16;
      float sums[16];
      for (int32_t i = 0; i < width; i++) sums[i] = block[i];
      /* The usual width is a constant to the loop. */
      if (width == 16) accumulate(job, row, 16, block + 16, sums);
      else accumulate(job, row, width, block + width, sums);
      for (int32_t i = 0; i < 16 && channel + i < job->channel_count; i++) {
        float y = swiftlet_clamp_float(sums[i], job->minimum, job->maximum);
        if (job->residual) {
          y += job->residual[(ptrdiff_t)row * job->residual_stride + channel + i];
          y = swiftlet_clamp_float(y, job->residual_minimum, job->residual_maximum);
        }
        output[channel + i] = y;
      }
    }
  }
}
