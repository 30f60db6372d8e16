/*
 * The transforms of Winograd's algorithm. A variant includes this once, inside its target attribute,
 * which has a fused multiply-add, having defined
 *
 *   lanes, a macro                   the channels of a vector
 *   NAMED(transform), a macro        the names of its functions
 *
 * and, where a vector may be loaded and stored in part, has_masks, the type floats, and
 *
 *   floats load(from, count)         the first floats of a vector, at most lanes
 *   void store(to, value, count)
 */

#include "vectors.h"
#include "winograd.h"

#define FULLY _Pragma("clang loop unroll(full)")

enum { most_positions = 36, most_pixels = 16 };

#ifndef has_masks
#define has_masks 0

typedef float floats __attribute__((ext_vector_type(lanes)));

SWIFTLET_INLINE floats load(const float *from, ptrdiff_t count) {
  (void)count;
  floats value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

SWIFTLET_INLINE void store(float *to, floats value, ptrdiff_t count) {
  (void)count;
  __builtin_memcpy(to, &value, sizeof value);
}
#endif

SWIFTLET_INLINE floats clamped(floats value, float minimum, float maximum) {
  const floats low = (floats)(minimum), high = (floats)(maximum);
  value = value < low ? low : value;
  return value > high ? high : value;
}

/* c · a + b, rounded once. */
SWIFTLET_INLINE floats fused(float c, floats a, floats b) {
  return __builtin_elementwise_fma((floats)(c), a, b);
}

/* B of elements that lie a distance apart, to elements as far apart. */
SWIFTLET_INLINE void before_line(const floats *d, const int from, floats *v, const int to,
                                 const int length) {
  if (length == 2) {
    v[0] = d[0] - d[2 * from];
    v[to] = d[from] + d[2 * from];
    v[2 * to] = d[2 * from] - d[from];
    v[3 * to] = d[from] - d[3 * from];
    return;
  }
  const floats d1 = d[from], d2 = d[2 * from], d3 = d[3 * from], d4 = d[4 * from];
  const floats a = fused(-4, d2, d4), b = fused(-4, d1, d3), c = d4 - d2, e = d3 - d1;
  v[0] = fused(4, d[0], fused(-5, d2, d4));
  v[to] = a + b;
  v[2 * to] = a - b;
  v[3 * to] = fused(2, e, c);
  v[4 * to] = fused(-2, e, c);
  v[5 * to] = fused(4, d1, fused(-5, d3, d[5 * from]));
}

/* A of elements that lie a distance apart, to elements as far apart. */
SWIFTLET_INLINE void after_line(const floats *s, const int from, floats *y, const int to,
                                const int length) {
  const floats a = s[from] + s[2 * from], b = s[from] - s[2 * from];
  if (length == 2) {
    y[0] = s[0] + s[from] + s[2 * from];
    y[to] = b - s[3 * from];
    return;
  }
  const floats c = s[3 * from] + s[4 * from], e = s[3 * from] - s[4 * from];
  y[0] = s[0] + a + c;
  y[to] = fused(2, e, b);
  y[2 * to] = fused(4, c, a);
  y[3 * to] = fused(8, e, b) + s[5 * from];
}

/* Where a tile lies. */
typedef struct {
  ptrdiff_t image;
  int32_t line, column;  /* its first, of the output */
} place;

SWIFTLET_INLINE place place_of(const swiftlet_winograd_tiles *tiles, int32_t tile) {
  const int32_t row = tile / tiles->across;
  place at = {.image = row / tiles->down,
              .line = row % tiles->down * tiles->length,
              .column = tile % tiles->across * tiles->length};
  return at;
}

/* Goes on to the next tile. */
SWIFTLET_INLINE void advance(place *at, const swiftlet_winograd_tiles *tiles) {
  at->column += tiles->length;
  if (at->column < tiles->across * tiles->length) return;
  at->column = 0;
  at->line += tiles->length;
  if (at->line < tiles->down * tiles->length) return;
  at->line = 0;
  at->image++;
}

SWIFTLET_INLINE ptrdiff_t pixel_at(const swiftlet_winograd_tiles *tiles, const place *at,
                                int32_t line, int32_t column) {
  return ((at->image * tiles->height + line) * tiles->width + column) * tiles->channel_count;
}

/* Transforms the channels of a vector, or the first of them. */
SWIFTLET_INLINE void before_vector(const float *const *pixels, ptrdiff_t channel, ptrdiff_t count,
                                   float *to, ptrdiff_t stride, const int length) {
  const int side = length + 2;
  floats columns[most_positions];
  FULLY for (int j = 0; j < side; j++) {
    floats d[6];
    FULLY for (int i = 0; i < side; i++) d[i] = load(pixels[i * side + j] + channel, count);
    before_line(d, 1, columns + j, side, length);
  }
  to += channel;
  FULLY for (int i = 0; i < side; i++) {
    floats v[6];
    before_line(columns + i * side, 1, v, 1, length);
    FULLY for (int j = 0; j < side; j++, to += stride) store(to, v[j], count);
  }
}

/* Transforms the channels of a tile whose pixels are given: whole vectors, unless there are masks. */
SWIFTLET_INLINE void before_channels(const float *const *pixels, ptrdiff_t count, float *to,
                                     ptrdiff_t stride, const int length) {
  ptrdiff_t channel = 0;
  for (; channel + lanes <= count; channel += lanes) {
    before_vector(pixels, channel, lanes, to, stride, length);
  }
  if (has_masks && channel < count) {
    before_vector(pixels, channel, count - channel, to, stride, length);
  }
}

static __attribute__((noinline)) void before_two(const float *const *pixels, ptrdiff_t count,
                                                 float *to, ptrdiff_t stride) {
  before_channels(pixels, count, to, stride, 2);
}

static __attribute__((noinline)) void before_four(const float *const *pixels, ptrdiff_t count,
                                                  float *to, ptrdiff_t stride) {
  before_channels(pixels, count, to, stride, 4);
}

typedef void before_function(const float *const *pixels, ptrdiff_t count, float *to,
                             ptrdiff_t stride);

#if !has_masks
/* Transforms channels that are less than a vector, by way of whole ones. */
static __attribute__((noinline)) void before_last(before_function *transform, int positions,
                                                  const float *const *pixels, ptrdiff_t channel,
                                                  ptrdiff_t count, float *to, ptrdiff_t stride) {
  float whole[most_positions * lanes] = {0};
  const float *starts[most_positions];
  for (int position = 0; position < positions; position++) {
    starts[position] = whole + position * lanes;
    for (ptrdiff_t i = 0; i < count; i++) {
      whole[position * lanes + i] = pixels[position][channel + i];
    }
  }
  transform(starts, lanes, whole, lanes);
  for (int position = 0; position < positions; position++) {
    for (ptrdiff_t i = 0; i < count; i++) {
      to[position * stride + channel + i] = whole[position * lanes + i];
    }
  }
}
#endif

/* Finds the pixels under a tile. */
SWIFTLET_INLINE void find_pixels(const swiftlet_winograd_before *job, const place *at,
                                 const float **pixels, const int length) {
  const swiftlet_winograd_tiles *tiles = &job->tiles;
  const int32_t line = at->line - job->before_height, column = at->column - job->before_width;
  const int side = length + 2;
  const ptrdiff_t depth = tiles->channel_count, pitch = tiles->width * depth;
  if (line >= 0 && line <= tiles->height - side && column >= 0 && column <= tiles->width - side) {
    const float *first = job->input + pixel_at(tiles, at, line, column);
    FULLY for (int i = 0; i < side; i++, first += pitch) {
      FULLY for (int j = 0; j < side; j++) *pixels++ = first + j * depth;
    }
    return;
  }
  for (int32_t i = line; i < line + side; i++) {
    const int is_inside = i >= 0 && i < tiles->height;
    for (int32_t j = column; j < column + side; j++) {
      *pixels++ = is_inside && j >= 0 && j < tiles->width
                      ? job->input + pixel_at(tiles, at, i, j)
                      : job->zeros;
    }
  }
}

void NAMED(before)(const swiftlet_winograd_before *job) {
  before_function *transform = job->tiles.length == 2 ? before_two : before_four;
  const ptrdiff_t depth = job->tiles.channel_count, whole = has_masks ? depth : depth & -lanes;
  float *to = job->values;
  place at = place_of(&job->tiles, job->tiles.first);
  for (int32_t tile = 0; tile < job->tiles.count; tile++, to += job->tile_stride) {
    const float *pixels[most_positions];
    if (job->tiles.length == 2) find_pixels(job, &at, pixels, 2);
    else find_pixels(job, &at, pixels, 4);
    advance(&at, &job->tiles);
    transform(pixels, whole, to, job->position_stride);
#if !has_masks
    const int positions = (job->tiles.length + 2) * (job->tiles.length + 2);
    if (whole < depth) {
      before_last(transform, positions, pixels, whole, depth - whole, to, job->position_stride);
    }
#endif
  }
}

/* The pixels of a tile that are there, from their first channel on. */
typedef struct {
  float *output;
  const float *residual;
  ptrdiff_t pitch, stride;  /* from line to line, and from pixel to pixel */
  int32_t lines, columns;
} tile_pixels;

SWIFTLET_INLINE void finish_pixel(const swiftlet_winograd_after *job, const tile_pixels *pixels,
                                  floats y, ptrdiff_t at, ptrdiff_t count) {
  y = clamped(y, job->minimum, job->maximum);
  if (pixels->residual) {
    y += load(pixels->residual + at, count);
    y = clamped(y, job->residual_minimum, job->residual_maximum);
  }
  store(pixels->output + at, y, count);
}

/* Makes the channels of a vector, or the first of them. */
SWIFTLET_INLINE void after_vector(const swiftlet_winograd_after *job, const float *sums,
                                  ptrdiff_t stride, ptrdiff_t channel, ptrdiff_t count,
                                  const tile_pixels *pixels, const int length) {
  const int side = length + 2;
  floats lines_of_sums[24];
  sums += channel;
  FULLY for (int j = 0; j < side; j++) {
    floats s[6];
    FULLY for (int i = 0; i < side; i++) s[i] = load(sums + (i * side + j) * stride, count);
    after_line(s, 1, lines_of_sums + j, side, length);
  }
  FULLY for (int i = 0; i < length; i++) {
    floats y[4];
    after_line(lines_of_sums + i * side, 1, y, 1, length);
    FULLY for (int j = 0; j < length; j++) {
      if (i < pixels->lines && j < pixels->columns) {
        const ptrdiff_t at = channel + i * pixels->pitch + j * pixels->stride;
        finish_pixel(job, pixels, y[j], at, count);
      }
    }
  }
}

/* Makes the channels of a tile: whole vectors, unless there are masks. */
SWIFTLET_INLINE void after_channels(const swiftlet_winograd_after *job, const float *sums,
                                    ptrdiff_t stride, ptrdiff_t count, const tile_pixels *pixels,
                                    const int length) {
  ptrdiff_t channel = 0;
  for (; channel + lanes <= count; channel += lanes) {
    after_vector(job, sums, stride, channel, lanes, pixels, length);
  }
  if (has_masks && channel < count) {
    after_vector(job, sums, stride, channel, count - channel, pixels, length);
  }
}

static __attribute__((noinline)) void after_two(const swiftlet_winograd_after *job,
                                                const float *sums, ptrdiff_t stride,
                                                ptrdiff_t count, const tile_pixels *pixels) {
  after_channels(job, sums, stride, count, pixels, 2);
}

static __attribute__((noinline)) void after_four(const swiftlet_winograd_after *job,
                                                 const float *sums, ptrdiff_t stride,
                                                 ptrdiff_t count, const tile_pixels *pixels) {
  after_channels(job, sums, stride, count, pixels, 4);
}

typedef void after_function(const swiftlet_winograd_after *job, const float *sums,
                            ptrdiff_t stride, ptrdiff_t count, const tile_pixels *pixels);

#if !has_masks
/* Makes channels that are less than a vector, by way of whole ones. */
static __attribute__((noinline)) void after_last(after_function *transform,
                                                 const swiftlet_winograd_after *job,
                                                 const float *sums, ptrdiff_t channel,
                                                 ptrdiff_t count, const tile_pixels *pixels) {
  const int32_t length = job->tiles.length, positions = (length + 2) * (length + 2);
  float whole[most_positions * lanes] = {0}, image[most_pixels * lanes] = {0};
  for (int32_t position = 0; position < positions; position++) {
    for (ptrdiff_t i = 0; i < count; i++) {
      whole[position * lanes + i] = sums[position * job->position_stride + channel + i];
    }
  }
  tile_pixels own = {.output = image, .residual = pixels->residual ? image : 0,
                     .pitch = length * lanes, .stride = lanes, .lines = length,
                     .columns = length};
  if (pixels->lines < length) own.lines = pixels->lines;
  if (pixels->columns < length) own.columns = pixels->columns;
  for (int is_done = 0; is_done < 2; is_done++) {
    for (int32_t pixel = 0; pixel < own.lines * own.columns; pixel++) {
      const int32_t line = pixel / own.columns, column = pixel % own.columns;
      const ptrdiff_t at = line * pixels->pitch + column * pixels->stride + channel;
      float *inside = image + line * own.pitch + column * lanes;
      for (ptrdiff_t i = 0; i < count; i++) {
        if (is_done) pixels->output[at + i] = inside[i];
        else if (pixels->residual) inside[i] = pixels->residual[at + i];
      }
    }
    if (!is_done) transform(job, whole, lanes, lanes, &own);
  }
}
#endif

void NAMED(after)(const swiftlet_winograd_after *job) {
  after_function *transform = job->tiles.length == 2 ? after_two : after_four;
  const swiftlet_winograd_tiles *tiles = &job->tiles;
  const ptrdiff_t depth = job->sum_count, whole = has_masks ? depth : depth & -lanes;
  const ptrdiff_t stride = tiles->channel_count;
  const float *sums = job->sums;
  place at = place_of(tiles, tiles->first);
  for (int32_t tile = 0; tile < tiles->count; tile++, sums += job->tile_stride) {
    const ptrdiff_t first = pixel_at(tiles, &at, at.line, at.column);
    const tile_pixels pixels = {.output = job->output + first,
                                .residual = job->residual ? job->residual + first : 0,
                                .pitch = tiles->width * stride, .stride = stride,
                                .lines = tiles->height - at.line,
                                .columns = tiles->width - at.column};
    advance(&at, tiles);
    transform(job, sums, job->position_stride, whole, &pixels);
#if !has_masks
    if (whole < depth) after_last(transform, job, sums, whole, depth - whole, &pixels);
#endif
  }
}
