#ifndef SWIFTLET_PAIRS_H
#define SWIFTLET_PAIRS_H

/* The rows of `swiftlet_pairs`, or the parts of them that lie in the range. */

#include "elementwise.h"
#include "scalar.h"

typedef struct {
  ptrdiff_t left, right, first, count;
  ptrdiff_t left_start, right_start;
} pairs_row;

SWIFTLET_INLINE ptrdiff_t pairs_least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

SWIFTLET_INLINE pairs_row first_row(const swiftlet_pairs *pairs) {
  ptrdiff_t index = pairs->first ? pairs->first / pairs->width : 0;
  ptrdiff_t column = pairs->first - index * pairs->width;
  pairs_row row;
  row.left_start = index * pairs->left_row_stride;
  row.right_start = index * pairs->right_row_stride;
  row.left = row.left_start + (pairs->left_step ? column : 0);
  row.right = row.right_start + (pairs->right_step ? column : 0);
  row.first = pairs->first;
  row.count = pairs_least(pairs->width - column, pairs->end - pairs->first);
  return row;
}

SWIFTLET_INLINE void next_row(const swiftlet_pairs *pairs, pairs_row *row) {
  row->first += row->count;
  row->left = row->left_start += pairs->left_row_stride;
  row->right = row->right_start += pairs->right_row_stride;
  row->count = pairs_least(pairs->width, pairs->end - row->first);
}

#endif
