#include "elementwise.h"

#if defined(__x86_64__)
#include "elementwise_avx2.h"

/*
 * A shuffle picks from 16 bytes by the low four bits of an index, and gives zero where its top bit
 * is set. Entry u of the table is in part u / 16; with 16 k taken from u, the top bit is clear for
 * eight values of k. So the parts are stored as differences by exclusive or, of which those eight
 * leave the one that is wanted. From the ninth on, the index saturates and stays negative.
 */
SWIFTLET_INLINE __m256i looked_up(const __m256i *parts, __m256i index) {
  const __m256i sixteen = _mm256_set1_epi8(16);
  __m256i y = _mm256_shuffle_epi8(parts[0], index);
#pragma clang loop unroll(full)
  for (int k = 1; k < 9; k++) {
    index = _mm256_sub_epi8(index, sixteen);
    y = _mm256_xor_si256(y, _mm256_shuffle_epi8(parts[k], index));
  }
#pragma clang loop unroll(full)
  for (int k = 9; k < 16; k++) {
    index = _mm256_subs_epi8(index, sixteen);
    y = _mm256_xor_si256(y, _mm256_shuffle_epi8(parts[k], index));
  }
  return y;
}

void swiftlet_lookup_int8_avx2(const swiftlet_lookup_int8 *job) {
  const __m256i flip = _mm256_set1_epi8(-128);
  __m256i part[16], difference[16];
#pragma clang loop unroll(full)
  for (int k = 0; k < 16; k++) {
    part[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(job->table + 16 * k)));
    difference[k] = part[k];
    if (k >= 1) difference[k] = _mm256_xor_si256(difference[k], part[k - 1]);
    if (k >= 8) difference[k] = _mm256_xor_si256(difference[k], part[k - 8]);
    if (k >= 9) difference[k] = _mm256_xor_si256(difference[k], part[k - 9]);
  }
  const int8_t *x = job->input, *table = job->table;
  int8_t *y = job->output;
  ptrdiff_t count = job->count;
  for (; count >= 32; count -= 32, x += 32, y += 32) {
    __m256i index = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)x), flip);
    _mm256_storeu_si256((__m256i *)y, looked_up(difference, index));
  }
  for (; count > 0; count--) *y++ = table[*x++ + 128];
}

#pragma clang attribute pop
#endif
