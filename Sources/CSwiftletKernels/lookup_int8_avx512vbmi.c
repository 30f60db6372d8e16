#include "scalar.h"
#include "elementwise.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi"), min_vector_width(512))), \
    apply_to = function)

/* The low seven bits of x choose within a half of the table; its sign chooses the half. */
SWIFTLET_INLINE __m512i looked_up(const __m512i *part, __m512i x) {
  __m512i lower = _mm512_permutex2var_epi8(part[0], x, part[1]);
  __m512i upper = _mm512_permutex2var_epi8(part[2], x, part[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(x), upper, lower);
}

void swiftlet_lookup_int8_avx512vbmi(const swiftlet_lookup_int8 *job) {
  __m512i part[4];
#pragma clang loop unroll(full)
  for (int k = 0; k < 4; k++) part[k] = _mm512_loadu_si512(job->table + 64 * k);
  const int8_t *x = job->input;
  int8_t *y = job->output;
  ptrdiff_t count = job->count;
  for (; count >= 64; count -= 64, x += 64, y += 64) {
    _mm512_storeu_si512(y, looked_up(part, _mm512_loadu_si512(x)));
  }
  if (count > 0) {
    __mmask64 mask = ((__mmask64)1 << count) - 1;
    _mm512_mask_storeu_epi8(y, mask, looked_up(part, _mm512_maskz_loadu_epi8(mask, x)));
  }
}

#pragma clang attribute pop
#endif
