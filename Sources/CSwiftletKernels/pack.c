#include "pack.h"

#if defined(__x86_64__) || defined(__aarch64__)
#include "scalar.h"

typedef uint32_t words __attribute__((ext_vector_type(4)));
typedef int8_t bytes __attribute__((ext_vector_type(16)));
typedef int8_t pairs __attribute__((ext_vector_type(32)));
typedef int16_t halves __attribute__((ext_vector_type(8)));
typedef int32_t integers __attribute__((ext_vector_type(4)));

SWIFTLET_INLINE words load_words(const char *from) {
  words value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

SWIFTLET_INLINE bytes load_bytes(const int8_t *from) {
  bytes value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

void swiftlet_pack_columns_words(const void *from, ptrdiff_t stride, ptrdiff_t count, void *to) {
  const char *source = from;
  char *target = to;
  ptrdiff_t k = 0;
  for (; k + 4 <= count; k += 4, target += 256) {
    for (int column = 0; column < 16; column += 4) {
      const char *first = source + (column * stride + k) * 4;
      words a = load_words(first), b = load_words(first + stride * 4);
      words c = load_words(first + stride * 8), d = load_words(first + stride * 12);
      words ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      words cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
      words ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      words cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      words lines[4] = {__builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5),
                        __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
                        __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5),
                        __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7)};
      for (int line = 0; line < 4; line++) {
        __builtin_memcpy(target + line * 64 + column * 4, &lines[line], sizeof lines[line]);
      }
    }
  }
  for (; k < count; k++, target += 64) {
    for (int column = 0; column < 16; column++) {
      __builtin_memcpy(target + column * 4, source + (column * stride + k) * 4, 4);
    }
  }
}

void swiftlet_pack_lines_words(const void *from, ptrdiff_t stride, ptrdiff_t count, void *to) {
  for (ptrdiff_t k = 0; k < count; k++) {
    __builtin_memcpy((char *)to + k * 64, (const char *)from + k * stride * 4, 64);
  }
}

void swiftlet_pack_lines_int8(const int8_t *from, ptrdiff_t stride, ptrdiff_t count, int8_t *to) {
  for (ptrdiff_t group = 0; group < count; group++, from += 4 * stride, to += 64) {
    bytes a = load_bytes(from), b = load_bytes(from + stride);
    bytes c = load_bytes(from + 2 * stride), d = load_bytes(from + 3 * stride);
    pairs ab = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23,
                                       8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    pairs cd = __builtin_shufflevector(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23,
                                       8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    pairs low = __builtin_shufflevector(ab, cd, 0, 1, 32, 33, 2, 3, 34, 35, 4, 5, 36, 37, 6, 7, 38,
                                        39, 8, 9, 40, 41, 10, 11, 42, 43, 12, 13, 44, 45, 14, 15, 46,
                                        47);
    pairs high = __builtin_shufflevector(ab, cd, 16, 17, 48, 49, 18, 19, 50, 51, 20, 21, 52, 53, 22,
                                         23, 54, 55, 24, 25, 56, 57, 26, 27, 58, 59, 28, 29, 60, 61,
                                         30, 31, 62, 63);
    __builtin_memcpy(to, &low, sizeof low);
    __builtin_memcpy(to + sizeof low, &high, sizeof high);
  }
}

void swiftlet_pack_add_int8(const int8_t *weights, ptrdiff_t count, int32_t *sums) {
  for (int column = 0; column < 16; column += 4) {
    const int8_t *word = weights + column * 4;
    integers total;
    __builtin_memcpy(&total, sums + column, sizeof total);
    for (ptrdiff_t group = 0; group < count; group++, word += 64) {
      /* A 16-bit lane has two bytes, the even one in its low half. */
      halves both = (halves)load_bytes(word);
      halves pair = ((halves)(both << 8) >> 8) + (both >> 8);
      integers two = (integers)pair;
      total += ((integers)(two << 16) >> 16) + (two >> 16);
    }
    __builtin_memcpy(sums + column, &total, sizeof total);
  }
}

#endif
