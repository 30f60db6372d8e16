/*
 * A float32 dot in plain C. A file includes this once, having defined
 *
 *   weight, a macro                  the type of a weight
 *   is_scaled, a macro               1 if sums are multiplied by a scale
 *   float real(weight)               the number that a weight is
 *   compute_dot, a macro             the name of the function
 */

#include "dot.h"
#include "scalar.h"

static const float *tap_of_row(const swiftlet_dot_float32 *job, int32_t tap, int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

SWIFTLET_INLINE void accumulate(const swiftlet_dot_float32 *job, int32_t row, int32_t width,
                                const weight *w, float sums[16]) {
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const float *x = tap_of_row(job, tap, row);
    for (int32_t k = 0; k < job->tap_depth; k++, w += width) {
      for (int32_t i = 0; i < width; i++) sums[i] = swiftlet_fma(x[k], real(w[i]), sums[i]);
    }
  }
}

/* Makes the results of a row and a block from their sums. */
static void store_sums(const swiftlet_dot_float32 *job, int32_t row, int32_t channel,
                       int32_t width, const float *bias, const float *sums) {
  ptrdiff_t first = (ptrdiff_t)row * job->output_stride + channel;
  for (int32_t i = 0; i < width && channel + i < job->channel_count; i++) {
    float y = sums[i];
    if (is_scaled) y = y * (job->has_scales ? bias[width + i] : job->scale) + bias[i];
    y = swiftlet_clamp_float(y, job->minimum, job->maximum);
    if (job->residual) {
      y += job->residual[(ptrdiff_t)row * job->residual_stride + channel + i];
      y = swiftlet_clamp_float(y, job->residual_minimum, job->residual_maximum);
    }
    job->output[first + i] = y;
  }
}

void compute_dot(const swiftlet_dot_float32 *job) {
  size_t header = swiftlet_header_size(is_scaled && job->has_scales);
  size_t lane_size = header + (size_t)job->tap_count * (size_t)job->tap_depth * sizeof(weight);
  for (int32_t row = 0; row < job->row_count; row++) {
    for (int32_t channel = 0; channel < job->channel_count; channel += 16) {
      const char *block = (const char *)job->blocks + (size_t)channel * lane_size;
      int32_t rest = swiftlet_lane_count(job->channel_count - channel);
      int32_t width = rest < 16 ? rest : 16;
      const float *bias = (const float *)block;
      const weight *w = (const weight *)(block + (size_t)width * header);
      float sums[16];
      for (int32_t i = 0; i < width; i++) sums[i] = is_scaled ? 0 : bias[i];
      /* The usual width is a constant to the loop. */
      if (width == 16) accumulate(job, row, 16, w, sums);
      else accumulate(job, row, width, w, sums);
      store_sums(job, row, channel, width, bias, sums);
    }
  }
}
