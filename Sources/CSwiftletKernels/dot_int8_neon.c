#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#define lanes 4
typedef int8x16_t group;
typedef int8x16_t weights;
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

SWIFTLET_INLINE sums start(const char *bias) {
  int32x4_t low = vld1q_s32((const int32_t *)bias), zero = vdupq_n_s32(0);
  sums sum = {vzip1q_s32(low, zero), vzip2q_s32(low, zero)};
  return sum;
}

SWIFTLET_INLINE weights load(const int8_t *w) { return vld1q_s8(w); }

/* Each pair is added at 32 bits: two products of −128 by −128 do not fit in 16. */
SWIFTLET_INLINE sums accumulate(sums sum, group x, weights w) {
  sum.low = vpadalq_s16(sum.low, vmull_s8(vget_low_s8(x), vget_low_s8(w)));
  sum.high = vpadalq_s16(sum.high, vmull_high_s8(x, w));
  return sum;
}

SWIFTLET_INLINE uints finish(sums sum) {
  return vreinterpretq_u32_s32(vpaddq_s32(sum.low, sum.high));
}

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_neon(const swiftlet_dot_int8 *job) {
  if (job->window) return swiftlet_dot_windows_int8(job, swiftlet_dot_int8_neon);
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 2, 1, 1);
    compute_rows(job, &at, row, 1, 1, 1);
  }
  for (narrow(&at, job, lane_count); lane_count > 0; advance_vector(&at, &lane_count)) {
    row = compute_rows(job, &at, 0, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#endif
