#include "scalar.h"

#if defined(__x86_64__) || defined(__aarch64__)

/*
 * Rows of a float dot that are places of a window. Of shallow images, lines are copied together
 * with their border, a band at a time, so that the columns under a window are one tap. Of deep
 * ones, kernels find the taps where they are.
 */

/* The most floats of a band, and the most offsets; the least depth of a deep image. */
enum { band_limit = 8192, offset_limit = 4096, least_depth = 32 };

/* Lines of an image, border included, under some lines of the output. */
typedef struct {
  int32_t columns;    /* of a line */
  int32_t height;     /* the lines under a window */
  int32_t tap_width;  /* the columns of a tap */
  int32_t tap_count;
  int32_t output_lines;  /* whose windows a band holds */
} band_shape;

static band_shape shape_of_bands(const swiftlet_dot_float32 *job, const swiftlet_window *window) {
  band_shape shape = {0};
  int64_t columns = (int64_t)(window->output_width - 1) * window->stride_width +
                    (int64_t)(window->kernel_width - 1) * window->dilation_width + 1;
  int64_t height = (int64_t)(window->kernel_height - 1) * window->dilation_height + 1;
  int64_t spare = band_limit / (columns * job->tap_depth) - height;
  if (spare < 0) return shape;
  shape.columns = (int32_t)columns;
  shape.height = (int32_t)height;
  shape.tap_width = window->dilation_width == 1 ? window->kernel_width : 1;
  shape.tap_count = window->kernel_height * (window->kernel_width / shape.tap_width);
  int64_t fitting = spare / window->stride_height + 1;
  int64_t listed = offset_limit / ((int64_t)shape.tap_count * window->output_width);
  shape.output_lines = (int32_t)(fitting < listed ? fitting : listed);
  return shape;
}

/* Lists where the taps of the places of some output lines lie in their band. */
static void list_band(const swiftlet_dot_float32 *job, const swiftlet_window *window,
                      const band_shape *shape, int32_t *offsets) {
  const int32_t pitch = shape->columns * job->tap_depth;
  const int32_t step = window->stride_width * job->tap_depth;
  const int32_t count = shape->output_lines * window->output_width;
  const int32_t taps_of_line = shape->tap_count / window->kernel_height;
  int32_t place = 0;
  for (int32_t line = 0; line < shape->output_lines; line++) {
    int32_t offset = line * window->stride_height * pitch;
    for (int32_t end = place + window->output_width; place < end; offset += step) {
      offsets[place++] = offset;
    }
  }
  for (int32_t tap = 1; tap < shape->tap_count; tap++) {
    int32_t distance = tap / taps_of_line * window->dilation_height * pitch +
                       tap % taps_of_line * window->dilation_width * job->tap_depth;
    for (place = 0; place < count; place++) {
      offsets[tap * count + place] = offsets[place] + distance;
    }
  }
}

/* Copies what an image has of some lines into a band whose side borders are zero. */
static void copy_lines(const swiftlet_dot_float32 *job, const swiftlet_window *window,
                       const band_shape *shape, int32_t image, int32_t first_line, int32_t count,
                       float *band) {
  const ptrdiff_t depth = job->tap_depth, stride = window->pixel_stride;
  int32_t columns = shape->columns - window->before_width;
  if (columns > window->input_width) columns = window->input_width;
  for (int32_t line = first_line; line < first_line + count; line++) {
    float *to = band;
    band += shape->columns * depth;
    if (line < 0 || line >= window->input_height || columns <= 0) {
      __builtin_memset(to, 0, (size_t)(shape->columns * depth) * sizeof(float));
      continue;
    }
    const float *from = job->input + ((ptrdiff_t)image * window->input_height + line) *
                                         window->input_width * stride;
    to += window->before_width * depth;
    if (stride == depth) {
      __builtin_memcpy(to, from, (size_t)(columns * depth) * sizeof(float));
      continue;
    }
    for (int32_t column = 0; column < columns; column++, from += stride, to += depth) {
      __builtin_memcpy(to, from, (size_t)depth * sizeof(float));
    }
  }
}

typedef void dot_function(const swiftlet_dot_float32 *job);

/* Runs some rows of a job, and makes it the job of those behind them. */
static void run_rows(swiftlet_dot_float32 *job, int32_t row_count, dot_function *kernel) {
  job->row_count = row_count;
  kernel(job);
  job->output += row_count * job->output_stride;
  if (job->residual) job->residual += row_count * job->residual_stride;
}

static void compute_by_bands(const swiftlet_dot_float32 *job, const swiftlet_window *window,
                             band_shape shape, dot_function *kernel) {
  float band[band_limit];
  int32_t offsets[offset_limit];
  const int32_t width = window->output_width;
  int32_t place = window->first_place;
  const int32_t end = place + job->row_count;
  const int32_t used_lines = (end - 1) / width - place / width + 1;
  if (shape.output_lines > used_lines) shape.output_lines = used_lines;
  list_band(job, window, &shape, offsets);
  const int32_t most_lines = (shape.output_lines - 1) * window->stride_height + shape.height;
  __builtin_memset(band, 0,
                   (size_t)(most_lines * shape.columns * job->tap_depth) * sizeof(float));
  swiftlet_dot_float32 part = *job;
  part.input = band;
  part.offset_stride = (ptrdiff_t)shape.output_lines * width;
  part.tap_count = shape.tap_count;
  part.tap_depth = shape.tap_width * job->tap_depth;
  while (place < end) {
    const int32_t image = place / width / window->output_height;
    const int32_t line = place / width % window->output_height, column = place % width;
    int32_t lines = window->output_height - line;
    if (lines > shape.output_lines) lines = shape.output_lines;
    int32_t rows = lines * width - column;
    if (rows > end - place) rows = end - place;
    lines = (column + rows - 1) / width + 1;
    copy_lines(job, window, &shape, image, line * window->stride_height - window->before_height,
               (lines - 1) * window->stride_height + shape.height, band);
    part.offsets = offsets + column;
    run_rows(&part, rows, kernel);
    place += rows;
  }
}

/* Lists where in the input a tap of some places of an output line lies, or -1 in the border. */
static void list_line(const swiftlet_window *window, int32_t image, int32_t line, int32_t column,
                      int32_t count, int32_t tap_column, int32_t *offsets) {
  const int32_t step = window->stride_width;
  int32_t source = column * step - window->before_width + tap_column * window->dilation_width;
  int32_t place = 0;
  if (line >= 0 && line < window->input_height) {
    for (; place < count && source < 0; source += step) offsets[place++] = -1;
    const int32_t depth = (int32_t)window->pixel_stride;
    int32_t offset =
        ((image * window->input_height + line) * window->input_width + source) * depth;
    int32_t inside = source < window->input_width ? (window->input_width - 1 - source) / step + 1
                                                  : 0;
    const int32_t end = inside < count - place ? place + inside : count;
    for (; place < end; offset += step * depth) offsets[place++] = offset;
  }
  while (place < count) offsets[place++] = -1;
}

static void compute_by_offsets(const swiftlet_dot_float32 *job, const swiftlet_window *window,
                               dot_function *kernel) {
  int32_t offsets[offset_limit];
  const int32_t width = window->output_width;
  const int32_t tap_count = window->kernel_height * window->kernel_width;
  const int32_t most_rows = offset_limit / tap_count;
  swiftlet_dot_float32 part = *job;
  part.offsets = offsets;
  part.offset_stride = most_rows;
  int32_t place = window->first_place;
  const int32_t end = place + job->row_count;
  while (place < end) {
    /* Parts are alike, and so are the rows that tiles leave over. */
    const int32_t part_count = (end - place - 1) / most_rows + 1;
    const int32_t rows = (end - place - 1) / part_count + 1;
    for (int32_t tap = 0; tap < tap_count; tap++) {
      const int32_t tap_line = tap / window->kernel_width, tap_column = tap % window->kernel_width;
      for (int32_t row = 0, count; row < rows; row += count) {
        const int32_t column = (place + row) % width, output_line = (place + row) / width;
        count = width - column < rows - row ? width - column : rows - row;
        const int32_t line = output_line % window->output_height * window->stride_height -
                             window->before_height + tap_line * window->dilation_height;
        list_line(window, output_line / window->output_height, line, column, count, tap_column,
                  offsets + tap * most_rows + row);
      }
    }
    run_rows(&part, rows, kernel);
    place += rows;
  }
}

void swiftlet_dot_windows_float32(const swiftlet_dot_float32 *job, const swiftlet_window *window,
                                  dot_function *kernel) {
  if (job->tap_depth < least_depth && window->kernel_width > 1) {
    const band_shape shape = shape_of_bands(job, window);
    if (shape.output_lines > 0) return compute_by_bands(job, window, shape, kernel);
  }
  compute_by_offsets(job, window, kernel);
}

#endif
