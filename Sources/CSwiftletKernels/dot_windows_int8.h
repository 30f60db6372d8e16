/*
 * The loops of an int8 dot over windows, which hand neighbouring rows to products of many rows. The
 * lines of the image that windows in its border reach are copied with the border, so that the taps
 * of all rows lie at the same distances from their first:
 *
 *   input              copied lines                 row r + 1 starts a step behind row r
 *     a b c d            p p p p p p                  run 0: p p p | run 1: p a b | run 2: p e f
 *     e f g h     →      p a b c d p
 *     i j k l            p e f g h p
 *
 * A run of elements that lie together is a line of taps, or a tap if others lie between them. A
 * file includes this once, inside its target attribute, having defined
 *
 *   span, a structure                 some rows and channels, as the functions below fill it
 *   copy_elements(to, from, count)    may overwrite up to 63 bytes behind the last
 *   fill_elements(to, value, count)   likewise
 *   prepare_bias(span, int32_t *, lane_count)
 *   repack(span, length, lane_count, int8_t *, size)
 *   sum_rows(span, length, uint32_t *)
 *   compute_rows(span, lane_count)
 */

enum {
  local_size = 32768,     /* of copied lines */
  repacked_size = 16896,  /* of weights: 1024 for each of 16 channels, and what is before them */
  row_limit = 192,
  lane_limit = 1024,
  run_limit = 256,
};

typedef struct {
  ptrdiff_t image, line, column;  /* the first, of the output */
  ptrdiff_t lines, columns;
} area;

/* What is the same for all areas of a job. */
typedef struct {
  const swiftlet_window *window;
  int copies;              /* whether lines are copied */
  ptrdiff_t pixel_stride;  /* of the lines in use, copied or not */
  ptrdiff_t width, height; /* what one window spans, border or not */
  int32_t columns;         /* the runs in a line of taps */
  int32_t length;          /* the elements of a run */
} geometry;

SWIFTLET_INLINE ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

static geometry geometry_of(const swiftlet_dot_int8 *job) {
  const swiftlet_window *window = job->window;
  int32_t depth = job->tap_depth;
  geometry at = {.window = window, .pixel_stride = window->pixel_stride};
  at.height = (ptrdiff_t)(window->kernel_height - 1) * window->dilation_height + 1;
  at.width = (ptrdiff_t)(window->kernel_width - 1) * window->dilation_width + 1;
  ptrdiff_t bottom = (ptrdiff_t)(window->output_height - 1) * window->stride_height + at.height;
  ptrdiff_t right = (ptrdiff_t)(window->output_width - 1) * window->stride_width + at.width;
  int is_dense = window->dilation_width == 1 && at.pixel_stride == depth;
  at.copies = window->before_height > 0 || window->before_width > 0 ||
              bottom > window->input_height || right > window->input_width ||
              depth * (is_dense ? window->kernel_width : 1) % 4 != 0;
  if (at.copies) at.pixel_stride = depth;
  is_dense = window->dilation_width == 1 && at.pixel_stride == depth;
  at.columns = is_dense ? 1 : window->kernel_width;
  at.length = is_dense ? window->kernel_width * depth : depth;
  return at;
}

/* The elements from one copied line to the next. */
SWIFTLET_INLINE ptrdiff_t line_stride_of(const geometry *at, ptrdiff_t columns) {
  return ((columns - 1) * at->window->stride_width + at->width) * at->pixel_stride;
}

/* The next rows to compute together: some whole lines, or a part of one. */
static area next_area(const geometry *at, ptrdiff_t place, ptrdiff_t end) {
  const swiftlet_window *window = at->window;
  ptrdiff_t width = window->output_width;
  area next = {.line = place / width, .column = place % width, .lines = 1};
  next.image = next.line / window->output_height;
  next.line %= window->output_height;
  next.columns = smaller(smaller(width - next.column, end - place), row_limit);
  if (at->copies) {
    ptrdiff_t room = local_size / (at->height * at->pixel_stride);
    next.columns = smaller(next.columns, (room - at->width) / window->stride_width + 1);
  }
  if (next.columns < width) return next;
  next.lines = smaller(smaller(row_limit, end - place) / width, window->output_height - next.line);
  if (at->copies) {
    ptrdiff_t room = local_size / line_stride_of(at, width);
    next.lines = smaller(next.lines, (room - at->height) / window->stride_height + 1);
  }
  return next;
}

/* Copies what the windows of an area reach, line by line. */
static __attribute__((noinline)) void copy_lines(const swiftlet_dot_int8 *job, const geometry *at,
                                                 const area *place, int8_t *to) {
  const swiftlet_window *window = at->window;
  ptrdiff_t depth = job->tap_depth;
  ptrdiff_t height = (place->lines - 1) * window->stride_height + at->height;
  ptrdiff_t width = (place->columns - 1) * window->stride_width + at->width;
  ptrdiff_t top = place->line * window->stride_height - window->before_height;
  ptrdiff_t left = place->column * window->stride_width - window->before_width;
  ptrdiff_t before = left < 0 ? smaller(-left, width) : 0;
  ptrdiff_t inside = smaller(width, window->input_width - left) - before;
  for (ptrdiff_t line = top; line < top + height; line++) {
    if (line < 0 || line >= window->input_height || inside <= 0) {
      to = fill_elements(to, window->padding, width * depth);
      continue;
    }
    ptrdiff_t pixel =
        (place->image * window->input_height + line) * window->input_width + left + before;
    const int8_t *from = job->input + pixel * window->pixel_stride;
    to = fill_elements(to, window->padding, before * depth);
    if (depth == window->pixel_stride) {
      to = copy_elements(to, from, inside * depth);
    } else {
      for (ptrdiff_t column = 0; column < inside; column++, from += window->pixel_stride) {
        to = copy_elements(to, from, depth);
      }
    }
    to = fill_elements(to, window->padding, (width - before - inside) * depth);
  }
}

/* Finds where the rows of an area start and their runs lie; the lines are copied if need be. */
static ptrdiff_t find_rows(const swiftlet_dot_int8 *job, const geometry *at, const area *place,
                           int8_t *local, const int8_t **rows, int32_t *runs) {
  const swiftlet_window *window = at->window;
  ptrdiff_t line_stride = window->input_width * at->pixel_stride;
  const int8_t *start = local;
  if (at->copies) {
    copy_lines(job, at, place, local);
    line_stride = line_stride_of(at, place->columns);
  } else {
    ptrdiff_t line = place->image * window->input_height + place->line * window->stride_height;
    start = job->input + line * line_stride +
            place->column * window->stride_width * at->pixel_stride;
  }
  for (int32_t line = 0; line < window->kernel_height; line++) {
    for (int32_t column = 0; column < at->columns; column++) {
      *runs++ = (int32_t)(line * window->dilation_height * line_stride +
                          column * window->dilation_width * at->pixel_stride);
    }
  }
  ptrdiff_t count = 0, step = window->stride_width * at->pixel_stride;
  for (ptrdiff_t line = 0; line < place->lines; line++) {
    const int8_t *row = start + line * window->stride_height * line_stride;
    for (ptrdiff_t column = 0; column < place->columns; column++, row += step) rows[count++] = row;
  }
  return count;
}

/* Computes the channels of some blocks for all rows. */
static void compute_lanes(const swiftlet_dot_int8 *job, const geometry *at, span *products,
                          int32_t lane_count) {
  int8_t local[local_size + 64];
  _Alignas(64) int8_t repacked[repacked_size];
  const int8_t *rows[row_limit];
  int32_t runs[run_limit], bias[lane_limit];
  uint32_t excess[row_limit];
  prepare_bias(products, bias, lane_count);
  repack(products, at->length, lane_count, repacked, repacked_size);
  products->rows = rows;
  products->runs = runs;
  ptrdiff_t first = at->window->first_place, end = first + job->row_count;
  for (ptrdiff_t place = first; place < end; place += products->row_count) {
    area next = next_area(at, place, end);
    products->row_count = find_rows(job, at, &next, local, rows, runs);
    products->first_row = place - first;
    if (job->weight_zero_point) sum_rows(products, at->length, excess);
    compute_rows(products, lane_count);
  }
}

/* Computes a job by its window. */
static __attribute__((noinline)) void compute_windows(const swiftlet_dot_int8 *job,
                                                      span products) {
  geometry at = geometry_of(job);
  products.job = job;
  products.run_count = at.window->kernel_height * at.columns;
  products.group_count = (at.length + 3) / 4;
  products.block = (const char *)job->blocks;
  int32_t rest = swiftlet_lane_count(job->channel_count), limit = lane_limit;
  if (at.length % 4 != 0 && products.run_count > 1) {
    int32_t block_size = 128 + products.run_count * products.group_count * 64;
    limit = (int32_t)smaller(limit, repacked_size / block_size * 16);
  }
  for (; rest > 0; rest -= limit) {
    compute_lanes(job, &at, &products, rest < limit ? rest : limit);
    products.channel += limit;
    products.block += (size_t)limit * swiftlet_dot_lane_size(job);
  }
}
