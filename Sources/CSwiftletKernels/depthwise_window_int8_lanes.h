/*
 * The kernel over a window for LANE_COUNT blocks of channels at once, one in each 128-bit lane.
 * A file defines before it includes this, beside NAMED, VECTOR, FLOATS, LANE and TILE_PIXELS, how
 * many pixels are computed together, the operations of `depthwise_window_int8_x86.h`.
 */

enum { NAMED(chunk) = 16 * LANE_COUNT };

/* Of a chunk of channels, with the channels 4q ... 4q + 3 of each lane in vector q. */
typedef struct {
  const VECTOR (*weights)[line_limit][4];
  int32_t products;
  results results;
  VECTOR start[4];
  FLOATS multiplier[4];
} NAMED(operands);

/* The vectors of the columns that meet the products of a pixel, and the way to the next pixel. */
typedef struct {
  const int8_t *columns;
  ptrdiff_t step;
  ptrdiff_t offsets[product_limit][4];
} NAMED(view);

/* The blocks of a chunk of channels. */
typedef struct {
  const char *start;
  size_t size;
  int32_t width;  /* of a block */
} NAMED(blocks);

static NAMED(blocks) NAMED(blocks_of)(const swiftlet_depthwise_int8 *job, int32_t channel,
                                      int32_t count) {
  size_t lane_size = swiftlet_depthwise_lane_size(job);
  NAMED(blocks) blocks = {(const char *)job->blocks + (size_t)channel * lane_size, 16 * lane_size,
                          count < 16 ? swiftlet_lane_count(count) : 16};
  return blocks;
}

/* The first bytes at an offset in each of the blocks. */
SWIFTLET_INLINE VECTOR NAMED(gather)(const NAMED(blocks) *blocks, size_t offset, int32_t count) {
  LANE lanes[LANE_COUNT];
  for (int lane = 0; lane < LANE_COUNT; lane++) {
    const char *at = blocks->start + (size_t)lane * blocks->size + offset;
    lanes[lane] = (LANE)swiftlet_load_some_i8((const int8_t *)at, LANE_COUNT > 1 ? 16 : count);
  }
  return NAMED(join)(lanes);
}

SWIFTLET_INLINE void NAMED(interleave)(const VECTOR taps[4], VECTOR channels[4]) {
  VECTOR a = NAMED(unpack_low_8)(taps[0], taps[1]), b = NAMED(unpack_high_8)(taps[0], taps[1]);
  VECTOR c = NAMED(unpack_low_8)(taps[2], taps[3]), d = NAMED(unpack_high_8)(taps[2], taps[3]);
  channels[0] = NAMED(unpack_low_16)(a, c), channels[1] = NAMED(unpack_high_16)(a, c);
  channels[2] = NAMED(unpack_low_16)(b, d), channels[3] = NAMED(unpack_high_16)(b, d);
}

/* Interleaves a part of the weights of each tap; returns 0 if all of it is zero. */
static __attribute__((noinline)) int NAMED(prepare_part)(const plan *plan, const VECTOR *taps,
                                                         int32_t part, VECTOR start[4],
                                                         VECTOR (*to)[line_limit][4]) {
  const swiftlet_depthwise_window *window = plan->window;
  int32_t zero = plan->job->weight_zero_point;
  VECTOR any = NAMED(zeros)();
  for (int32_t column = 0; column < window->width; column++) {
    for (int32_t group = 0; group < plan->groups; group++, to++) {
      VECTOR lines[4];
      for (int32_t i = 0; i < 4; i++) {
        int32_t line = 4 * group + i;
        lines[i] = NAMED(zeros)();
        if (line >= window->height) continue;
        lines[i] = taps[line * window->width + column];
        if (zero) lines[i] = NAMED(part_of_weight)(lines[i], zero, part);
        any = NAMED(either)(any, lines[i]);
      }
      NAMED(interleave)(lines, to[0][0]);
      for (int32_t q = 0; q < 4; q++) {
        start[q] = NAMED(compensated)(start[q], to[0][0][q]);
        VECTOR before = group ? to[-1][0][q] : NAMED(zeros)();
        if (plan->lines == 1) continue;
        to[0][1][q] = NAMED(lines_later)(to[0][0][q], before, window->stride_height);
      }
    }
  }
  return !NAMED(is_zero)(any);
}

/* Completes operands whose start and multipliers are there, with the weights of each tap. */
static void NAMED(prepare)(const plan *plan, const VECTOR *taps, VECTOR (*weights)[line_limit][4],
                           NAMED(operands) *to) {
  const swiftlet_depthwise_int8 *job = plan->job;
  to->weights = (const VECTOR(*)[line_limit][4])weights;
  to->products = products_of(plan);
  NAMED(prepare_part)(plan, taps, 0, to->start, weights);
  if (job->weight_zero_point &&
      NAMED(prepare_part)(plan, taps, 1, to->start, weights + to->products)) {
    to->products *= 2;
  }
  to->results = results_of(job, to->multiplier, NAMED(chunk));
}

static __attribute__((noinline)) void NAMED(prepare_chunk)(const plan *plan, int32_t channel,
                                                           int32_t count,
                                                           VECTOR (*weights)[line_limit][4],
                                                           NAMED(operands) *to) {
  const swiftlet_depthwise_int8 *job = plan->job;
  NAMED(blocks) blocks = NAMED(blocks_of)(job, channel, count);
  for (int32_t q = 0; q < 4; q++) {
    int32_t size = 4 * q < blocks.width ? 16 : 0;
    to->start[q] = NAMED(gather)(&blocks, 16 * (size_t)q, size);
    to->multiplier[q] = NAMED(spread)(job->multiplier);
    if (job->has_multipliers) {
      size_t offset = 4 * (size_t)blocks.width + 16 * (size_t)q;
      VECTOR multiplier = NAMED(gather)(&blocks, offset, size);
      __builtin_memcpy(&to->multiplier[q], &multiplier, sizeof multiplier);
    }
  }
  VECTOR taps[tap_limit];
  size_t offset = (size_t)blocks.width * swiftlet_header_size(job->has_multipliers);
  for (int32_t tap = 0; tap < job->tap_count; tap++, offset += (size_t)blocks.width) {
    taps[tap] = NAMED(gather)(&blocks, offset, blocks.width);
  }
  NAMED(prepare)(plan, taps, weights, to);
}

/* Computes some pixels of one or two lines, one chunk of channels each. */
SWIFTLET_INLINE void NAMED(compute_tile)(const NAMED(operands) *operands, const NAMED(view) *view,
                                         const NAMED(limits) *limits, const target *target,
                                         const int8_t *columns, int8_t *output, const int pixels,
                                         const int lines) {
  VECTOR packed[line_limit * TILE_PIXELS], before[line_limit * TILE_PIXELS];
#pragma clang loop unroll(full)
  for (int q = 0; q < 4; q++) {
    VECTOR sums[line_limit * TILE_PIXELS];
#pragma clang loop unroll(full)
    for (int i = 0; i < pixels * lines; i++) sums[i] = operands->start[q];
#pragma clang loop unroll(disable)
    for (int32_t product = 0; product < operands->products; product++) {
      const int8_t *at = columns + view->offsets[product][q];
#pragma clang loop unroll(full)
      for (int pixel = 0; pixel < pixels; pixel++) {
        VECTOR x = NAMED(load)(at + pixel * view->step);
#pragma clang loop unroll(full)
        for (int line = 0; line < lines; line++) {
          VECTOR *sum = &sums[line * pixels + pixel];
          *sum = NAMED(accumulate)(*sum, x, operands->weights[product][line][q]);
        }
      }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < pixels * lines; i++) {
      VECTOR y = NAMED(rounded)(sums[i], operands->multiplier[q], limits);
      if (q % 2 == 0) before[i] = y;
      if (q == 1) packed[i] = NAMED(halved)(before[i], y, limits);
      if (q < 3) continue;
      y = NAMED(halved)(before[i], y, limits);
      packed[i] = NAMED(finished)(packed[i], y, limits);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < pixels * lines; i++) {
    int8_t *to = output + i / pixels * target->line_step + i % pixels * target->pixel_step;
    if (target->count == NAMED(chunk)) NAMED(store)(to, packed[i]);
    else NAMED(store_some)(to, packed[i], target->count);
  }
}

SWIFTLET_INLINE void NAMED(compute_run)(const NAMED(operands) *operands, const NAMED(view) *view,
                                        const target *target, int8_t *output, int32_t pixels,
                                        const int lines) {
  const int8_t *columns = view->columns;
  /* A copy that no store can change stays in registers. */
  NAMED(limits) limits = NAMED(limits_of)(&operands->results);
  for (; pixels >= TILE_PIXELS; pixels -= TILE_PIXELS) {
    NAMED(compute_tile)(operands, view, &limits, target, columns, output, TILE_PIXELS, lines);
    columns += TILE_PIXELS * view->step, output += TILE_PIXELS * target->pixel_step;
  }
  for (; TILE_PIXELS > 2 && pixels >= 2; pixels -= 2) {
    NAMED(compute_tile)(operands, view, &limits, target, columns, output, 2, lines);
    columns += 2 * view->step, output += 2 * target->pixel_step;
  }
  if (pixels > 0) {
    NAMED(compute_tile)(operands, view, &limits, target, columns, output, 1, lines);
  }
}

static __attribute__((noinline)) void NAMED(compute_pixels)(const NAMED(operands) *operands,
                                                            const NAMED(view) *view,
                                                            const target *target, int8_t *output,
                                                            int32_t pixels, int32_t lines) {
  if (lines == 2) NAMED(compute_run)(operands, view, target, output, pixels, 2);
  else NAMED(compute_run)(operands, view, target, output, pixels, 1);
}

SWIFTLET_INLINE void NAMED(store_four)(int8_t *to, ptrdiff_t step, const VECTOR values[4]) {
#pragma clang loop unroll(full)
  for (int q = 0; q < 4; q++) NAMED(store)(to + q * step, values[q]);
}

/* Interleaves columns of a group that lie in the input, with the channels from one on. */
SWIFTLET_INLINE void NAMED(interleave_inside)(const lines_of_input *lines, ptrdiff_t first,
                                              ptrdiff_t input_stride, int32_t columns,
                                              int32_t channels, int8_t *to, ptrdiff_t step) {
  const int8_t *at[4];
  for (int i = 0; i < 4; i++) at[i] = lines->at[i] + (first & lines->exists[i]);
  for (int32_t column = 0; column < columns; column++, to += step) {
    VECTOR taps[4], channels_of_lines[4];
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
      taps[i] = channels == NAMED(chunk) ? NAMED(load)(at[i]) : NAMED(load_some)(at[i], channels);
      taps[i] = NAMED(biased)(taps[i]);
      at[i] += input_stride & lines->exists[i];
    }
    NAMED(interleave)(taps, channels_of_lines);
    NAMED(store_four)(to, (ptrdiff_t)sizeof(VECTOR), channels_of_lines);
  }
}

/* Interleaves the columns from one on, which may lie in the border, for some output lines. */
static __attribute__((noinline)) void NAMED(interleave_columns)(const plan *plan, int32_t line,
                                                                int32_t lines, int32_t channel,
                                                                int32_t channels, int32_t first,
                                                                int32_t count, int8_t *to) {
  const swiftlet_depthwise_window *window = plan->window;
  ptrdiff_t size = 4 * (ptrdiff_t)sizeof(VECTOR), step = plan->groups * size;
  VECTOR padding = NAMED(biased)(NAMED(load)(plan->padding));
  VECTOR paddings[4] = {padding, padding, padding, padding};
  int32_t before = first < 0 ? smaller(-first, count) : 0;
  int32_t end = smaller(window->input_width - first, count);
  for (int32_t group = 0; group < plan->groups; group++, to += size) {
    lines_of_input found = lines_of_group(plan, line, lines, group, channel);
    int32_t column = 0;
    for (; column < before; column++) {
      NAMED(store_four)(to + column * step, (ptrdiff_t)sizeof(VECTOR), paddings);
    }
    if (end > column) {
      ptrdiff_t start = (ptrdiff_t)(first + column) * window->input_stride;
      int8_t *target = to + column * step;
      if (channels == NAMED(chunk)) {
        NAMED(interleave_inside)(&found, start, window->input_stride, end - column,
                                 NAMED(chunk), target, step);
      } else {
        NAMED(interleave_inside)(&found, start, window->input_stride, end - column, channels,
                                 target, step);
      }
      column = end;
    }
    for (; column < count; column++) {
      NAMED(store_four)(to + column * step, (ptrdiff_t)sizeof(VECTOR), paddings);
    }
  }
}

/* Computes the channels of a chunk, or as many as there are, in all lines. */
static __attribute__((noinline)) void NAMED(compute_chunk)(const plan *plan, int32_t channel,
                                                           int32_t count) {
  const swiftlet_depthwise_window *window = plan->window;
  const swiftlet_depthwise_int8 *job = plan->job;
  VECTOR weights[product_limit][line_limit][4], buffer[column_limit][4];
  NAMED(operands) operands;
  NAMED(prepare_chunk)(plan, channel, count, weights, &operands);
  ptrdiff_t size = (ptrdiff_t)sizeof *buffer;
  NAMED(view) view = {(const int8_t *)buffer, window->stride_width * plan->groups * size, {{0}}};
  for (int32_t product = 0; product < operands.products; product++) {
    for (int q = 0; q < 4; q++) {
      view.offsets[product][q] = product % products_of(plan) * size + q * size / 4;
    }
  }
  ptrdiff_t line_step = window->output_width * job->output_stride;
  target target = {line_step, job->output_stride, count};
  int32_t most = (column_limit / plan->groups - window->width) / window->stride_width + 1;
  for (int32_t line = 0; line < window->line_count; line += plan->lines) {
    int32_t lines = smaller(plan->lines, window->line_count - line);
    for (int32_t pixel = 0; pixel < window->output_width; pixel += most) {
      int32_t pixels = smaller(most, window->output_width - pixel);
      int32_t columns = (pixels - 1) * window->stride_width + window->width;
      NAMED(interleave_columns)(plan, window->first_line + line, lines, channel, count,
                                pixel * window->stride_width - window->left, columns,
                                (int8_t *)buffer);
      int8_t *output = job->output + line * line_step + pixel * job->output_stride + channel;
      NAMED(compute_pixels)(&operands, &view, &target, output, pixels, lines);
    }
  }
}
