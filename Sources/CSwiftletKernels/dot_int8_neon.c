#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#define lanes 4
typedef int8x16_t group;
/* Two sums for each channel: of the bytes 0 and 1, and of the bytes 2 and 3. */
typedef struct {
  int32x4_t low, high;
} sums;
typedef uint32x4_t uints;

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return vreinterpretq_s8_s32(vdupq_n_s32(bytes));
}

SWIFTLET_INLINE sums start(const char *block) {
  int32x4_t bias = vld1q_s32((const int32_t *)block), zero = vdupq_n_s32(0);
  sums sum = {vzip1q_s32(bias, zero), vzip2q_s32(bias, zero)};
  return sum;
}

/* Each pair is added at 32 bits: two products of −128 by −128 do not fit in 16. */
SWIFTLET_INLINE sums accumulate(sums sum, group x, const int8_t *w) {
  int8x16_t weights = vld1q_s8(w);
  sum.low = vpadalq_s16(sum.low, vmull_s8(vget_low_s8(x), vget_low_s8(weights)));
  sum.high = vpadalq_s16(sum.high, vmull_high_s8(x, weights));
  return sum;
}

SWIFTLET_INLINE uints finish(sums sum) {
  return vreinterpretq_u32_s32(vpaddq_s32(sum.low, sum.high));
}

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_neon(const swiftlet_dot_int8 *job) {
  size_t size = block_size_of(job);
  int32_t rest = (job->channel_count + 15) / 16, block = 0, row;
  for (; rest >= 1; rest -= 1, block += 1) {
    row = compute_rows(job, size, 0, block, 2, 1);
    compute_rows(job, size, row, block, 1, 1);
  }
}

#endif
