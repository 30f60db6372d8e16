#ifndef SWIFTLET_TRANSPOSE_H
#define SWIFTLET_TRANSPOSE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/*
 * target[c][r] = source[r][c] for r < row_count and c < column_count, of elements of one byte or of
 * four, which need no alignment. Strides are in bytes, from one row to the next; the target's rows do
 * not overlap, nor do source and target.
 */
typedef struct swiftlet_transpose {
  const void *source;
  void *target;
  ptrdiff_t source_stride, target_stride;
  ptrdiff_t row_count, column_count;
} swiftlet_transpose;

void swiftlet_transpose_bytes(const swiftlet_transpose *job);
void swiftlet_transpose_words(const swiftlet_transpose *job);

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
