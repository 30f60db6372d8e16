#include "transpose.h"

#include "scalar.h"

#if defined(__x86_64__) || defined(__aarch64__)

typedef uint8_t bytes __attribute__((ext_vector_type(16)));
typedef uint32_t words __attribute__((ext_vector_type(4)));

#define INTERLEAVED_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVED_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

/* Each of four steps interleaves a row with the one eight rows on: their rows' bits turn. */
SWIFTLET_INLINE void transpose_sixteen(const char *source, ptrdiff_t source_stride, char *target,
                                       ptrdiff_t target_stride) {
  bytes row[16], turned[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    __builtin_memcpy(&row[i], source + i * source_stride, sizeof row[i]);
  }
#pragma clang loop unroll(full)
  for (int step = 0; step < 4; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      turned[2 * i] = INTERLEAVED_LOW(row[i], row[i + 8]);
      turned[2 * i + 1] = INTERLEAVED_HIGH(row[i], row[i + 8]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) row[i] = turned[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    __builtin_memcpy(target + i * target_stride, &row[i], sizeof row[i]);
  }
}

/*
 * Up to four rows that become elements without gaps: each column is written with four bytes, of
 * which those beyond it belong to the next, while there is one.
 */
static ptrdiff_t interleave_few(const swiftlet_transpose *job) {
  const uint8_t *source = (const uint8_t *)job->source;
  ptrdiff_t rows = job->row_count, last = rows > 1 ? rows - 1 : 0;
  const uint8_t *b = source + (last < 1 ? last : 1) * job->source_stride;
  const uint8_t *c = source + (last < 2 ? last : 2) * job->source_stride;
  const uint8_t *d = source + last * job->source_stride;
  ptrdiff_t count = (job->column_count * rows - 4) / rows;
  char *target = (char *)job->target;
  for (ptrdiff_t i = 0; i < count; i++, target += rows) {
    uint8_t four[4] = {source[i], b[i], c[i], d[i]};
    __builtin_memcpy(target, four, sizeof four);
  }
  return count > 0 ? count : 0;
}

void swiftlet_transpose_bytes(const swiftlet_transpose *job) {
  const char *source = (const char *)job->source;
  char *target = (char *)job->target;
  swiftlet_transpose rest = *job;
  if (job->row_count <= 4 && job->target_stride == job->row_count) {
    ptrdiff_t done = interleave_few(job);
    source += done, target += done * job->target_stride;
    rest.column_count -= done;
    job = &rest;
  }
  ptrdiff_t across = job->source_stride, down = job->target_stride;
  ptrdiff_t rows = job->row_count & ~(ptrdiff_t)15, columns = job->column_count & ~(ptrdiff_t)15;
  for (ptrdiff_t r = 0; r < rows; r += 16) {
    for (ptrdiff_t c = 0; c < columns; c += 16) {
      transpose_sixteen(source + r * across + c, across, target + c * down + r, down);
    }
  }
  for (ptrdiff_t c = 0; c < job->column_count; c++) {
    for (ptrdiff_t r = c < columns ? rows : 0; r < job->row_count; r++) {
      target[c * down + r] = source[r * across + c];
    }
  }
}

SWIFTLET_INLINE void transpose_four(const char *source, ptrdiff_t source_stride, char *target,
                                    ptrdiff_t target_stride) {
  words a, b, c, d;
  __builtin_memcpy(&a, source, sizeof a);
  __builtin_memcpy(&b, source + source_stride, sizeof b);
  __builtin_memcpy(&c, source + 2 * source_stride, sizeof c);
  __builtin_memcpy(&d, source + 3 * source_stride, sizeof d);
  words ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  words ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  words cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  words cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
  __builtin_memcpy(target, &a, sizeof a);
  __builtin_memcpy(target + target_stride, &b, sizeof b);
  __builtin_memcpy(target + 2 * target_stride, &c, sizeof c);
  __builtin_memcpy(target + 3 * target_stride, &d, sizeof d);
}

void swiftlet_transpose_words(const swiftlet_transpose *job) {
  const char *source = (const char *)job->source;
  char *target = (char *)job->target;
  ptrdiff_t across = job->source_stride, down = job->target_stride;
  ptrdiff_t rows = job->row_count & ~(ptrdiff_t)3, columns = job->column_count & ~(ptrdiff_t)3;
  for (ptrdiff_t r = 0; r < rows; r += 4) {
    for (ptrdiff_t c = 0; c < columns; c += 4) {
      transpose_four(source + r * across + 4 * c, across, target + c * down + 4 * r, down);
    }
  }
  for (ptrdiff_t c = 0; c < job->column_count; c++) {
    for (ptrdiff_t r = c < columns ? rows : 0; r < job->row_count; r++) {
      __builtin_memcpy(target + c * down + 4 * r, source + r * across + 4 * c, 4);
    }
  }
}

#endif
