/*
 * The kernel over a window of three columns and at most four lines, whose columns stay in
 * registers. A file includes this after `depthwise_window_int8_lanes.h` where there are 32.
 */

/* A column of four lines, interleaved. */
SWIFTLET_INLINE void NAMED(load_column)(const lines_of_input *lines, int32_t column,
                                        const swiftlet_depthwise_window *window, VECTOR padding,
                                        VECTOR to[4]) {
  if (column < 0 || column >= window->input_width) {
#pragma clang loop unroll(full)
    for (int q = 0; q < 4; q++) to[q] = padding;
    return;
  }
  ptrdiff_t offset = column * window->input_stride;
  VECTOR taps[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    const int8_t *at = lines->at[i] + (offset & lines->exists[i]);
    taps[i] = NAMED(biased)(NAMED(load)(at));
  }
  NAMED(interleave)(taps, to);
}

/* Computes neighbouring pixels of one or two lines from the columns that they see. */
SWIFTLET_INLINE void NAMED(compute_three)(const NAMED(operands) *operands,
                                          const NAMED(limits) *limits, const target *target,
                                          VECTOR columns[][4], int8_t *output, const int pixels,
                                          const int lines, const int stride) {
  VECTOR packed[line_limit * 2], before[line_limit * 2];
#pragma clang loop unroll(full)
  for (int q = 0; q < 4; q++) {
    VECTOR sums[line_limit * 2];
#pragma clang loop unroll(full)
    for (int i = 0; i < pixels * lines; i++) sums[i] = operands->start[q];
    const VECTOR(*weights)[line_limit][4] = operands->weights;
#pragma clang loop unroll(disable)
    for (int32_t part = 0; part < operands->products; part += 3, weights += 3) {
#pragma clang loop unroll(full)
      for (int column = 0; column < 3; column++) {
#pragma clang loop unroll(full)
        for (int i = 0; i < pixels * lines; i++) {
          sums[i] = NAMED(accumulate)(sums[i], columns[i % pixels * stride + column][q],
                                      weights[column][i / pixels][q]);
        }
      }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < pixels * lines; i++) {
      VECTOR y = NAMED(rounded)(sums[i], operands->multiplier[q], limits);
      if (q % 2 == 0) before[i] = y;
      if (q == 1) packed[i] = NAMED(halved)(before[i], y, limits);
      if (q < 3) continue;
      packed[i] = NAMED(finished)(packed[i], NAMED(halved)(before[i], y, limits), limits);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < pixels * lines; i++) {
    int8_t *to = output + i / pixels * target->line_step + i % pixels * target->pixel_step;
    NAMED(store)(to, packed[i]);
  }
}

/* Computes one or two lines. */
SWIFTLET_INLINE void NAMED(compute_line_of_three)(const plan *plan,
                                                  const NAMED(operands) *operands,
                                                  const target *target,
                                                  const lines_of_input *found, int8_t *output,
                                                  const int lines, const int stride) {
  const swiftlet_depthwise_window *window = plan->window;
  NAMED(limits) limits = NAMED(limits_of)(&operands->results);
  limits.are_clamped = 0;
  VECTOR padding = NAMED(biased)(NAMED(load)(plan->padding));
  lines_of_input input = *found;
  VECTOR columns[5][4];
  const int seen = 3 - stride;  /* of the columns of the pixel before */
  int32_t column = -window->left, pixels = window->output_width;
#pragma clang loop unroll(full)
  for (int i = 0; i < seen; i++, column++) {
    NAMED(load_column)(&input, column, window, padding, columns[i]);
  }
  for (; pixels >= 2; pixels -= 2, output += 2 * target->pixel_step) {
#pragma clang loop unroll(full)
    for (int i = seen; i < seen + 2 * stride; i++, column++) {
      NAMED(load_column)(&input, column, window, padding, columns[i]);
    }
    NAMED(compute_three)(operands, &limits, target, columns, output, 2, lines, stride);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4 * seen; i++) columns[i / 4][i % 4] = columns[2 * stride + i / 4][i % 4];
  }
  if (pixels == 0) return;
#pragma clang loop unroll(full)
  for (int i = seen; i < seen + stride; i++, column++) {
    NAMED(load_column)(&input, column, window, padding, columns[i]);
  }
  NAMED(compute_three)(operands, &limits, target, columns, output, 1, lines, stride);
}

static __attribute__((noinline)) void NAMED(compute_lines)(const plan *plan,
                                                           const NAMED(operands) *operands,
                                                           const target *target,
                                                           const lines_of_input *found,
                                                           int8_t *output, int32_t lines) {
  if (plan->window->stride_width == 2) {
    NAMED(compute_line_of_three)(plan, operands, target, found, output, 1, 2);
  } else if (lines == 2) {
    NAMED(compute_line_of_three)(plan, operands, target, found, output, 2, 1);
  } else {
    NAMED(compute_line_of_three)(plan, operands, target, found, output, 1, 1);
  }
}

/* Computes the channels of a chunk in all lines; returns 0 if it cannot. */
static __attribute__((noinline)) int NAMED(compute_chunk_of_three)(const plan *plan,
                                                                   int32_t channel) {
  const swiftlet_depthwise_window *window = plan->window;
  const swiftlet_depthwise_int8 *job = plan->job;
  if (window->width != 3 || plan->groups != 1 || window->stride_width > 2) return 0;
  if (window->stride_width == 2 && plan->lines == 2) return 0;
  VECTOR weights[6][line_limit][4];
  NAMED(operands) operands;
  NAMED(prepare_chunk)(plan, channel, NAMED(chunk), weights, &operands);
  if (operands.results.are_clamped) return 0;
  ptrdiff_t line_step = window->output_width * job->output_stride;
  target target = {line_step, job->output_stride, NAMED(chunk)};
  for (int32_t line = 0; line < window->line_count; line += plan->lines) {
    int32_t lines = smaller(plan->lines, window->line_count - line);
    lines_of_input found = lines_of_group(plan, window->first_line + line, lines, 0, channel);
    int8_t *output = job->output + line * line_step + channel;
    NAMED(compute_lines)(plan, &operands, &target, &found, output, lines);
  }
  return 1;
}
