/* The operations of the kernel over a window, on vectors that have signed eight-bit products. */

SWIFTLET_INLINE int8x16_t NAMED(zeros)(void) { return vdupq_n_s8(0); }

SWIFTLET_INLINE int8x16_t NAMED(load)(const void *from) { return vld1q_s8((const int8_t *)from); }

SWIFTLET_INLINE float32x4_t NAMED(spread)(float value) { return vdupq_n_f32(value); }

SWIFTLET_INLINE int8x16_t NAMED(join)(const int8x16_t lanes[1]) { return lanes[0]; }

SWIFTLET_INLINE void NAMED(store)(int8_t *to, int8x16_t value) { vst1q_s8(to, value); }

SWIFTLET_INLINE int8x16_t NAMED(load_some)(const int8_t *from, int32_t count) {
  return (int8x16_t)swiftlet_load_some_i8(from, count);
}

SWIFTLET_INLINE void NAMED(store_some)(int8_t *to, int8x16_t value, int32_t count) {
  swiftlet_store_some_i8(to, (swiftlet_i8x16)value, count);
}

SWIFTLET_INLINE int8x16_t NAMED(unpack_low_8)(int8x16_t a, int8x16_t b) { return vzip1q_s8(a, b); }
SWIFTLET_INLINE int8x16_t NAMED(unpack_high_8)(int8x16_t a, int8x16_t b) { return vzip2q_s8(a, b); }

SWIFTLET_INLINE int8x16_t NAMED(unpack_low_16)(int8x16_t a, int8x16_t b) {
  return vreinterpretq_s8_s16(vzip1q_s16(vreinterpretq_s16_s8(a), vreinterpretq_s16_s8(b)));
}

SWIFTLET_INLINE int8x16_t NAMED(unpack_high_16)(int8x16_t a, int8x16_t b) {
  return vreinterpretq_s8_s16(vzip2q_s16(vreinterpretq_s16_s8(a), vreinterpretq_s16_s8(b)));
}

SWIFTLET_INLINE int8x16_t NAMED(either)(int8x16_t a, int8x16_t b) { return vorrq_s8(a, b); }

SWIFTLET_INLINE int NAMED(is_zero)(int8x16_t value) {
  return vmaxvq_u8(vreinterpretq_u8_s8(value)) == 0;
}

/* The weights for the next output line, some lines of the input later, with those before them. */
SWIFTLET_INLINE int8x16_t NAMED(lines_later)(int8x16_t weights, int8x16_t before, int32_t lines) {
  uint32x4_t up = vshlq_u32(vreinterpretq_u32_s8(weights), vdupq_n_s32(8 * lines));
  uint32x4_t down = vshlq_u32(vreinterpretq_u32_s8(before), vdupq_n_s32(8 * lines - 32));
  return vreinterpretq_s8_u32(vorrq_u32(up, down));
}

/* A weight less the zero point in two parts, the first as near as int8 comes. */
SWIFTLET_INLINE int8x16_t NAMED(part_of_weight)(int8x16_t weight, int32_t zero, int32_t part) {
  int8x16_t shift = vdupq_n_s8((int8_t)zero), first = vqsubq_s8(weight, shift);
  return part == 0 ? first : vsubq_s8(vsubq_s8(weight, shift), first);
}

/* Both sides are signed: nothing is to be added to the inputs, and nothing to make up for. */
SWIFTLET_INLINE int8x16_t NAMED(biased)(int8x16_t x) { return x; }
SWIFTLET_INLINE int8x16_t NAMED(compensated)(int8x16_t start, int8x16_t w) {
  (void)w;
  return start;
}

SWIFTLET_INLINE int8x16_t NAMED(accumulate)(int8x16_t sum, int8x16_t x, int8x16_t w) {
  return vreinterpretq_s8_s32(vdotq_s32(vreinterpretq_s32_s8(sum), x, w));
}

typedef struct {
  int16x8_t zero_point;
  int8x16_t minimum, maximum;
  int32_t are_clamped;  /* not asked: converting to int32 saturates */
} NAMED(limits);

SWIFTLET_INLINE NAMED(limits) NAMED(limits_of)(const results *results) {
  NAMED(limits) limits = {vdupq_n_s16((int16_t)results->zero_point),
                          vdupq_n_s8((int8_t)results->minimum),
                          vdupq_n_s8((int8_t)results->maximum), 0};
  return limits;
}

/* The greater number, where the product is not one. */
SWIFTLET_INLINE int8x16_t NAMED(rounded)(int8x16_t sum, float32x4_t multiplier,
                                         const NAMED(limits) *limits) {
  (void)limits;
  float32x4_t product = vmulq_f32(vcvtq_f32_s32(vreinterpretq_s32_s8(sum)), multiplier);
  product = vmaxnmq_f32(product, vdupq_n_f32(-0x1p22f));
  return vreinterpretq_s8_s32(vcvtnq_s32_f32(product));
}

SWIFTLET_INLINE int8x16_t NAMED(halved)(int8x16_t low, int8x16_t high,
                                        const NAMED(limits) *limits) {
  int16x8_t both = vqmovn_high_s32(vqmovn_s32(vreinterpretq_s32_s8(low)),
                                   vreinterpretq_s32_s8(high));
  return vreinterpretq_s8_s16(vqaddq_s16(both, limits->zero_point));
}

SWIFTLET_INLINE int8x16_t NAMED(finished)(int8x16_t low, int8x16_t high,
                                          const NAMED(limits) *limits) {
  int8x16_t y = vqmovn_high_s16(vqmovn_s16(vreinterpretq_s16_s8(low)), vreinterpretq_s16_s8(high));
  return vminq_s8(vmaxq_s8(y, limits->minimum), limits->maximum);
}
