#include "packing.h"

#include "scalar.h"
#include "transpose.h"

#if defined(__x86_64__) || defined(__aarch64__)

typedef uint8_t bytes __attribute__((ext_vector_type(16)));
typedef int32_t words __attribute__((ext_vector_type(4)));

/* Packs the last steps, fewer than four, or all of columns that do not fill a block. */
static void pack_steps(const swiftlet_packing_int8 *job, ptrdiff_t first, ptrdiff_t width,
                       int8_t *w) {
  for (ptrdiff_t group = first / 4; 4 * group < job->depth; group++) {
    for (ptrdiff_t c = 0; c < width; c++) {
      for (ptrdiff_t j = 0; j < 4; j++) {
        ptrdiff_t k = 4 * group + j;
        w[(group * width + c) * 4 + j] =
            k < job->depth && c < job->column_count
                ? job->source[k * job->step_stride + c * job->column_stride]
                : 0;
      }
    }
  }
}

/* Sixteen columns that lie side by side: four rows become sixteen words. */
static void pack_rows(const swiftlet_packing_int8 *job, ptrdiff_t groups, int8_t *w) {
  const int8_t *source = job->source;
  ptrdiff_t stride = job->step_stride;
  for (ptrdiff_t group = 0; group < groups; group++, source += 4 * stride, w += 64) {
    bytes a, b, c, d;
    __builtin_memcpy(&a, source, sizeof a);
    __builtin_memcpy(&b, source + stride, sizeof b);
    __builtin_memcpy(&c, source + 2 * stride, sizeof c);
    __builtin_memcpy(&d, source + 3 * stride, sizeof d);
#define LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define LOW_PAIRS 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23
#define HIGH_PAIRS 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31
    bytes ab_low = __builtin_shufflevector(a, b, LOW), ab_high = __builtin_shufflevector(a, b, HIGH);
    bytes cd_low = __builtin_shufflevector(c, d, LOW), cd_high = __builtin_shufflevector(c, d, HIGH);
    a = __builtin_shufflevector(ab_low, cd_low, LOW_PAIRS);
    b = __builtin_shufflevector(ab_low, cd_low, HIGH_PAIRS);
    c = __builtin_shufflevector(ab_high, cd_high, LOW_PAIRS);
    d = __builtin_shufflevector(ab_high, cd_high, HIGH_PAIRS);
    __builtin_memcpy(w, &a, sizeof a);
    __builtin_memcpy(w + 16, &b, sizeof b);
    __builtin_memcpy(w + 32, &c, sizeof c);
    __builtin_memcpy(w + 48, &d, sizeof d);
  }
}

/* The sums of the columns, from their words. */
static void write_biases(const swiftlet_packing_int8 *job, ptrdiff_t width, const int8_t *w) {
  ptrdiff_t groups = (job->depth + 3) / 4;
  for (ptrdiff_t first = 0; first < width; first += 4) {
    words sum = (words)(0);
    const int8_t *from = w + 4 * first;
    for (ptrdiff_t group = 0; group < groups; group++, from += 4 * width) {
      words four;
      __builtin_memcpy(&four, from, sizeof four);
      sum += (four << 24 >> 24) + (four << 16 >> 24) + (four << 8 >> 24) + (four >> 24);
    }
    sum = job->constant - sum * job->factor;
    __builtin_memcpy((int32_t *)job->block + first, &sum, sizeof sum);
  }
}

void swiftlet_pack_int8(const swiftlet_packing_int8 *job) {
  ptrdiff_t width = swiftlet_lane_count(job->column_count), groups = job->depth / 4, packed = 0;
  int8_t *w = (int8_t *)job->block + 4 * width;
  if (job->column_count == width && job->step_stride == 1) {
    swiftlet_transpose columns = {
        job->source, w, job->column_stride, 4 * width, width, groups,
    };
    swiftlet_transpose_words(&columns);
    packed = 4 * groups;
  } else if (job->column_count == 16 && job->column_stride == 1) {
    pack_rows(job, groups, w);
    packed = 4 * groups;
  }
  pack_steps(job, packed, width, w);
  write_biases(job, width, w);
}

#endif
