#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include "requantize_vectors.h"

#include "depthwise_window_int8_tiles.h"

typedef struct {
  swiftlet_i16x16 weights[tap_limit];
  swiftlet_u32x16 start;
  swiftlet_f32x16 multiplier;
  int32_t zero_point, minimum, maximum;
} prepared;

/* The sums of 16 channels, four to a vector. */
typedef struct {
  int32x4_t part[4];
} sums_of_16;

typedef struct {
  int16x8_t half[2];
} column;

static void prepare(const swiftlet_depthwise_int8 *job, const swiftlet_depthwise_window *window,
                    const block_of_16 *block, const shape known, prepared *to) {
  (void)window, (void)known;
  to->start = block->bias, to->multiplier = block->multiplier;
  to->zero_point = job->output_zero_point;
  to->minimum = job->minimum, to->maximum = job->maximum;
  for (int32_t tap = 0; tap < job->tap_count; tap++) to->weights[tap] = block->taps[tap];
}

SWIFTLET_INLINE column load_column(const void *from) {
  column column = {{vld1q_s16((const int16_t *)from), vld1q_s16((const int16_t *)from + 8)}};
  return column;
}

SWIFTLET_INLINE void accumulate(sums_of_16 *sums, const column *x, const column *w) {
  int32x4_t *part = sums->part;
#pragma clang loop unroll(full)
  for (int h = 0; h < 2; h++, part += 2) {
    part[0] = vmlal_s16(part[0], vget_low_s16(x->half[h]), vget_low_s16(w->half[h]));
    part[1] = vmlal_high_s16(part[1], x->half[h], w->half[h]);
  }
}

/* Adds a line of taps. */
SWIFTLET_INLINE void add_line(const int16_t *line, const swiftlet_i16x16 *weights,
                              sums_of_16 *sums, const shape known) {
  column w[5];
#pragma clang loop unroll(full)
  for (int k = 0; k < known.side; k++) w[k] = load_column(weights + k);
#pragma clang loop unroll(full)
  for (int i = 0; i < (known.pixels - 1) * known.stride + known.side; i++) {
    column x = load_column(line + i * known.step);
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < known.pixels; pixel++) {
      int k = i - pixel * known.stride;
      if (k >= 0 && k < known.side) accumulate(&sums[pixel], &x, &w[k]);
    }
  }
}

/* Adds the taps of a window of any height and width to the sums of a pixel. */
SWIFTLET_INLINE void add_any(const prepared *parameters, const window_tile *tile,
                             sums_of_16 *sums) {
  const swiftlet_i16x16 *weights = parameters->weights;
  for (int32_t tap = 0; tap < tile->height; tap++) {
    const int16_t *line = tile->lines[tap] + tile->offset;
    for (int32_t k = 0; k < tile->width; k++, line += 16, weights++) {
      column x = load_column(line), w = load_column(weights);
      accumulate(sums, &x, &w);
    }
  }
}

SWIFTLET_INLINE void compute_tile(const prepared *parameters, const window_tile *tile,
                                  const shape known) {
  sums_of_16 sums[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < known.pixels; i++) {
    __builtin_memcpy(&sums[i], &parameters->start, sizeof sums[i]);
  }
  if (known.side == 0) add_any(parameters, tile, sums);
  const swiftlet_i16x16 *weights = parameters->weights;
#pragma clang loop unroll(disable)
  for (int tap = 0; tap < known.side; tap++, weights += known.side) {
    add_line(tile->lines[tap] + tile->offset, weights, sums, known);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < known.pixels; i++) {
    swiftlet_u32x16 total;
    __builtin_memcpy(&total, &sums[i], sizeof total);
    swiftlet_i8x16 y =
        swiftlet_requantize_16(total, parameters->multiplier, parameters->zero_point,
                               parameters->minimum, parameters->maximum);
    swiftlet_store_some_i8(tile->output + i * tile->output_stride, y, tile->count);
  }
}

#include "depthwise_window_int8_blocks.h"

void swiftlet_depthwise_window_int8_neon(const swiftlet_depthwise_int8 *job,
                                         const swiftlet_depthwise_window *window) {
  compute_window(job, window);
}

#endif
