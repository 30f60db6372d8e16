#ifndef SWIFTLET_WINOGRAD_H
#define SWIFTLET_WINOGRAD_H

#include <stddef.h>
#include <stdint.h>

/*
 * The transforms of Winograd's algorithm, for 3×3 windows at a stride of 1. Between the two, each of
 * the n² positions of a tile is a `dot` of its own over the channels.
 *
 * A tile is m × m pixels of the output, m = 2 or 4, and the n × n pixels under them, n = m + 2.
 * Tiles count along the lines of tiles and then from image to image; what is at the right and below
 * of the output is computed and not written. Every operation rounds once, in the order written;
 * fma(a, b, c) = a · b + c.
 *
 * before, of each image by itself: d[i][j] is the pixel in line `tile line · m + i − before_height`
 * and column likewise, or 0 outside of the image; u[·][j] = B(d[·][j]), v[i][·] = B(u[i][·]), and
 * v[i][j] goes to position i · n + j.
 *
 *   m = 2:  B(d) = d0 − d2, d1 + d2, d2 − d1, d1 − d3
 *   m = 4:  B(d) = fma(4, d0, fma(−5, d2, d4)), a + b, a − b, fma(2, e, c), fma(−2, e, c),
 *                  fma(4, d1, fma(−5, d3, d5))
 *           a = fma(−4, d2, d4), b = fma(−4, d1, d3), c = d4 − d2, e = d3 − d1
 *
 * after: s[i][j] is position i · n + j; u[·][j] = A(s[·][j]), y[i][·] = A(u[i][·]).
 *
 *   m = 2:  A(s) = (s0 + s1) + s2, (s1 − s2) − s3
 *   m = 4:  A(s) = (s0 + a) + c, fma(2, e, b), fma(4, c, a), fma(8, e, b) + s5
 *           a = s1 + s2, b = s1 − s2, c = s3 + s4, e = s3 − s4
 *
 * Then y = clamp(y, minimum, maximum); with a residual,
 * y = clamp(y + residual, residual_minimum, residual_maximum), where clamp is that of `dot.h`.
 */

#ifdef __cplusplus
extern "C" {
#endif
#pragma clang assume_nonnull begin

/* Some tiles of images of height × width pixels, which lie channel_count elements apart. */
typedef struct swiftlet_winograd_tiles {
  int32_t length;        /* m */
  int32_t down, across;  /* the tiles of an image */
  int32_t first, count;
  int32_t height, width, channel_count;
} swiftlet_winograd_tiles;

/* Value c of position p of the tile first + t is at values + p · position_stride + t · tile_stride
   + c, for every channel. */
typedef struct swiftlet_winograd_before {
  swiftlet_winograd_tiles tiles;  /* and the images that are read */
  int32_t before_height, before_width;
  const float *input;
  const float *zeros;  /* channel_count of them */
  float *values;
  ptrdiff_t position_stride, tile_stride;
} swiftlet_winograd_before;

/* The same, of sum_count channels; the first is the first at output and residual. */
typedef struct swiftlet_winograd_after {
  swiftlet_winograd_tiles tiles;  /* and the images that are written */
  int32_t sum_count;
  const float *sums;
  ptrdiff_t position_stride, tile_stride;
  float minimum, maximum;
  float *output;
  const float *_Nullable residual;  /* may be the output */
  float residual_minimum, residual_maximum;
} swiftlet_winograd_after;

#if defined(__x86_64__)
void swiftlet_winograd_before_float32_avx2(const swiftlet_winograd_before *job);
void swiftlet_winograd_before_float32_avx512(const swiftlet_winograd_before *job);
void swiftlet_winograd_after_float32_avx2(const swiftlet_winograd_after *job);
void swiftlet_winograd_after_float32_avx512(const swiftlet_winograd_after *job);
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
void swiftlet_winograd_before_float32_neon(const swiftlet_winograd_before *job);
void swiftlet_winograd_after_float32_neon(const swiftlet_winograd_after *job);
#endif

#pragma clang assume_nonnull end
#ifdef __cplusplus
}
#endif
#endif
