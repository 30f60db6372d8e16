#ifndef SWIFTLET_PACK_H
#define SWIFTLET_PACK_H

#include <stddef.h>
#include <stdint.h>

/*
 * Pack: sixteen columns of a matrix as a block of the weights of a dot, without what the block has
 * in front of them. Words are of four bytes, aligned to one; strides count elements.
 *
 *   columns_words   to[k][c] = from[c · stride + k]        the elements of a column side by side
 *   lines_words     to[k][c] = from[k · stride + c]        those of a line
 *   lines_int8      to[g][c][j] = from[(4g + j) · stride + c]
 *   add_int8        sums[c] = sums[c] + Σ_g Σ_j w[g][c][j]
 *
 * with 0 <= k, g < count and 0 <= c < 16. Nothing else is read or written.
 */

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

#if defined(__x86_64__) || defined(__aarch64__)
void swiftlet_pack_columns_words(const void *from, ptrdiff_t stride, ptrdiff_t count, void *to);
void swiftlet_pack_lines_words(const void *from, ptrdiff_t stride, ptrdiff_t count, void *to);
void swiftlet_pack_lines_int8(const int8_t *from, ptrdiff_t stride, ptrdiff_t count, int8_t *to);
void swiftlet_pack_add_int8(const int8_t *weights, ptrdiff_t count, int32_t *sums);
#endif

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
