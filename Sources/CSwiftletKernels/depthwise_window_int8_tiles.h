/*
 * An int8 depthwise over a window, for sets whose products are of 16 bits: what a variant's tile is
 * given. Lines of 16 channels are copied in 16 bits and with their border, so that all columns lie
 * at the same distances; a line is copied once for all that see it. A tile is some neighbouring
 * pixels, and takes each column that they see once a line.
 *
 * With eight channels and a stride of one, two neighbouring pixels are one of 16 channels, the next
 * being two columns of eight further.
 *
 * A variant includes this inside its target attribute and after `vectors.h`, then defines
 *
 *   prepared                               the parameters of a block
 *   prepare(job, window, block, known, to)
 *   compute_tile(parameters, tile, known)
 *
 * and includes `depthwise_window_int8_blocks.h`.
 */

enum {
  column_limit = 64,  /* of a copied line */
  line_limit = swiftlet_depthwise_window_limit,
  tap_limit = swiftlet_depthwise_window_limit * swiftlet_depthwise_window_limit
};

/* What is known when a tile is compiled; a side of zero is any height and width. */
typedef struct {
  int side, stride;
  int step;  /* from column to column: 16 or 8 */
  int pixels;  /* 1, 3 or 4; 1 where the side is any */
} shape;

/* The parameters of a block, with nothing in lanes that do not exist. */
typedef struct {
  swiftlet_u32x16 bias;
  swiftlet_f32x16 multiplier;
  swiftlet_i16x16 taps[tap_limit];  /* less the zero point */
} block_of_16;

/* Some pixels of an output line. */
typedef struct {
  const int16_t *lines[line_limit + 1];  /* the first column of a segment; the last line twice */
  ptrdiff_t offset;                      /* of the first column that they see */
  int32_t height, width;                 /* of the window */
  int32_t count;                         /* of channels that are stored */
  int8_t *output;
  ptrdiff_t output_stride;
} window_tile;
