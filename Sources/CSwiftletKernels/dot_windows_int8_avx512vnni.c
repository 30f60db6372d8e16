#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl,avx512vnni"))), \
    apply_to = function)

#include "dot_rows_int8_avx512vnni.h"

SWIFTLET_INLINE int8_t *copy_bytes(int8_t *to, const int8_t *from, ptrdiff_t count) {
  ptrdiff_t k = 0;
  for (; k + 64 <= count; k += 64) _mm512_storeu_si512(to + k, _mm512_loadu_si512(from + k));
  if (k < count) {
    __mmask64 mask = ((__mmask64)1 << (count - k)) - 1;
    _mm512_storeu_si512(to + k, _mm512_maskz_loadu_epi8(mask, from + k));
  }
  return to + count;
}

SWIFTLET_INLINE int8_t *fill_bytes(int8_t *to, int8_t value, ptrdiff_t count) {
  for (ptrdiff_t k = 0; k < count; k += 64) _mm512_storeu_si512(to + k, _mm512_set1_epi8(value));
  return to + count;
}

/* The bias of each channel, less 128 times the sum of its weights. */
static void prepare_bias(span *at, int32_t *bias, int32_t lane_count) {
  size_t header = swiftlet_header_size(at->job->has_multipliers);
  size_t size = swiftlet_dot_lane_size(at->job);
  const __m512i offset = _mm512_set1_epi8((char)0x80);
  const char *block = at->block;
  at->bias = bias;
  at->is_plain = !at->job->weight_zero_point && are_small(at, lane_count);
  for (; lane_count > 0; lane_count -= 16, bias += 16) {
    int32_t width = lane_count < 16 ? lane_count : 16;
    size_t line = 4 * (size_t)width;
    __mmask16 mask = mask_of(width);
    const char *w = block + (size_t)width * header, *end = block + (size_t)width * size;
    __m512i sums[4] = {0};
    for (; end - w >= 4 * (ptrdiff_t)line; w += 4 * line) {
#pragma clang loop unroll(full)
      for (size_t i = 0; i < 4; i++) {
        __m512i four = _mm512_maskz_loadu_epi32(mask, w + i * line);
        sums[i] = _mm512_dpbusd_epi32(sums[i], offset, four);
      }
    }
    for (; w < end; w += line) {
      sums[0] = _mm512_dpbusd_epi32(sums[0], offset, _mm512_maskz_loadu_epi32(mask, w));
    }
    __m512i sum = _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]),
                                   _mm512_add_epi32(sums[2], sums[3]));
    _mm512_storeu_si512(bias, _mm512_sub_epi32(_mm512_maskz_loadu_epi32(mask, block), sum));
    block = end;
  }
}

/* Moves the weights of one block apart: each run of so many elements starts with a new group. */
static void repack_block(const span *at, const int8_t *w, int32_t width, int32_t length,
                         int8_t *to) {
  int32_t all = (at->run_count * length + 3) / 4;
  size_t line = 4 * (size_t)width;
  __mmask16 mask = mask_of(width);
  for (int32_t run = 0; run < at->run_count; run++) {
    for (int32_t k = 0; k < length; k += 4, to += line) {
      int32_t group = (run * length + k) / 4, shift = (run * length + k) % 4 * 8;
      const int8_t *from = w + (size_t)group * line;
      __m512i low = _mm512_maskz_loadu_epi32(mask, from);
      __m512i high = _mm512_maskz_loadu_epi32(group + 1 < all ? mask : 0, from + line);
      __m512i four = _mm512_or_si512(_mm512_srl_epi32(low, _mm_cvtsi32_si128(shift)),
                                     _mm512_sll_epi32(high, _mm_cvtsi32_si128(32 - shift)));
      if (length - k < 4) {
        four = _mm512_and_si512(four, _mm512_set1_epi32((1 << 8 * (length - k)) - 1));
      }
      _mm512_mask_storeu_epi32(to, mask, four);
    }
  }
}

static void repack(span *at, int32_t length, int32_t lane_count, int8_t *to) {
  const char *block = at->block;
  at->repacked = to;
  for (; lane_count > 0; lane_count -= 16) {
    int32_t width = lane_count < 16 ? lane_count : 16;
    size_t header = (size_t)width * swiftlet_header_size(at->job->has_multipliers);
    repack_block(at, (const int8_t *)block + header, width, length, to);
    block += (size_t)width * swiftlet_dot_lane_size(at->job);
    to += (size_t)at->run_count * (size_t)at->group_count * 4 * (size_t)width;
  }
}

/* The sum of the elements of each row, times the zero point of the weights. */
static __attribute__((noinline)) void sum_rows(span *at, int32_t length, uint32_t *excess) {
  const __m512i ones = _mm512_set1_epi8(1);
  for (ptrdiff_t row = 0; row < at->row_count; row++) {
    __m512i sum = _mm512_setzero_si512();
    for (int32_t run = 0; run < at->run_count; run++) {
      const int8_t *x = at->rows[row] + at->runs[run];
      for (int32_t k = 0; k < length; k += 64) {
        __mmask64 mask = length - k < 64 ? ((__mmask64)1 << (length - k)) - 1 : ~(__mmask64)0;
        sum = _mm512_dpbusd_epi32(sum, ones, _mm512_maskz_loadu_epi8(mask, x + k));
      }
    }
    excess[row] = (uint32_t)_mm512_reduce_add_epi32(sum) * (uint32_t)at->job->weight_zero_point;
  }
  at->excess = excess;
}

#include "dot_windows_int8.h"

void swiftlet_dot_windows_int8_avx512vnni(const swiftlet_dot_int8 *job) {
  if (job->window) compute_windows(job);
  else compute_matrix(job);
}

#pragma clang attribute pop
#endif
