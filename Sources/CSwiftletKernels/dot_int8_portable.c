#include "dot.h"
#include "scalar.h"

static const int8_t *tap_of_row(const swiftlet_dot_int8 *job, int32_t tap, int32_t row) {
  if (!job->offsets) return job->input + (ptrdiff_t)row * job->row_stride;
  int32_t offset = job->offsets[(ptrdiff_t)tap * job->offset_stride + row];
  return offset < 0 ? job->padding : job->input + offset;
}

static uint32_t sum_of_row(const swiftlet_dot_int8 *job, int32_t row) {
  uint32_t sum = 0;
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const int8_t *x = tap_of_row(job, tap, row);
    for (int32_t k = 0; k < job->tap_depth; k++) sum += (uint32_t)x[k];
  }
  return sum;
}

/* Adds the products of four channels, whose weights come every so many bytes; sums wrap, hence
   unsigned. */
static void accumulate(const swiftlet_dot_int8 *job, int32_t row, const int8_t *w, size_t line,
                       uint32_t sums[4]) {
  uint32_t s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    const int8_t *x = tap_of_row(job, tap, row);
    int32_t k = 0;
    for (; k + 4 <= job->tap_depth; k += 4, x += 4, w += line) {
      int32_t a = x[0], b = x[1], c = x[2], d = x[3];
      s0 += (uint32_t)(a * w[0] + b * w[1] + c * w[2] + d * w[3]);
      s1 += (uint32_t)(a * w[4] + b * w[5] + c * w[6] + d * w[7]);
      s2 += (uint32_t)(a * w[8] + b * w[9] + c * w[10] + d * w[11]);
      s3 += (uint32_t)(a * w[12] + b * w[13] + c * w[14] + d * w[15]);
    }
    for (; k < job->tap_depth; k++, x++, w++) {
      s0 += (uint32_t)(*x * w[0]);
      s1 += (uint32_t)(*x * w[4]);
      s2 += (uint32_t)(*x * w[8]);
      s3 += (uint32_t)(*x * w[12]);
    }
  }
  sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
}

void swiftlet_dot_int8_portable(const swiftlet_dot_int8 *job) {
  size_t lane_size = swiftlet_dot_lane_size(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count);
  for (int32_t row = 0; row < job->row_count; row++) {
    uint32_t excess =
        job->weight_zero_point ? (uint32_t)job->weight_zero_point * sum_of_row(job, row) : 0;
    int8_t *output = job->output + (ptrdiff_t)row * job->output_stride;
    for (int32_t channel = 0; channel < job->channel_count; channel += 4) {
      int32_t first = channel & ~15, lane = channel & 15;
      size_t width = lane_count - first < 16 ? (size_t)(lane_count - first) : 16;
      const char *block = (const char *)job->blocks + (size_t)first * lane_size;
      const uint32_t *bias = (const uint32_t *)block + lane;
      const float *multiplier = job->has_multipliers ? (const float *)bias + width : NULL;
      const int8_t *w =
          (const int8_t *)block + width * swiftlet_header_size(job->has_multipliers) + 4 * lane;
      uint32_t sums[4] = {bias[0] - excess, bias[1] - excess, bias[2] - excess, bias[3] - excess};
      accumulate(job, row, w, 4 * width, sums);
      if (job->real) {
        for (int32_t i = 0; i < 4 && channel + i < job->channel_count; i++) {
          swiftlet_store_real(job, row, channel + i, sums[i], bias[i],
                              multiplier ? multiplier[i] : job->multiplier);
        }
        continue;
      }
      for (int32_t i = 0; i < 4 && channel + i < job->channel_count; i++) {
        int32_t y = swiftlet_clamp(
            swiftlet_rescale((int32_t)sums[i], multiplier ? multiplier[i] : job->multiplier) +
                job->output_zero_point,
            job->minimum, job->maximum);
        if (job->residual) {
          int32_t right = job->residual[(ptrdiff_t)row * job->residual_stride + channel + i];
          y = swiftlet_add_residual(&job->addition, y, right);
        }
        output[channel + i] = (int8_t)y;
      }
    }
  }
}
