/*
 * The kernel over a window of pixels with fewer channels than a chunk. A file includes this after
 * `depthwise_window_int8_lanes.h`.
 *
 * A chunk of an output line holds the channels of some pixels; the pattern repeats after as many
 * chunks as it takes for a pixel to start one. Interleaving takes the four channels 4i ... 4i + 3
 * of a line to vector i % 4, lane i / 4. One column further is channel_count / 4 such places
 * further: mostly another vector, and some lanes later. With two columns from a pixel to the next,
 * even and odd columns make a stream each.
 */

enum { pattern_limit = 10 };

/* Copies the parameters of a chunk's channels, the first of which is given. */
static __attribute__((noinline)) void NAMED(copy_parameters)(const swiftlet_depthwise_int8 *job,
                                                             int32_t channel, parameters *to) {
  size_t lane_size = swiftlet_depthwise_lane_size(job);
  size_t header = swiftlet_header_size(job->has_multipliers);
  for (int32_t i = 0; i < NAMED(chunk); i += 4, channel = (channel + 4) % job->channel_count) {
    int32_t first = channel & ~15, lane = channel - first;
    int32_t width = smaller(job->channel_count - first, 16);
    int32_t place = 4 * (i / 4 % 4 * LANE_COUNT + i / 16);
    const char *block = (const char *)job->blocks + (size_t)first * lane_size;
    __builtin_memcpy(to->bias + place, block + 4 * lane, 16);
    for (int32_t j = 0; j < 4; j++) to->multiplier[place + j] = job->multiplier;
    if (job->has_multipliers) {
      __builtin_memcpy(to->multiplier + place, block + 4 * (width + lane), 16);
    }
    const char *w = block + (size_t)width * header + lane;
    for (int32_t tap = 0; tap < job->tap_count; tap++, w += width) {
      __builtin_memcpy(to->weights[tap] + i, w, 4);
    }
  }
}

static __attribute__((noinline)) void NAMED(prepare_pattern)(const plan *plan, int32_t pattern,
                                                             VECTOR (*weights)[line_limit][4],
                                                             NAMED(operands) *to) {
  const swiftlet_depthwise_int8 *job = plan->job;
  parameters copies;
  NAMED(copy_parameters)(job, pattern * NAMED(chunk) % job->channel_count, &copies);
  for (int32_t q = 0; q < 4; q++) {
    to->start[q] = NAMED(load)(copies.bias + 4 * LANE_COUNT * q);
    VECTOR multiplier = NAMED(load)(copies.multiplier + 4 * LANE_COUNT * q);
    __builtin_memcpy(&to->multiplier[q], &multiplier, sizeof multiplier);
  }
  VECTOR taps[tap_limit];
  for (int32_t tap = 0; tap < job->tap_count; tap++) {
    taps[tap] = NAMED(load)(copies.weights[tap]);
  }
  NAMED(prepare)(plan, taps, weights, to);
}

/* A chunk of a line from a byte on, with padding outside of the line. */
SWIFTLET_INLINE VECTOR NAMED(load_padded)(const int8_t *line, ptrdiff_t exists, ptrdiff_t byte,
                                          ptrdiff_t size, VECTOR padding) {
  if (byte >= 0 && byte + NAMED(chunk) <= size) return NAMED(load)(line + (byte & exists));
  if (!exists || byte >= size || byte <= -NAMED(chunk)) return padding;
  ptrdiff_t skipped = byte < 0 ? -byte : 0;
  ptrdiff_t end = byte + NAMED(chunk) <= size ? NAMED(chunk) : size - byte;
  return NAMED(load_between)(line + byte, (int32_t)skipped, (int32_t)end, padding);
}

/* Interleaves a chunk of four lines, of each phase; known to lie inside of the lines or not. */
SWIFTLET_INLINE void NAMED(interleave_chunk)(const lines_of_input *lines, ptrdiff_t byte,
                                             ptrdiff_t size, VECTOR padding, int32_t channels,
                                             ptrdiff_t phase_step, int8_t *to, const int phases,
                                             const int is_inside) {
  VECTOR bytes[2][4], channels_of_lines[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
#pragma clang loop unroll(full)
    for (int phase = 0; phase < phases; phase++) {
      ptrdiff_t place = byte + phase * NAMED(chunk);
      bytes[phase][i] =
          is_inside ? NAMED(load)(lines->at[i] + (place & lines->exists[i]))
                    : NAMED(load_padded)(lines->at[i], lines->exists[i], place, size, padding);
      bytes[phase][i] = NAMED(biased)(bytes[phase][i]);
    }
    if (phases == 1) continue;
    VECTOR a = bytes[0][i], b = bytes[1][i];
    bytes[0][i] = NAMED(phase_of)(a, b, channels, 0);
    bytes[1][i] = NAMED(phase_of)(a, b, channels, 1);
  }
#pragma clang loop unroll(full)
  for (int phase = 0; phase < phases; phase++, to += phase_step) {
    NAMED(interleave)(bytes[phase], channels_of_lines);
    NAMED(store_four)(to, column_limit * (ptrdiff_t)sizeof(VECTOR), channels_of_lines);
  }
}

SWIFTLET_INLINE void NAMED(interleave_chunks)(const lines_of_input *found, ptrdiff_t byte,
                                              ptrdiff_t size, VECTOR padding, int32_t channels,
                                              int32_t chunks, ptrdiff_t phase_step, int8_t *to,
                                              const int phases) {
  lines_of_input lines = *found;
  const ptrdiff_t step = phases * NAMED(chunk);
  for (int32_t chunk = 0; chunk < chunks; chunk++, byte += step, to += NAMED(chunk)) {
    if (byte >= 0 && byte + step <= size) {
      NAMED(interleave_chunk)(&lines, byte, size, padding, channels, phase_step, to, phases, 1);
    } else {
      NAMED(interleave_chunk)(&lines, byte, size, padding, channels, phase_step, to, phases, 0);
    }
  }
}

/* Interleaves chunks of the lines under some output lines, from a byte of the border on. */
static __attribute__((noinline)) void NAMED(interleave_stream)(const plan *plan, int32_t line,
                                                               int32_t lines, ptrdiff_t first,
                                                               int32_t chunks, int32_t region,
                                                               int8_t *to) {
  const swiftlet_depthwise_window *window = plan->window;
  int32_t channels = plan->job->channel_count;
  ptrdiff_t size = (ptrdiff_t)window->input_width * channels;
  ptrdiff_t byte = first * window->stride_width - (ptrdiff_t)window->left * channels;
  ptrdiff_t phase_step = (ptrdiff_t)region * NAMED(chunk);
  VECTOR padding = NAMED(load)(plan->padding);
  for (int32_t group = 0; group < plan->groups; group++) {
    lines_of_input found = lines_of_group(plan, line, lines, group, 0);
    int8_t *target = to + group * window->stride_width * phase_step;
    if (window->stride_width == 1) {
      NAMED(interleave_chunks)(&found, byte, size, padding, channels, chunks, 0, target, 1);
    } else {
      NAMED(interleave_chunks)(&found, byte, size, padding, channels, chunks, phase_step, target,
                               2);
    }
  }
}

static int32_t NAMED(patterns_of)(int32_t channels) {
  int32_t patterns = 1;
  while (patterns * NAMED(chunk) % channels != 0) patterns++;
  return patterns;
}

/* Whether the lines of a job are streams that this kernel knows. */
static int NAMED(is_stream)(const plan *plan, int32_t patterns) {
  const swiftlet_depthwise_window *window = plan->window;
  int32_t channels = plan->job->channel_count;
  if (channels % 4 != 0 || channels >= NAMED(chunk) / 2) return 0;
  if (plan->window->input_stride != channels || plan->job->output_stride != channels) return 0;
  int32_t parts = plan->job->weight_zero_point ? 2 : 1;
  if (patterns > pattern_limit || patterns * products_of(plan) * parts > product_limit) return 0;
  if (window->stride_width == 1) return 1;
  return window->stride_width == 2 && (channels == 8 || channels == 16);
}

static void NAMED(find_stream)(const plan *plan, int32_t region, int32_t products,
                               NAMED(view) *view) {
  const swiftlet_depthwise_window *window = plan->window;
  for (int32_t product = 0; product < products; product++) {
    int32_t place = product % products_of(plan);
    int32_t column = place / plan->groups, group = place % plan->groups;
    int32_t phase = column % window->stride_width;
    int32_t shift = column / window->stride_width * (plan->job->channel_count / 4);
    ptrdiff_t start = (ptrdiff_t)(group * window->stride_width + phase) * region * NAMED(chunk);
    for (int32_t q = 0; q < 4; q++) {
      view->offsets[product][q] = start + (q + shift) / 4 * 16 +
                                  (q + shift) % 4 * column_limit * (ptrdiff_t)sizeof(VECTOR);
    }
  }
}

/* Computes all channels in all lines; returns 0 if it cannot. */
static __attribute__((noinline)) int NAMED(compute_stream)(const plan *plan) {
  const swiftlet_depthwise_window *window = plan->window;
  const swiftlet_depthwise_int8 *job = plan->job;
  int32_t channels = job->channel_count, patterns = NAMED(patterns_of)(channels);
  if (!NAMED(is_stream)(plan, patterns)) return 0;
  int32_t region = column_limit / (plan->groups * window->stride_width);
  int32_t further = (window->width - 1) / window->stride_width * channels;
  int32_t beyond = (further + NAMED(chunk) - 1) / NAMED(chunk);
  int32_t most = (region - beyond) / patterns * patterns;
  if (most <= 0) return 0;
  VECTOR weights[product_limit][line_limit][4], buffer[4][column_limit];
  NAMED(operands) operands[pattern_limit];
  int32_t next = 0;
  for (int32_t pattern = 0; pattern < patterns; pattern++) {
    NAMED(prepare_pattern)(plan, pattern, weights + next, &operands[pattern]);
    next += operands[pattern].products;
  }
  NAMED(view) view = {NULL, patterns * NAMED(chunk), {{0}}};
  NAMED(find_stream)(plan, region, 2 * products_of(plan), &view);
  ptrdiff_t line_step = (ptrdiff_t)window->output_width * channels;
  target target = {line_step, patterns * NAMED(chunk), NAMED(chunk)};
  for (int32_t line = 0; line < window->line_count; line += plan->lines) {
    int32_t lines = smaller(plan->lines, window->line_count - line);
    for (ptrdiff_t first = 0; first < line_step; first += most * NAMED(chunk)) {
      ptrdiff_t rest = line_step - first;
      int32_t bytes = rest < most * NAMED(chunk) ? (int32_t)rest : most * NAMED(chunk);
      int32_t whole = bytes / NAMED(chunk), tail = bytes % NAMED(chunk);
      NAMED(interleave_stream)(plan, window->first_line + line, lines, first,
                               whole + (tail > 0) + beyond, region, (int8_t *)buffer);
      int8_t *output = job->output + line * line_step + first;
      for (int32_t pattern = 0; pattern < patterns; pattern++) {
        view.columns = (const int8_t *)buffer + pattern * NAMED(chunk);
        NAMED(compute_pixels)(&operands[pattern], &view, &target,
                              output + pattern * NAMED(chunk),
                              (whole - pattern + patterns - 1) / patterns, lines);
      }
      if (tail == 0) continue;
      view.columns = (const int8_t *)buffer + whole * NAMED(chunk);
      target.count = tail;
      NAMED(compute_pixels)(&operands[whole % patterns], &view, &target,
                            output + whole * NAMED(chunk), 1, lines);
      target.count = NAMED(chunk);
    }
  }
  return 1;
}
