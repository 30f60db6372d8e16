#include "dot.h"

#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
#include "pairs_cortexmdsp.h"

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

SWIFTLET_INLINE uint32_t add_four(uint32_t sum, pair even, pair odd, uint32_t w) {
  int32_t half = __smlad(even, even_pair(w), (int32_t)sum);
  return (uint32_t)__smlad(odd, odd_pair(w), half);
}

/* Makes the sums of one row and four channels. */
static __attribute__((noinline)) void sum_row(const swiftlet_dot_int8 *job, const quad *at,
                                              int32_t row, uint32_t excess, uint32_t *sums) {
  const int8_t *w = at->weights + 4 * at->lane, *x = NULL;
  size_t line = 4 * (size_t)at->width;
  uint32_t s0 = at->bias[0] - excess, s1 = at->bias[1] - excess;
  uint32_t s2 = at->bias[2] - excess, s3 = at->bias[3] - excess;
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    x = tap_of_row(job, tap, row);
    for (const int8_t *end = x + (job->tap_depth & ~3); x != end; x += 4, w += line) {
      uint32_t four = four_at(x);
      pair even = even_pair(four), odd = odd_pair(four);
      const uint32_t *lanes = (const uint32_t *)w;
      s0 = add_four(s0, even, odd, lanes[0]);
      s1 = add_four(s1, even, odd, lanes[1]);
      /* The registers hold the weights of two channels at a time. */
      __asm__ volatile("" : "+r"(s0), "+r"(s1)::"memory");
      s2 = add_four(s2, even, odd, lanes[2]);
      s3 = add_four(s3, even, odd, lanes[3]);
    }
  }
  sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
  for (int32_t k = 0; k < (job->tap_depth & 3); k++) {
    for (int32_t i = 0; i < 4; i++) sums[i] += (uint32_t)(x[k] * w[4 * i + k]);
  }
}

void swiftlet_dot_int8_cortexmdsp(const swiftlet_dot_int8 *job) {
  size_t lane_size = swiftlet_dot_lane_size(job);
  for (int32_t channel = 0; channel < job->channel_count; channel += 4) {
    quad at = QUAD_OF(job, lane_size, channel);
    for (int32_t row = 0; row < job->row_count; row++) {
      uint32_t sums[4], excess = 0;
      if (job->weight_zero_point) excess = (uint32_t)job->weight_zero_point * sum_of_row(job, row);
      sum_row(job, &at, row, excess, sums);
      int8_t *output = job->output + (ptrdiff_t)row * job->output_stride + channel;
      const int8_t *residual = job->residual;
      if (residual) residual += (ptrdiff_t)row * job->residual_stride + channel;
      if (job->real) {
        for (int32_t i = 0; i < at.count; i++) {
          swiftlet_store_real(job, row, channel + i, sums[i], at.bias[i], at.multiplier[i]);
        }
        continue;
      }
      for (int32_t i = 0; i < at.count; i++) {
        int32_t y = requantized(&at, sums[i], i);
        if (residual) y = swiftlet_add_residual(&job->addition, y, residual[i]);
        output[i] = (int8_t)y;
      }
    }
  }
}

#elif defined(__arm__)
void swiftlet_dot_int8_cortexmdsp(const swiftlet_dot_int8 *job) { swiftlet_dot_int8_portable(job); }
#endif
