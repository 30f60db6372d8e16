/* Pieces of 16 elements. What loads and stores the last ones is there once in a file. */

#include "vectors.h"

#define SWIFTLET_LAST static __attribute__((noinline, unused))

SWIFTLET_LAST swiftlet_i8x16 load_last_i8(const int8_t *from, int32_t count) {
  return swiftlet_load_some_i8(from, count);
}

SWIFTLET_LAST void store_last_i8(int8_t *to, swiftlet_i8x16 value, int32_t count) {
  swiftlet_store_some_i8(to, value, count);
}

SWIFTLET_LAST swiftlet_f32x16 load_last_f32(const float *from, int32_t count) {
  return swiftlet_load_some_f32(from, count);
}

SWIFTLET_LAST void store_last_f32(float *to, swiftlet_f32x16 value, int32_t count) {
  swiftlet_store_some_f32(to, value, count);
}

#undef SWIFTLET_LAST

SWIFTLET_INLINE swiftlet_i8x16 load_i8(const int8_t *from, ptrdiff_t count) {
  return count >= 16 ? swiftlet_load_i8x16(from) : load_last_i8(from, (int32_t)count);
}

SWIFTLET_INLINE void store_i8(int8_t *to, swiftlet_i8x16 value, ptrdiff_t count) {
  if (count >= 16) swiftlet_store_i8x16(to, value);
  else store_last_i8(to, value, (int32_t)count);
}

SWIFTLET_INLINE swiftlet_f32x16 load_f32(const float *from, ptrdiff_t count) {
  return count >= 16 ? swiftlet_load_f32x16(from) : load_last_f32(from, (int32_t)count);
}

SWIFTLET_INLINE void store_f32(float *to, swiftlet_f32x16 value, ptrdiff_t count) {
  if (count >= 16) __builtin_memcpy(to, &value, sizeof value);
  else store_last_f32(to, value, (int32_t)count);
}

#define SWIFTLET_HAS_SCALING 0
