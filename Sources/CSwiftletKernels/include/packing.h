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

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
