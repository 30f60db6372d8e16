#include "scalar.h"

#if defined(__x86_64__) || (defined(__aarch64__) && defined(__ARM_NEON))
#include "vectors.h"

/* Neighbouring rows, and some blocks of channels. */
typedef struct {
  const swiftlet_dot_int8 *job;
  void (*kernel)(const swiftlet_dot_int8 *);
  const int8_t *const *rows;  /* where each row starts, in ascending order */
  ptrdiff_t first_row;        /* of the output */
  ptrdiff_t row_count;
  const int32_t *runs;        /* from the start of a row to each run of its elements */
  int32_t run_count;
  int32_t group_count;        /* of four elements in each run */
  int32_t length;             /* the elements that count in each run */
  const char *block;          /* the first */
  const void *blocks;         /* the same, or a copy whose runs consist of whole groups */
  int32_t channel;            /* the first */
} span;

SWIFTLET_INLINE int8_t *copy_elements(int8_t *to, const int8_t *from, ptrdiff_t count) {
  ptrdiff_t k = 0;
  for (; k + 16 <= count; k += 16) swiftlet_store_i8x16(to + k, swiftlet_load_i8x16(from + k));
  if (k < count) {
    swiftlet_store_i8x16(to + k, swiftlet_load_some_i8(from + k, (int32_t)(count - k)));
  }
  return to + count;
}

SWIFTLET_INLINE int8_t *fill_elements(int8_t *to, int8_t value, ptrdiff_t count) {
  for (ptrdiff_t k = 0; k < count; k += 16) swiftlet_store_i8x16(to + k, (swiftlet_i8x16)(value));
  return to + count;
}

/* The kernel makes up for what its products have too much. */
SWIFTLET_INLINE void prepare_bias(span *at, int32_t *bias, int32_t lane_count) {
  (void)at, (void)bias, (void)lane_count;
}

SWIFTLET_INLINE void sum_rows(span *at, int32_t length, uint32_t *excess) {
  (void)at, (void)length, (void)excess;
}

/* Copies the weights of a block so that each run starts with a new group. What an element behind a
   run meets is the weight that stands for zero, whatever the element is. */
static uint32_t *repack_weights(const span *at, const uint32_t *w, size_t width, uint32_t *to) {
  uint32_t zeros = 0x01010101u * (uint8_t)at->job->weight_zero_point;
  int32_t all = (at->run_count * at->length + 3) / 4;
  for (int32_t run = 0; run < at->run_count; run++) {
    for (int32_t k = 0; k < at->length; k += 4, to += width) {
      int32_t group = (run * at->length + k) / 4, shift = (run * at->length + k) % 4 * 8;
      int32_t count = at->length - k;
      uint32_t mask = count < 4 ? (1u << 8 * count) - 1 : ~0u;
      const uint32_t *low = w + (size_t)group * width, *high = group + 1 < all ? low + width : low;
      for (size_t lane = 0; lane < width; lane++) {
        uint64_t both = low[lane] | (uint64_t)high[lane] << 32;
        to[lane] = ((uint32_t)(both >> shift) & mask) | (zeros & ~mask);
      }
    }
  }
  return to;
}

static void repack(span *at, int32_t length, int32_t lane_count, int8_t *to, ptrdiff_t size) {
  (void)size;
  at->length = length;
  at->blocks = at->block;
  if (length % 4 == 0 || at->run_count == 1) return;
  at->blocks = to;
  const char *block = at->block;
  uint32_t *words = (uint32_t *)(void *)to;
  for (; lane_count > 0; lane_count -= 16) {
    size_t width = lane_count < 16 ? (size_t)lane_count : 16;
    size_t header = width * swiftlet_header_size(at->job->has_multipliers);
    __builtin_memcpy(words, block, header);
    words = repack_weights(at, (const uint32_t *)(const void *)(block + header), width,
                           words + header / 4);
    block += width * swiftlet_dot_lane_size(at->job);
  }
}

/* Computes all rows of a span and so many of its channels. */
static void compute_rows(const span *at, int32_t lane_count) {
  enum { limit = 2048 };
  int32_t offsets[limit];
  swiftlet_dot_int8 job = *at->job;
  int32_t rest = job.channel_count - at->channel;
  job.window = NULL;
  job.offsets = offsets;
  job.tap_count = at->run_count;
  job.tap_depth = at->run_count == 1 ? at->length : 4 * at->group_count;
  job.blocks = at->blocks;
  job.channel_count = rest < lane_count ? rest : lane_count;
  ptrdiff_t most = limit / at->run_count;
  for (ptrdiff_t row = 0; row < at->row_count; row += job.row_count) {
    ptrdiff_t count = at->row_count - row < most ? at->row_count - row : most;
    job.row_count = (int32_t)count;
    job.input = at->rows[row];
    job.offset_stride = count;
    for (int32_t run = 0; run < at->run_count; run++) {
      for (ptrdiff_t i = 0; i < count; i++) {
        offsets[run * count + i] = at->runs[run] + (int32_t)(at->rows[row + i] - at->rows[row]);
      }
    }
    ptrdiff_t place = at->first_row + row;
    job.output = at->job->output + place * job.output_stride + at->channel;
    if (job.residual) {
      job.residual = at->job->residual + place * job.residual_stride + at->channel;
    }
    swiftlet_real_results real;
    if (job.real) {
      real = *at->job->real;
      real.row_scales += place * real.row_scale_stride;
      real.output += place * job.output_stride + at->channel;
      if (real.residual) real.residual += place * job.residual_stride + at->channel;
      job.real = &real;
    }
    at->kernel(&job);
  }
}

#include "dot_windows_int8.h"

void swiftlet_dot_windows_int8(const swiftlet_dot_int8 *job,
                               void (*kernel)(const swiftlet_dot_int8 *)) {
  span products = {.kernel = kernel};
  compute_windows(job, products);
}
#endif
