#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#include "vectors.h"

#include "depthwise_window_int8_tiles.h"

/*
 * Taps of two lines stand side by side in pairs of 16 bits, one product for both; an odd line at
 * the end pairs neighbouring columns. The channels of part h are 4h ... 4h + 3 of either 128-bit
 * lane, so that packing brings them in order.
 */

typedef struct {
  __m256i part[2];
} pair;

typedef struct {
  pair weights[4 * swiftlet_depthwise_window_limit];
  pair start;
  __m256 multiplier[2];
  __m256i zero_point, minimum, maximum;
} prepared;

SWIFTLET_INLINE pair pair_of(__m256i a, __m256i b) {
  pair pair = {{_mm256_unpacklo_epi16(a, b), _mm256_unpackhi_epi16(a, b)}};
  return pair;
}

/* The numbers of 16 channels in the order of parts. */
SWIFTLET_INLINE pair parts_of(const void *numbers) {
  __m256i low = _mm256_loadu_si256((const __m256i *)numbers);
  __m256i high = _mm256_loadu_si256((const __m256i *)numbers + 1);
  pair pair = {{_mm256_permute2x128_si256(low, high, 0x20),
                _mm256_permute2x128_si256(low, high, 0x31)}};
  return pair;
}

/* Lines that stand in pairs: all of them, the last with nothing, where the side is any. */
SWIFTLET_INLINE int32_t paired_lines(int32_t height, const shape known) {
  return known.side ? height & ~1 : (height + 1) & ~1;
}

SWIFTLET_INLINE void prepare(const swiftlet_depthwise_int8 *job,
                             const swiftlet_depthwise_window *window, const block_of_16 *block,
                             const shape known, prepared *to) {
  to->start = parts_of(&block->bias);
  pair multiplier = parts_of(&block->multiplier);
  __builtin_memcpy(to->multiplier, &multiplier, sizeof multiplier);
  to->zero_point = _mm256_set1_epi16((int16_t)job->output_zero_point);
  to->minimum = _mm256_set1_epi8((char)job->minimum);
  to->maximum = _mm256_set1_epi8((char)job->maximum);
  int32_t width = window->width, paired = paired_lines(window->height, known);
  const __m256i *taps = (const __m256i *)block->taps, zero = _mm256_setzero_si256();
  pair *next = to->weights;
  for (int32_t line = 0; line < paired; line += 2, taps += 2 * width) {
    for (int32_t k = 0; k < width; k++) {
      __m256i below = line + 1 < window->height ? _mm256_loadu_si256(taps + width + k) : zero;
      *next++ = pair_of(_mm256_loadu_si256(taps + k), below);
    }
  }
  for (int32_t k = 0; paired < window->height && k < width; k += 2) {
    __m256i beside = k + 1 < width ? _mm256_loadu_si256(taps + k + 1) : zero;
    *next++ = pair_of(_mm256_loadu_si256(taps + k), beside);
  }
}

SWIFTLET_INLINE __m256i load_column(const int16_t *line, int32_t column, const shape known) {
  return _mm256_loadu_si256((const __m256i *)(line + column * known.step));
}

SWIFTLET_INLINE pair accumulate(pair sums, pair x, const pair *weights) {
#pragma clang loop unroll(full)
  for (int h = 0; h < 2; h++) {
    __m256i products = _mm256_madd_epi16(x.part[h], weights->part[h]);
    sums.part[h] = _mm256_add_epi32(sums.part[h], products);
  }
  return sums;
}

/* Adds two lines of taps. */
SWIFTLET_INLINE void add_lines(const int16_t *first, const int16_t *second, const pair *weights,
                               pair *sums, const shape known) {
#pragma clang loop unroll(full)
  for (int i = 0; i < (known.pixels - 1) * known.stride + known.side; i++) {
    pair x = pair_of(load_column(first, i, known), load_column(second, i, known));
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < known.pixels; pixel++) {
      int k = i - pixel * known.stride;
      if (k >= 0 && k < known.side) sums[pixel] = accumulate(sums[pixel], x, &weights[k]);
    }
  }
}

/* Adds one line of taps; the last column of an odd width has no weight beside it. */
SWIFTLET_INLINE void add_line(const int16_t *line, const pair *weights, pair *sums,
                              const shape known) {
  const int seen = (known.pixels - 1) * known.stride + known.side;
#pragma clang loop unroll(full)
  for (int i = 0; i < seen; i++) {
    int beside = i + 1 < seen ? i + 1 : i;
    pair x = pair_of(load_column(line, i, known), load_column(line, beside, known));
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < known.pixels; pixel++) {
      int k = i - pixel * known.stride;
      if (k < 0 || k >= known.side || k % 2 != 0) continue;
      sums[pixel] = accumulate(sums[pixel], x, &weights[k / 2]);
    }
  }
}

/* The sums of a pixel over a window of any height and width. */
SWIFTLET_INLINE pair sums_of_any(const prepared *parameters, const window_tile *tile,
                                 const shape known) {
  pair sums = parameters->start;
  const pair *weights = parameters->weights;
  for (int32_t tap = 0; tap < tile->height; tap += 2) {
    const int16_t *first = tile->lines[tap] + tile->offset;
    const int16_t *second = tile->lines[tap + 1] + tile->offset;
    for (int32_t k = 0; k < tile->width; k++, weights++) {
      pair x = pair_of(load_column(first, k, known), load_column(second, k, known));
      sums = accumulate(sums, x, weights);
    }
  }
  return sums;
}

/* A product beyond int32 becomes the least integer, so that only large ones need a bound. */
SWIFTLET_INLINE __m256i rounded(__m256i sum, __m256 multiplier) {
  __m256 product = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), multiplier);
  return _mm256_cvtps_epi32(_mm256_min_ps(_mm256_set1_ps(0x1p22f), product));
}

/* The results of two pixels. */
SWIFTLET_INLINE __m256i results_of(const prepared *parameters, const pair sums[2]) {
  __m256i halves[2];
#pragma clang loop unroll(full)
  for (int i = 0; i < 2; i++) {
    __m256i both = _mm256_packs_epi32(rounded(sums[i].part[0], parameters->multiplier[0]),
                                      rounded(sums[i].part[1], parameters->multiplier[1]));
    halves[i] = _mm256_adds_epi16(both, parameters->zero_point);
  }
  __m256i y = _mm256_permute4x64_epi64(_mm256_packs_epi16(halves[0], halves[1]), 0xD8);
  return _mm256_min_epi8(_mm256_max_epi8(y, parameters->minimum), parameters->maximum);
}

SWIFTLET_INLINE void compute_tile(const prepared *parameters, const window_tile *tile,
                                  const shape known) {
  pair sums[4];
  if (known.side == 0) sums[0] = sums_of_any(parameters, tile, known);
#pragma clang loop unroll(full)
  for (int i = 0; i < known.pixels && known.side > 0; i++) sums[i] = parameters->start;
  const pair *weights = parameters->weights;
#pragma clang loop unroll(full)
  for (int tap = 0; tap < known.side; tap += 2, weights += known.side) {
    const int16_t *first = tile->lines[tap] + tile->offset;
    const int16_t *second = tile->lines[tap + 1] + tile->offset;
    if (tap + 1 < known.side) add_lines(first, second, weights, sums, known);
    else add_line(first, weights, sums, known);
  }
  __m256i y[2];
#pragma clang loop unroll(full)
  for (int i = 0; i < known.pixels; i += 2) {
    pair two[2] = {sums[i], sums[i + 1 < known.pixels ? i + 1 : i]};
    y[i / 2] = results_of(parameters, two);
  }
  const int is_whole = tile->count == 16;
#pragma clang loop unroll(full)
  for (int i = 0; i < known.pixels; i++) {
    __m128i results = _mm256_castsi256_si128(y[i / 2]);
    if (i % 2) results = _mm256_extracti128_si256(y[i / 2], 1);
    int8_t *to = tile->output + i * tile->output_stride;
    swiftlet_store_some_i8(to, (swiftlet_i8x16)results, is_whole ? 16 : tile->count);
  }
}

#include "depthwise_window_int8_blocks.h"

void swiftlet_depthwise_window_int8_avx2(const swiftlet_depthwise_int8 *job,
                                         const swiftlet_depthwise_window *window) {
  compute_window(job, window);
}

#pragma clang attribute pop
#endif
