/*
 * An int8 depthwise over a window of an image: what does not depend on the width of vectors.
 *
 * The bytes of four input lines in one column stand side by side, channel by channel, so that one
 * product meets four taps. Such a column serves every pixel that sees it, and two output lines if
 * its groups of four lines have room for both: with w0, w1, w2 the weights of a column,
 *
 *   input lines       y     y + 1   y + 2   y + 3
 *   output line y     w0    w1      w2      0
 *   output line y+1   0     w0      w1      w2
 *
 * Columns are interleaved into a buffer first, with those of the border, and summed up then.
 *
 * A vector holds a chunk of channels, and the columns of the buffer lie one after the other. Where
 * a pixel has fewer channels than a chunk, a chunk holds neighbouring pixels instead, and a line
 * is a stream of bytes, in which the next column is as many bytes further as there are channels.
 */

#include "vectors.h"

enum {
  tap_limit = swiftlet_depthwise_window_limit * swiftlet_depthwise_window_limit,
  line_limit = 2,      /* output lines that are computed together */
  product_limit = 32,  /* columns times groups of four lines times two parts of a weight */
  column_limit = 64,   /* columns of four lines in the buffer */
  chunk_limit = 64
};

/* What is the same for all channels. */
typedef struct {
  const swiftlet_depthwise_int8 *job;
  const swiftlet_depthwise_window *window;
  int32_t lines;   /* at most, that are computed together */
  int32_t groups;  /* of four lines, in a column */
  int8_t padding[chunk_limit];
} plan;

/* Four lines of the input from one byte on; one that does not exist is padding everywhere. */
typedef struct {
  const int8_t *at[4];
  ptrdiff_t exists[4];  /* -1, or 0 */
} lines_of_input;

/* How a product becomes a result. */
typedef struct {
  int32_t are_clamped;  /* products before they are rounded, because they may leave int32 */
  int32_t zero_point, minimum, maximum;
} results;

/* Where results go. */
typedef struct {
  ptrdiff_t line_step, pixel_step;
  int32_t count;  /* of the channels of a chunk */
} target;

/* The parameters of a chunk of channels, in the order of `operands`. */
typedef struct {
  int32_t bias[chunk_limit];
  float multiplier[chunk_limit];
  int8_t weights[tap_limit][chunk_limit];
} parameters;

static plan plan_of(const swiftlet_depthwise_int8 *job, const swiftlet_depthwise_window *window) {
  plan plan = {.job = job, .window = window};
  plan.groups = (window->height + 3) / 4;
  int32_t both = window->height + window->stride_height;
  plan.lines = window->line_count > 1 && both <= 4 * plan.groups ? 2 : 1;
  __builtin_memset(plan.padding, job->padding ? *job->padding : 0, sizeof plan.padding);
  return plan;
}

/* The products of a pixel, but for the second parts of weights. */
static int32_t products_of(const plan *plan) { return plan->groups * plan->window->width; }

/* The lines of a group under some output lines, from a channel of column 0 on. */
static lines_of_input lines_of_group(const plan *plan, int32_t line, int32_t lines, int32_t group,
                                     int32_t channel) {
  const swiftlet_depthwise_window *window = plan->window;
  lines_of_input found;
  for (int32_t i = 0; i < 4; i++) {
    int32_t tap = 4 * group + i;
    int32_t input_line = line * window->stride_height - window->top + tap;
    found.at[i] = plan->padding, found.exists[i] = 0;
    if (tap >= window->height + (lines - 1) * window->stride_height) continue;
    if (input_line < 0 || input_line >= window->input_height) continue;
    found.at[i] = plan->job->input + channel +
                  (ptrdiff_t)input_line * window->input_width * window->input_stride;
    found.exists[i] = -1;
  }
  return found;
}

/* A sum is less than 2^31, so that a multiplier within ±0.5 keeps it there. */
static results results_of(const swiftlet_depthwise_int8 *job, const void *multipliers,
                          int32_t count) {
  results results = {0, job->output_zero_point, job->minimum, job->maximum};
  for (int32_t i = 0; i < count; i++) {
    float multiplier;
    __builtin_memcpy(&multiplier, (const char *)multipliers + 4 * i, 4);
    results.are_clamped |= !(multiplier <= 0.5f && multiplier >= -0.5f);
  }
  return results;
}

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
