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

typedef uint64_t lanes __attribute__((ext_vector_type(2)));

/*
 * Three rows as pixels of three bytes, 16 columns at a time: interleaved as four bytes, of which two
 * pixels make six. What a store writes behind its pixels belongs to the next ones.
 */
static ptrdiff_t interleave_three_bytes(const uint8_t *source, ptrdiff_t stride, uint8_t *target,
                                        ptrdiff_t count) {
  ptrdiff_t done = 0;
  for (; done + 16 < count; done += 16, source += 16, target += 48) {
    bytes a, b, c;
    __builtin_memcpy(&a, source, sizeof a);
    __builtin_memcpy(&b, source + stride, sizeof b);
    __builtin_memcpy(&c, source + 2 * stride, sizeof c);
    bytes ab[2] = {INTERLEAVED_LOW(a, b), INTERLEAVED_HIGH(a, b)};
    bytes cc[2] = {INTERLEAVED_LOW(c, c), INTERLEAVED_HIGH(c, c)};
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
      bytes low = __builtin_shufflevector(ab[i / 2], cc[i / 2], 0, 1, 16, 17, 2, 3, 18, 19, 4, 5,
                                          20, 21, 6, 7, 22, 23);
      bytes high = __builtin_shufflevector(ab[i / 2], cc[i / 2], 8, 9, 24, 25, 10, 11, 26, 27, 12,
                                           13, 28, 29, 14, 15, 30, 31);
      lanes pixels = (lanes)(i % 2 ? high : low);
      pixels = (pixels & 0xFFFFFF) | ((pixels >> 8) & 0xFFFFFF000000);
      __builtin_memcpy(target + 12 * i, &pixels, 8);
      uint64_t rest = pixels.y;
      __builtin_memcpy(target + 12 * i + 6, &rest, 8);
    }
  }
  return done;
}

void swiftlet_transpose_bytes(const swiftlet_transpose *job) {
  const char *source = (const char *)job->source;
  char *target = (char *)job->target;
  swiftlet_transpose rest = *job;
  if (job->row_count == 3 && job->target_stride == 3) {
    ptrdiff_t done = interleave_three_bytes((const uint8_t *)source, job->source_stride,
                                            (uint8_t *)target, job->column_count);
    source += done, target += 3 * done;
    rest.source = source, rest.target = target, rest.column_count -= done;
    job = &rest;
  }
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

/* Three rows as pixels of three words; a pixel's store reaches into the next, which there is. */
static ptrdiff_t interleave_three_words(const char *source, ptrdiff_t stride, char *target,
                                        ptrdiff_t count) {
  ptrdiff_t done = 0;
  for (; done + 4 < count; done += 4, source += 16, target += 48) {
    words a, b, c;
    __builtin_memcpy(&a, source, sizeof a);
    __builtin_memcpy(&b, source + stride, sizeof b);
    __builtin_memcpy(&c, source + 2 * stride, sizeof c);
    words ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    words ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    words pixel[4] = {
        __builtin_shufflevector(ab_low, c, 0, 1, 4, 5),
        __builtin_shufflevector(ab_low, c, 2, 3, 5, 6),
        __builtin_shufflevector(ab_high, c, 0, 1, 6, 7),
        __builtin_shufflevector(ab_high, c, 2, 3, 7, 7),
    };
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) __builtin_memcpy(target + 12 * i, &pixel[i], sizeof pixel[i]);
  }
  return done;
}

void swiftlet_transpose_words(const swiftlet_transpose *job) {
  const char *source = (const char *)job->source;
  char *target = (char *)job->target;
  ptrdiff_t across = job->source_stride, down = job->target_stride;
  swiftlet_transpose rest = *job;
  if (job->row_count == 3 && down == 12) {
    ptrdiff_t done = interleave_three_words(source, across, target, job->column_count);
    source += 4 * done, target += 12 * done, rest.column_count -= done;
    job = &rest;
  }
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
