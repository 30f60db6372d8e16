#include "depthwise.h"

#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
#include "pairs_cortexmdsp.h"

/* Makes the sums of one pixel and four channels. */
static __attribute__((noinline)) void sum_taps(const swiftlet_depthwise_int8 *job, const quad *at,
                                               int32_t pixel, uint32_t *sums) {
  const int32_t *offset = job->offsets + pixel;
  ptrdiff_t stride = job->offset_stride;
  const int8_t *w = at->weights + at->lane;
  size_t width = (size_t)at->width;
  /* Where the padding is, seen from the input: an offset like the others. */
  const int8_t *input = job->input + at->channel;
  int32_t padding = (int32_t)((uintptr_t)job->padding - (uintptr_t)job->input);
  __asm__("" : "+r"(padding));
  uint32_t s0 = at->bias[0], s1 = at->bias[1], s2 = at->bias[2], s3 = at->bias[3];
  pair zeros = (pair)((uint32_t)(uint16_t)job->weight_zero_point * 0x10001u);
  for (int32_t tap = job->tap_count; tap > 0; tap--, offset += stride, w += width) {
    const int8_t *x = input + (*offset < 0 ? padding : *offset);
    uint32_t four = four_at(x), weights = four_at(w);
    pair even = even_pair(four), odd = odd_pair(four);
    pair even_weights = __ssub16(even_pair(weights), zeros);
    pair odd_weights = __ssub16(odd_pair(weights), zeros);
    s0 = (uint32_t)__smlabb(even, even_weights, (int32_t)s0);
    s1 = (uint32_t)__smlabb(odd, odd_weights, (int32_t)s1);
    s2 = (uint32_t)__smlatt(even, even_weights, (int32_t)s2);
    s3 = (uint32_t)__smlatt(odd, odd_weights, (int32_t)s3);
  }
  sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
}

/* As `sum_taps`, of fewer than four channels. */
static __attribute__((noinline)) void sum_some(const swiftlet_depthwise_int8 *job, const quad *at,
                                               int32_t pixel, uint32_t *sums) {
  for (int32_t i = 0; i < at->count; i++) {
    const int32_t *offset = job->offsets + pixel;
    const int8_t *w = at->weights + at->lane + i;
    sums[i] = at->bias[i];
    for (int32_t tap = job->tap_count; tap > 0; tap--, w += at->width) {
      const int8_t *x = *offset < 0 ? job->padding : job->input + *offset;
      sums[i] += (uint32_t)(x[at->channel + i] * (*w - job->weight_zero_point));
      offset += job->offset_stride;
    }
  }
}

void swiftlet_depthwise_int8_cortexmdsp(const swiftlet_depthwise_int8 *job) {
  size_t lane_size = swiftlet_depthwise_lane_size(job);
  for (int32_t channel = 0; channel < job->channel_count; channel += 4) {
    quad at = QUAD_OF(job, lane_size, channel);
    for (int32_t pixel = 0; pixel < job->pixel_count; pixel++) {
      uint32_t sums[4];
      if (at.count == 4) sum_taps(job, &at, pixel, sums);
      else sum_some(job, &at, pixel, sums);
      int8_t *output = job->output + (ptrdiff_t)pixel * job->output_stride + channel;
      for (int32_t i = 0; i < at.count; i++) {
        output[i] = (int8_t)requantized(&at, sums[i], i);
      }
    }
  }
}

#elif defined(__arm__)
void swiftlet_depthwise_int8_cortexmdsp(const swiftlet_depthwise_int8 *job) {
  swiftlet_depthwise_int8_portable(job);
}
#endif
