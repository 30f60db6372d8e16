/*
 * The loops of a float32 depthwise over a window of an image, for variants that include
 * `depthwise_float32_tiles.h` before it and define window_pixels, the pixels of a tile.
 *
 * A tile is some neighbouring pixels of 16 channels. Line by line of the window, each column that
 * they see is loaded once and added to the pixels that see it, in the order of the taps.
 */

/* The lines of the input under the taps of an output line; those of the border are padding. */
typedef struct {
  const float *at[swiftlet_depthwise_window_limit];  /* column 0 */
  ptrdiff_t step[swiftlet_depthwise_window_limit];
  const float *padding;
  int32_t width;
} lines_of_input;

static lines_of_input lines_under(const swiftlet_depthwise_float32 *job,
                                  const swiftlet_depthwise_window *window, int32_t line) {
  lines_of_input lines;
  lines.padding = job->padding;
  lines.width = window->input_width;
  for (int32_t tap = 0; tap < window->height; tap++) {
    int32_t input_line = line * window->stride_height - window->top + tap;
    lines.at[tap] = lines.padding, lines.step[tap] = 0;
    if (input_line < 0 || input_line >= window->input_height) continue;
    lines.step[tap] = window->input_stride;
    lines.at[tap] =
        job->input + (ptrdiff_t)input_line * window->input_width * window->input_stride;
  }
  return lines;
}

SWIFTLET_INLINE swiftlet_f32x16 load_column(const lines_of_input *lines, int32_t tap,
                                            int32_t channel, int32_t column, const int is_inside) {
  const float *at = lines->at[tap] + column * lines->step[tap];
  if (!is_inside && (column < 0 || column >= lines->width)) at = lines->padding;
  return swiftlet_load_f32x16(at + channel);
}

/* Adds the products of one line of taps; the width of the window is known or not. */
SWIFTLET_INLINE void add_line(const lines_of_input *lines, int32_t tap, int32_t channel,
                              int32_t column, const float *w, swiftlet_f32x16 *sums,
                              int32_t width, int32_t stride, const int known_width,
                              const int pixels, const int is_inside) {
  if (known_width) {
    swiftlet_f32x16 weights[5];
#pragma clang loop unroll(full)
    for (int k = 0; k < known_width; k++) weights[k] = swiftlet_load_f32x16(w + 16 * k);
#pragma clang loop unroll(full)
    for (int i = 0; i < (pixels - 1) * stride + known_width; i++) {
      swiftlet_f32x16 x = load_column(lines, tap, channel, column + i, is_inside);
#pragma clang loop unroll(full)
      for (int pixel = 0; pixel < pixels; pixel++) {
        int k = i - pixel * stride;
        if (k < 0 || k >= known_width) continue;
        sums[pixel] = __builtin_elementwise_fma(x, weights[k], sums[pixel]);
      }
    }
    return;
  }
  for (int32_t k = 0; k < width; k++, w += 16) {
    swiftlet_f32x16 weights = swiftlet_load_f32x16(w);
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < pixels; pixel++) {
      swiftlet_f32x16 x =
          load_column(lines, tap, channel, column + pixel * stride + k, is_inside);
      sums[pixel] = __builtin_elementwise_fma(x, weights, sums[pixel]);
    }
  }
}

SWIFTLET_INLINE void compute_window_tile(const swiftlet_depthwise_float32 *job,
                                         const swiftlet_depthwise_window *window,
                                         const lines_of_input *lines, const char *block,
                                         int32_t channel, int32_t column, float *output,
                                         int32_t stride, const int known_width, const int pixels,
                                         const int is_inside) {
  const float *w = (const float *)block;
  swiftlet_f32x16 bias = swiftlet_load_f32x16(w);
  swiftlet_f32x16 sums[window_pixels];
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) {
    sums[pixel] = bias;
  }
  w += 16;
#pragma clang loop unroll(disable)
  for (int32_t tap = 0; tap < window->height; tap++, w += 16 * window->width) {
    add_line(lines, tap, channel, column, w, sums, window->width, stride, known_width,
             pixels, is_inside);
  }
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) {
    swiftlet_store_some_f32(output + pixel * job->output_stride,
                            swiftlet_clamp_f32x16(sums[pixel], job->minimum, job->maximum), 16);
  }
}

/* Computes the tiles of an output line; the last overlaps the one before. */
SWIFTLET_INLINE void compute_window_tiles(const swiftlet_depthwise_float32 *job,
                                          const swiftlet_depthwise_window *window,
                                          const lines_of_input *lines, float *output,
                                          int32_t stride, const int known_width,
                                          const int pixels) {
  size_t size = 16 * (1 + (size_t)job->tap_count) * sizeof(float);
  for (int32_t next = 0; next < window->output_width; next += pixels) {
    int32_t last = window->output_width - pixels, pixel = next < last ? next : last;
    int32_t column = pixel * stride - window->left;
    int32_t end = column + (pixels - 1) * stride + window->width;
    int is_inside = column >= 0 && end <= window->input_width;
    float *to = output + pixel * job->output_stride;
    const char *block = (const char *)job->blocks;
    for (int32_t channel = 0; channel < job->channel_count; channel += 16, block += size) {
      if (is_inside) {
        compute_window_tile(job, window, lines, block, channel, column, to + channel, stride,
                            known_width, pixels, 1);
      } else {
        compute_window_tile(job, window, lines, block, channel, column, to + channel, stride,
                            known_width, pixels, 0);
      }
    }
  }
}

SWIFTLET_INLINE void compute_window_lines(const swiftlet_depthwise_float32 *job,
                                          const swiftlet_depthwise_window *window,
                                          int32_t stride, const int known_width,
                                          const int pixels) {
  for (int32_t line = 0; line < window->line_count; line++) {
    lines_of_input lines = lines_under(job, window, window->first_line + line);
    float *output = job->output + (ptrdiff_t)line * window->output_width * job->output_stride;
    compute_window_tiles(job, window, &lines, output, stride, known_width, pixels);
  }
}

SWIFTLET_INLINE void compute_window_of(const swiftlet_depthwise_float32 *job,
                                       const swiftlet_depthwise_window *window, int32_t stride,
                                       const int known_width) {
  if (window->output_width >= window_pixels) {
    compute_window_lines(job, window, stride, known_width, window_pixels);
  } else if (window->output_width >= 3) {
    compute_window_lines(job, window, stride, known_width, 3);
  } else {
    compute_window_lines(job, window, stride, 0, 1);
  }
}

SWIFTLET_INLINE void compute_window(const swiftlet_depthwise_float32 *job,
                                    const swiftlet_depthwise_window *window) {
  int32_t stride = window->stride_width;
  if (window->width == 3 && stride == 1) {
    compute_window_of(job, window, 1, 3);
  } else if (window->width == 3 && stride == 2) {
    compute_window_of(job, window, 2, 3);
  } else if (window->width == 5 && stride == 1) {
    compute_window_of(job, window, 1, 5);
  } else if (window->width == 5 && stride == 2) {
    compute_window_of(job, window, 2, 5);
  } else {
    compute_window_of(job, window, stride, 0);
  }
}
