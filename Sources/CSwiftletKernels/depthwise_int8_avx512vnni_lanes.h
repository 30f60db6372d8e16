/* The kernel for LANE_COUNT blocks at once, one in each 128-bit lane, all of them whole. */

typedef struct {
  VECTOR weights[group_limit][4];
  VECTOR start[4];
  FLOATS multiplier[4];
} NAMED(parameters);

SWIFTLET_INLINE void NAMED(interleave)(const VECTOR taps[4], VECTOR channels[4]) {
  VECTOR a = V(unpacklo_epi8)(taps[0], taps[1]), b = V(unpackhi_epi8)(taps[0], taps[1]);
  VECTOR c = V(unpacklo_epi8)(taps[2], taps[3]), d = V(unpackhi_epi8)(taps[2], taps[3]);
  channels[0] = V(unpacklo_epi16)(a, c), channels[1] = V(unpackhi_epi16)(a, c);
  channels[2] = V(unpacklo_epi16)(b, d), channels[3] = V(unpackhi_epi16)(b, d);
}

/* The 16 bytes at an offset in each of the blocks. */
static VECTOR NAMED(gather)(const char *blocks, size_t size, size_t offset) {
  char bytes[sizeof(VECTOR)];
  for (size_t lane = 0; lane < LANE_COUNT; lane++) {
    __builtin_memcpy(bytes + 16 * lane, blocks + lane * size + offset, 16);
  }
  VECTOR gathered;
  __builtin_memcpy(&gathered, bytes, sizeof gathered);
  return gathered;
}

static __attribute__((noinline)) void NAMED(prepare)(const swiftlet_depthwise_int8 *job,
                                                     int32_t channel, NAMED(parameters) *to) {
  size_t size = block_size_of(job);
  const char *blocks = (const char *)job->blocks + (size_t)(channel / 16) * size;
  size_t weights = 16 * swiftlet_header_size(job->has_multipliers);
  for (size_t i = 0; i < 4; i++) {
    to->start[i] = NAMED(gather)(blocks, size, 16 * i);
    to->multiplier[i] = V(set1_ps)(job->multiplier);
    if (job->has_multipliers) {
      VECTOR multiplier = NAMED(gather)(blocks, size, 64 + 16 * i);
      __builtin_memcpy(&to->multiplier[i], &multiplier, sizeof multiplier);
    }
  }
  for (int32_t tap = 0; tap < job->tap_count; tap += 4) {
    VECTOR taps[4];
    for (int32_t i = 0; i < 4; i++) {
      taps[i] = V(set1_epi8)(0);
      if (tap + i < job->tap_count) {
        taps[i] = NAMED(gather)(blocks, size, weights + 16 * (size_t)(tap + i));
      }
    }
    NAMED(interleave)(taps, to->weights[tap / 4]);
    /* The inputs are taken as x + 128, unsigned. */
    for (int32_t i = 0; i < 4; i++) {
      VECTOR excess = V(dpbusd_epi32)(V(set1_epi8)(0), V(set1_epi8)((char)0x80),
                                      to->weights[tap / 4][i]);
      to->start[i] = V(sub_epi32)(to->start[i], excess);
    }
  }
}

SWIFTLET_INLINE VECTOR NAMED(rescale)(VECTOR sum, FLOATS multiplier, VECTOR shift) {
  FLOATS product = V(mul_ps)(V(cvtepi32_ps)(sum), multiplier);
  product = V(max_ps)(product, V(set1_ps)(-0x1p22f));
  product = V(min_ps)(product, V(set1_ps)(0x1p22f));
  product = V(add_ps)(product, V(set1_ps)(0x1.8p23f));
  VECTOR bits;
  __builtin_memcpy(&bits, &product, sizeof bits);
  return V(add_epi32)(bits, shift);
}

static __attribute__((noinline)) void NAMED(compute_lanes)(const swiftlet_depthwise_int8 *job,
                                                           int32_t channel) {
  NAMED(parameters) packed;
  NAMED(prepare)(job, channel, &packed);
  VECTOR sign = V(set1_epi8)((char)0x80);
  VECTOR shift = V(set1_epi32)((int32_t)((uint32_t)job->output_zero_point - 0x4B400000u));
  VECTOR minimum = V(set1_epi8)((char)job->minimum), maximum = V(set1_epi8)((char)job->maximum);
  for (int32_t pixel = 0; pixel < job->pixel_count; pixel++) {
    VECTOR sums[4] = {packed.start[0], packed.start[1], packed.start[2], packed.start[3]};
#pragma clang loop unroll(disable)
    for (int32_t tap = 0; tap < job->tap_count; tap += 4) {
      VECTOR taps[4], inputs[4];
#pragma clang loop unroll(full)
      for (int32_t i = 0; i < 4; i++) {
        /* Past the last tap any input will do: its weights are zero. */
        int32_t existing = tap + i < job->tap_count ? tap + i : tap;
        const int8_t *x = tap_of_pixel(job, existing, pixel) + channel;
        taps[i] = SI(xor)(LOAD(x), sign);
      }
      NAMED(interleave)(taps, inputs);
#pragma clang loop unroll(full)
      for (int32_t i = 0; i < 4; i++) {
        sums[i] = V(dpbusd_epi32)(sums[i], inputs[i], packed.weights[tap / 4][i]);
      }
    }
#pragma clang loop unroll(full)
    for (int32_t i = 0; i < 4; i++) {
      sums[i] = NAMED(rescale)(sums[i], packed.multiplier[i], shift);
    }
    /* Packing saturates, as clamping to a range within int8 would. */
    VECTOR low = V(packs_epi32)(sums[0], sums[1]), high = V(packs_epi32)(sums[2], sums[3]);
    VECTOR y = V(max_epi8)(V(packs_epi16)(low, high), minimum);
    y = V(min_epi8)(y, maximum);
    STORE(job->output + (ptrdiff_t)pixel * job->output_stride + channel, y);
  }
}

#undef LANE_COUNT
#undef VECTOR
#undef FLOATS
#undef NAMED
#undef V
#undef SI
#undef LOAD
#undef STORE
