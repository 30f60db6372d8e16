/* The blocks and the lines of the kernel of `depthwise_window_int8_tiles.h`. */

/* Some pixels of all lines, and how they are taken. */
typedef struct {
  const swiftlet_depthwise_int8 *job;
  const swiftlet_depthwise_window *window;
  int32_t channel, count;
  int32_t first_pixel, pixels;
  int32_t first_column, columns;  /* that they see */
  int32_t before, inside;           /* of them: in the border on the left, in the input */
  int32_t step;
  int16_t padding;
} segment;

SWIFTLET_INLINE swiftlet_f32x16 load_lanes(const void *from, int32_t width, int32_t step) {
  swiftlet_f32x16 lanes = swiftlet_load_some_f32((const float *)from, width);
  if (step == 8) lanes.hi = lanes.lo;
  return lanes;
}

static __attribute__((noinline)) void load_block(const swiftlet_depthwise_int8 *job,
                                                 const char *block, int32_t count, int32_t step,
                                                 block_of_16 *to) {
  int32_t width = swiftlet_lane_count(count);
  to->bias = (swiftlet_u32x16)load_lanes(block, width, step);
  to->multiplier = (swiftlet_f32x16)(job->multiplier);
  if (job->has_multipliers) to->multiplier = load_lanes(block + 4 * width, width, step);
  const char *w = block + (size_t)width * swiftlet_header_size(job->has_multipliers);
  swiftlet_i16x16 zero = (swiftlet_i16x16)((int16_t)job->weight_zero_point);
  for (int32_t tap = 0; tap < job->tap_count; tap++, w += width) {
    swiftlet_i8x16 weights = swiftlet_load_some_i8((const int8_t *)w, width);
    if (step == 8) weights.hi = weights.lo;
    to->taps[tap] = __builtin_convertvector(weights, swiftlet_i16x16) - zero;
  }
}

/* Copies neighbouring columns; a count and a step of 16 or 8 are known. */
SWIFTLET_INLINE void copy_columns(const int8_t *from, ptrdiff_t stride, int32_t columns,
                                  int32_t count, int16_t *to, const int step) {
#pragma clang loop unroll_count(4)
  for (int32_t column = 0; column < columns; column++, from += stride, to += step) {
    swiftlet_i16x16 values =
        __builtin_convertvector(swiftlet_load_some_i8(from, count), swiftlet_i16x16);
    __builtin_memcpy(to, &values, (size_t)step * sizeof *to);
  }
}

/* Fills eights, two of which are a column of 16. */
SWIFTLET_INLINE int16_t *fill_columns(int16_t *to, int32_t eights, int16_t value) {
  swiftlet_i16x16 values = (swiftlet_i16x16)(value);
#pragma clang loop unroll(disable) vectorize(disable)
  for (; eights > 0; eights--, to += 8) __builtin_memcpy(to, &values, 16);
  return to;
}

/* Copies a line of the input with its border; one that does not exist is all border. */
static __attribute__((noinline)) void copy_line(const segment *segment, int32_t line,
                                                int16_t *to) {
  const swiftlet_depthwise_window *window = segment->window;
  int32_t columns = segment->columns, eights = segment->step / 8;
  int32_t before = segment->before, inside = segment->inside;
  if (line < 0 || line >= window->input_height) before = columns, inside = 0;
  to = fill_columns(to, before * eights, segment->padding);
  if (inside > 0) {
    ptrdiff_t place = (ptrdiff_t)line * window->input_width + segment->first_column + before;
    ptrdiff_t stride = window->input_stride;
    const int8_t *from = segment->job->input + place * stride + segment->channel;
    if (eights == 1) copy_columns(from, stride, inside, 8, to, 8);
    else if (segment->count == 16) copy_columns(from, stride, inside, 16, to, 16);
    else copy_columns(from, stride, inside, segment->count, to, 16);
    to += inside * segment->step;
  }
  fill_columns(to, (columns - before - inside) * eights, segment->padding);
}

/* Computes pixels in tiles of four and three, the last of which may overlap the one before. */
SWIFTLET_INLINE void compute_tiles(const prepared *parameters, const window_tile *first,
                                   int32_t pixels, ptrdiff_t advance, const shape known) {
  shape four = known, three = known, one = known;
  four.pixels = 4, three.pixels = 3, one.pixels = 1;
  window_tile tile = *first;
  const int32_t most = known.side && pixels >= 3 ? 4 : 1;
  int32_t threes = most == 4 ? 4 * ((pixels + 3) / 4) - pixels : 0;
  for (int32_t pixel = 0, size; pixel < pixels; pixel += size) {
    size = threes-- > 0 ? 3 : most;
    if (pixel + size > pixels) pixel = pixels - size;
    tile.offset = first->offset + pixel * advance;
    tile.output = first->output + pixel * tile.output_stride;
    if (known.side && size == 4) compute_tile(parameters, &tile, four);
    else if (known.side && size == 3) compute_tile(parameters, &tile, three);
    else compute_tile(parameters, &tile, one);
  }
}

/* Computes the pixels of a segment in one line. */
SWIFTLET_INLINE void compute_line(const prepared *parameters, const segment *segment,
                                  window_tile tile, const shape known) {
  int32_t stride = known.side ? known.stride : segment->window->stride_width;
  ptrdiff_t advance = known.step * stride;
  if (known.step == 16) {
    compute_tiles(parameters, &tile, segment->pixels, advance, known);
    return;
  }
  /* Two pixels are one, and an odd last one is computed with the one before again. */
  compute_tiles(parameters, &tile, segment->pixels / 2, advance, known);
  if (segment->pixels % 2 == 0) return;
  tile.offset = (segment->pixels - 2) * known.step;
  tile.output += (segment->pixels - 2) * known.step;
  compute_tiles(parameters, &tile, 1, advance, known);
}

/* Computes a segment of all lines. */
SWIFTLET_INLINE void compute_segment(const prepared *parameters, const segment *segment,
                                     const shape known) {
  const swiftlet_depthwise_int8 *job = segment->job;
  const swiftlet_depthwise_window *window = segment->window;
  const int32_t height = known.side ? known.side : window->height;
  _Alignas(32) int16_t copies[line_limit][column_limit * 16];
  window_tile tile;
  tile.offset = 0, tile.height = height, tile.width = window->width;
  tile.count = known.step == 8 ? 16 : segment->count;
  tile.output_stride = known.step == 8 ? 16 : job->output_stride;
  tile.output = job->output + segment->first_pixel * job->output_stride + segment->channel;
  int32_t above = window->first_line * window->stride_height - window->top;
  int32_t next = 0;  /* the first line that is not copied, from the top of the first window on */
  for (int32_t line = 0; line < window->line_count; line++) {
    int32_t start = line * window->stride_height, slot = start % height;
#pragma clang loop unroll(disable)
    for (next = next > start ? next : start; next < start + height; next++) {
      copy_line(segment, above + next, copies[next % height]);
    }
    for (int32_t tap = 0; tap < height; tap++) {
      tile.lines[tap] = copies[slot];
      slot = slot + 1 < height ? slot + 1 : 0;
    }
    tile.lines[height] = tile.lines[height - 1];
    compute_line(parameters, segment, tile, known);
    tile.output += window->output_width * job->output_stride;
  }
}

/* Cuts pixels out of lines. */
static void set_pixels(segment *segment, int32_t first, int32_t end) {
  const swiftlet_depthwise_window *window = segment->window;
  segment->first_pixel = first, segment->pixels = end - first;
  int32_t column = first * window->stride_width - window->left;
  int32_t columns = (end - first - 1) * window->stride_width + window->width;
  int32_t before = column < 0 ? -column : 0, last = window->input_width - column;
  segment->first_column = column, segment->columns = columns;
  segment->before = before < columns ? before : columns;
  last = last < columns ? last : columns;
  segment->inside = last > segment->before ? last - segment->before : 0;
}

/* Computes the channels of a block in all lines. */
SWIFTLET_INLINE void compute_block(const swiftlet_depthwise_int8 *job,
                                   const swiftlet_depthwise_window *window, const char *block,
                                   int32_t channel, int32_t count, const shape known) {
  block_of_16 loaded;
  load_block(job, block, count, known.step, &loaded);
  prepared parameters;
  prepare(job, window, &loaded, known, &parameters);
  segment segment = {.job = job, .window = window, .channel = channel, .count = count,
                     .step = known.step, .padding = job->padding ? *job->padding : 0};
  int32_t limit = column_limit * 16 / known.step;
  int32_t most = (limit - window->width) / window->stride_width + 1;
  /* Of one length, so that none is too short for a tile or for two pixels in one. */
  int32_t segments = (window->output_width + most - 1) / most, first = 0;
  for (int32_t i = 1; i <= segments; i++) {
    int32_t end = (int32_t)((int64_t)window->output_width * i / segments);
    set_pixels(&segment, first, end);
    compute_segment(&parameters, &segment, known);
    first = end;
  }
}

static __attribute__((noinline)) void compute_any_block(const swiftlet_depthwise_int8 *job,
                                                        const swiftlet_depthwise_window *window,
                                                        const char *block, int32_t channel,
                                                        int32_t count) {
  compute_block(job, window, block, channel, count, (shape){.step = 16});
}

#define WINDOW_OF(name, ...) \
  static __attribute__((noinline)) void name( \
      const swiftlet_depthwise_int8 *job, const swiftlet_depthwise_window *window, \
      const char *block, int32_t channel, int32_t count) { \
    compute_block(job, window, block, channel, count, (shape){__VA_ARGS__}); \
  }

WINDOW_OF(compute_block_3, .side = 3, .stride = 1, .step = 16)
WINDOW_OF(compute_block_3_by_2, .side = 3, .stride = 2, .step = 16)
WINDOW_OF(compute_block_5, .side = 5, .stride = 1, .step = 16)
WINDOW_OF(compute_block_5_by_2, .side = 5, .stride = 2, .step = 16)
WINDOW_OF(compute_eight_3, .side = 3, .stride = 2, .step = 8)

static void compute_window(const swiftlet_depthwise_int8 *job,
                           const swiftlet_depthwise_window *window) {
  size_t size = 16 * swiftlet_depthwise_lane_size(job);
  const char *block = (const char *)job->blocks;
  int32_t side = window->height == window->width ? window->width : 0;
  int32_t stride = window->stride_width, rest = job->channel_count;
  for (int32_t channel = 0; rest > 0; rest -= 16, channel += 16, block += size) {
    int32_t count = rest < 16 ? rest : 16;
    if (side == 3 && stride == 1 && count == 8 && job->output_stride == 8 &&
        window->output_width > 1) {
      compute_eight_3(job, window, block, channel, count);
    } else if (side == 3 && stride == 1) {
      compute_block_3(job, window, block, channel, count);
    } else if (side == 3 && stride == 2) {
      compute_block_3_by_2(job, window, block, channel, count);
    } else if (side == 5 && stride == 1) {
      compute_block_5(job, window, block, channel, count);
    } else if (side == 5 && stride == 2) {
      compute_block_5_by_2(job, window, block, channel, count);
    } else {
      compute_any_block(job, window, block, channel, count);
    }
  }
}
