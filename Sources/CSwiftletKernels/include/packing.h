#ifndef SWIFTLET_PACKING_H
#define SWIFTLET_PACKING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/*
 * Lays columns of a matrix of activations out as a block of `dot.h` without multipliers: element k
 * of column c is at source + k · step_stride + c · column_stride, one of the strides being 1. The
 * block has L channels, the columns rounded up to a multiple of 4; those past the last are zero.
 *
 *   bias[c] = constant − factor · Σ_k w[k][c], modulo 2^32
 */
typedef struct swiftlet_packing_int8 {
  const int8_t *source;
  ptrdiff_t step_stride, column_stride;
  int32_t depth;
  int32_t column_count;  /* 1 ... 16 */
  int32_t factor, constant;
  void *block;
} swiftlet_packing_int8;

void swiftlet_pack_int8(const swiftlet_packing_int8 *job);

/*
 * Lays out the weights of some taps of an int8 block of `dot.h`, those in every so many lines and
 * columns of a window from one on, as a block of their own. The taps that are left out count in its
 * bias as if padding were under each of them, modulo 2^32.
 */
typedef struct swiftlet_phase_int8 {
  const void *block;
  int32_t lane_count;       /* L of the block */
  int32_t has_multipliers;
  int32_t tap_depth;        /* a multiple of 4 */
  int32_t height, width;    /* of the window */
  int32_t first_line, first_column, step_line, step_column;
  int32_t padding, weight_zero_point;
  const int32_t *sums;  /* L sums of all weights of the block */
  void *phase;
} swiftlet_phase_int8;

void swiftlet_take_phase_int8(const swiftlet_phase_int8 *job);

/* Adds the weights of each lane in some groups of four. */
void swiftlet_sum_weights_int8(const int8_t *weights, size_t group_count, int32_t lane_count,
                               int32_t *sums);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
