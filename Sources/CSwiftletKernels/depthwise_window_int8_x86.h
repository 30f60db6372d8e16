/* The operations of the kernel over a window, on vectors that have eight-bit products. */

SWIFTLET_INLINE VECTOR NAMED(zeros)(void) { return SI(setzero)(); }

SWIFTLET_INLINE VECTOR NAMED(load)(const void *from) {
  VECTOR value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

SWIFTLET_INLINE FLOATS NAMED(spread)(float value) { return V(set1_ps)(value); }

SWIFTLET_INLINE VECTOR NAMED(join)(const __m128i lanes[LANE_COUNT]) {
#if LANE_COUNT == 1
  return lanes[0];
#elif LANE_COUNT == 2
  return _mm256_set_m128i(lanes[1], lanes[0]);
#else
  __m256i low = _mm256_set_m128i(lanes[1], lanes[0]), high = _mm256_set_m128i(lanes[3], lanes[2]);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
#endif
}

SWIFTLET_INLINE void NAMED(store)(int8_t *to, VECTOR value) {
  __builtin_memcpy(to, &value, sizeof value);
}

#if !MASKED
/* All chunks are whole. */
SWIFTLET_INLINE VECTOR NAMED(load_some)(const int8_t *from, int32_t count) {
  (void)count;
  return NAMED(load)(from);
}

SWIFTLET_INLINE void NAMED(store_some)(int8_t *to, VECTOR value, int32_t count) {
  (void)count;
  NAMED(store)(to, value);
}
#else
SWIFTLET_INLINE VECTOR NAMED(load_some)(const int8_t *from, int32_t count) {
  return V(maskz_loadu_epi8)(mask_of(count), from);
}

SWIFTLET_INLINE void NAMED(store_some)(int8_t *to, VECTOR value, int32_t count) {
  V(mask_storeu_epi8)(to, mask_of(count), value);
}
#endif

SWIFTLET_INLINE VECTOR NAMED(unpack_low_8)(VECTOR a, VECTOR b) { return V(unpacklo_epi8)(a, b); }
SWIFTLET_INLINE VECTOR NAMED(unpack_high_8)(VECTOR a, VECTOR b) { return V(unpackhi_epi8)(a, b); }
SWIFTLET_INLINE VECTOR NAMED(unpack_low_16)(VECTOR a, VECTOR b) { return V(unpacklo_epi16)(a, b); }
SWIFTLET_INLINE VECTOR NAMED(unpack_high_16)(VECTOR a, VECTOR b) { return V(unpackhi_epi16)(a, b); }
SWIFTLET_INLINE VECTOR NAMED(either)(VECTOR a, VECTOR b) { return SI(or)(a, b); }

SWIFTLET_INLINE int NAMED(is_zero)(VECTOR value) {
  int64_t parts[2 * LANE_COUNT], any = 0;
  __builtin_memcpy(parts, &value, sizeof parts);
  for (int i = 0; i < 2 * LANE_COUNT; i++) any |= parts[i];
  return any == 0;
}

/* The weights for the next output line, some lines of the input later, with those before them. */
SWIFTLET_INLINE VECTOR NAMED(lines_later)(VECTOR weights, VECTOR before, int32_t lines) {
  __m128i up = _mm_cvtsi32_si128(8 * lines), down = _mm_cvtsi32_si128(32 - 8 * lines);
  return SI(or)(V(sll_epi32)(weights, up), V(srl_epi32)(before, down));
}

/* A weight less the zero point in two parts, the first as near as int8 comes. */
SWIFTLET_INLINE VECTOR NAMED(part_of_weight)(VECTOR weight, int32_t zero, int32_t part) {
  VECTOR shift = V(set1_epi8)((char)zero), first = V(subs_epi8)(weight, shift);
  return part == 0 ? first : V(sub_epi8)(V(sub_epi8)(weight, shift), first);
}

/* The inputs are taken as x + 128, unsigned. */
SWIFTLET_INLINE VECTOR NAMED(biased)(VECTOR x) { return SI(xor)(x, V(set1_epi8)((char)0x80)); }

SWIFTLET_INLINE VECTOR NAMED(accumulate)(VECTOR sum, VECTOR x, VECTOR w) {
  return PRODUCTS(sum, x, w);
}

SWIFTLET_INLINE VECTOR NAMED(compensated)(VECTOR start, VECTOR w) {
  return V(sub_epi32)(start, PRODUCTS(SI(setzero)(), V(set1_epi8)((char)0x80), w));
}

typedef struct {
  VECTOR zero_point, minimum, maximum;
  int32_t are_clamped;
} NAMED(limits);

SWIFTLET_INLINE NAMED(limits) NAMED(limits_of)(const results *results) {
  NAMED(limits) limits = {V(set1_epi16)((int16_t)results->zero_point),
                          V(set1_epi8)((char)results->minimum),
                          V(set1_epi8)((char)results->maximum), results->are_clamped};
  return limits;
}

SWIFTLET_INLINE VECTOR NAMED(rounded)(VECTOR sum, FLOATS multiplier, const NAMED(limits) *limits) {
  FLOATS product = V(mul_ps)(V(cvtepi32_ps)(sum), multiplier);
  if (__builtin_expect(limits->are_clamped, 0)) {
    product = V(max_ps)(product, V(set1_ps)(-0x1p22f));
    product = V(min_ps)(product, V(set1_ps)(0x1p22f));
  }
  return V(cvtps_epi32)(product);
}

/* Packing saturates, as clamping to a range within int8 would. */
SWIFTLET_INLINE VECTOR NAMED(halved)(VECTOR low, VECTOR high, const NAMED(limits) *limits) {
  return V(adds_epi16)(V(packs_epi32)(low, high), limits->zero_point);
}

SWIFTLET_INLINE VECTOR NAMED(finished)(VECTOR low, VECTOR high, const NAMED(limits) *limits) {
  VECTOR y = V(max_epi8)(V(packs_epi16)(low, high), limits->minimum);
  return V(min_epi8)(y, limits->maximum);
}
