#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#define lanes 4
typedef int8x16_t group;
typedef int32x4_t sums;
typedef uint32x4_t uints;

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return vreinterpretq_s8_s32(vdupq_n_s32(bytes));
}

SWIFTLET_INLINE sums start(const char *block) { return vld1q_s32((const int32_t *)block); }

SWIFTLET_INLINE sums accumulate(sums sum, group x, const int8_t *w) {
  return vdotq_s32(sum, vld1q_s8(w), x);
}

SWIFTLET_INLINE uints finish(sums sum) { return vreinterpretq_u32_s32(sum); }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_dotprod(const swiftlet_dot_int8 *job) {
  size_t size = block_size_of(job);
  int32_t rest = (job->channel_count + 15) / 16, block = 0, row;
  if (job->row_count == 1) {
    for (; rest >= 4; rest -= 4, block += 4) compute_rows(job, size, 0, block, 1, 4);
  }
  for (; rest >= 1; rest -= 1, block += 1) {
    row = compute_rows(job, size, 0, block, 6, 1);
    row = compute_rows(job, size, row, block, 2, 1);
    compute_rows(job, size, row, block, 1, 1);
  }
}

#pragma clang attribute pop
#endif
