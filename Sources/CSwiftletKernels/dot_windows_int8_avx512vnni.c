#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl,avx512vnni"))), \
    apply_to = function)

#include "dot_rows_int8_avx512vnni.h"

SWIFTLET_INLINE int8_t *copy_elements(int8_t *to, const int8_t *from, ptrdiff_t count) {
  ptrdiff_t k = 0;
  for (; k + 64 <= count; k += 64) _mm512_storeu_si512(to + k, _mm512_loadu_si512(from + k));
  if (k < count) {
    __mmask64 mask = ((__mmask64)1 << (count - k)) - 1;
    _mm512_storeu_si512(to + k, _mm512_maskz_loadu_epi8(mask, from + k));
  }
  return to + count;
}

SWIFTLET_INLINE int8_t *fill_elements(int8_t *to, int8_t value, ptrdiff_t count) {
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
  at->is_plain = are_small(at, lane_count);
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

/* Copies the weights of a block into lines of 64 bytes, where each run of so many elements starts
   with a new line. */
static int8_t *repack_block(const int8_t *w, int32_t width, int32_t run_count, int32_t length,
                            int8_t *to) {
  int32_t all = (run_count * length + 3) / 4;
  size_t line = 4 * (size_t)width;
  __mmask16 mask = mask_of(width);
  for (int32_t run = 0; run < run_count; run++) {
    for (int32_t k = 0; k < length; k += 4, to += 64) {
      int32_t group = (run * length + k) / 4, shift = (run * length + k) % 4 * 8;
      const int8_t *from = w + (size_t)group * line;
      __m512i low = _mm512_maskz_loadu_epi32(mask, from);
      __m512i high = _mm512_maskz_loadu_epi32(group + 1 < all ? mask : 0, from + line);
      __m512i four = _mm512_or_si512(_mm512_srl_epi32(low, _mm_cvtsi32_si128(shift)),
                                     _mm512_sll_epi32(high, _mm_cvtsi32_si128(32 - shift)));
      if (length - k < 4) {
        four = _mm512_and_si512(four, _mm512_set1_epi32((1 << 8 * (length - k)) - 1));
      }
      _mm512_storeu_si512(to, four);
    }
  }
  return to;
}

static void repack_blocks(const span *at, const char *block, int32_t lane_count,
                          int32_t run_count, int32_t length, int8_t *to) {
  for (; lane_count > 0; lane_count -= 16) {
    int32_t width = lane_count < 16 ? lane_count : 16;
    size_t header = (size_t)width * swiftlet_header_size(at->job->has_multipliers);
    to = repack_block((const int8_t *)block + header, width, run_count, length, to);
    block += (size_t)width * swiftlet_dot_lane_size(at->job);
  }
}

/* Copies the weights of all blocks if their runs do not consist of whole groups, or those of the
   last two if they have between 17 and 31 channels, which are quicker together. */
static void repack(span *at, int32_t length, int32_t lane_count, int8_t *to, ptrdiff_t size) {
  at->repacked = at->widened = NULL;
  if (length % 4 != 0 && at->run_count > 1) {
    repack_blocks(at, at->block, lane_count, at->run_count, length, to);
    at->repacked = to;
  } else if (lane_count % 32 > 16 && 128 * (ptrdiff_t)at->run_count * at->group_count <= size) {
    int32_t rest = lane_count % 32;
    const char *block = at->block + (size_t)(lane_count - rest) * swiftlet_dot_lane_size(at->job);
    repack_blocks(at, block, rest, at->run_count, length, to);
    at->widened = to;
  }
}

SWIFTLET_INLINE __m128i sum_of_row(const span *at, ptrdiff_t row, int32_t length) {
  const __m512i ones = _mm512_set1_epi8(1);
  __mmask64 mask = ~(__mmask64)0 >> (-length & 63);
  __m512i sum = _mm512_setzero_si512();
  for (int32_t run = 0; run < at->run_count; run++) {
    const int8_t *x = at->rows[row] + at->runs[run];
    int32_t k = 0;
    for (; k + 64 < length; k += 64) {
      sum = _mm512_dpbusd_epi32(sum, ones, _mm512_loadu_si512(x + k));
    }
    sum = _mm512_dpbusd_epi32(sum, ones, _mm512_maskz_loadu_epi8(mask, x + k));
  }
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64(sum, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

/* The sum of the elements of each row, times the zero point of the weights; rows count to the next
   multiple of 4. */
static __attribute__((noinline)) void sum_rows(span *at, int32_t length, uint32_t *excess) {
  const __m128i zero_point = _mm_set1_epi32(at->job->weight_zero_point);
  at->excess = excess;
  for (ptrdiff_t row = 0; row < at->row_count; row += 4) {
    __m128i sums[4];
#pragma clang loop unroll(full)
    for (ptrdiff_t i = 0; i < 4; i++) {
      sums[i] = sum_of_row(at, row + i < at->row_count ? row + i : row, length);
    }
    __m128i all =
        _mm_hadd_epi32(_mm_hadd_epi32(sums[0], sums[1]), _mm_hadd_epi32(sums[2], sums[3]));
    _mm_storeu_si128((__m128i *)(excess + row), _mm_mullo_epi32(all, zero_point));
  }
}

#include "dot_windows_int8.h"

#include "dot_row_int8_avx512vnni.h"

/* Computes a job without offsets: rows at equal distances are places of a window of one tap. */
static void compute_matrix(const swiftlet_dot_int8 *job) {
  const swiftlet_window window = {
      .pixel_stride = job->row_stride, .input_height = 1, .input_width = job->row_count,
      .output_height = 1, .output_width = job->row_count, .kernel_height = 1, .kernel_width = 1,
      .stride_height = 1, .stride_width = 1, .dilation_height = 1, .dilation_width = 1};
  swiftlet_dot_int8 windowed = *job;
  windowed.window = &window;
  compute_windows(&windowed, (span){0});
}

void swiftlet_dot_windows_int8_avx512vnni(const swiftlet_dot_int8 *job) {
  if (job->window) compute_windows(job, (span){0});
  else if (job->row_count == 1) compute_row(job);
  else compute_matrix(job);
}

#pragma clang attribute pop
#endif
