#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#define lanes 4
typedef int8x16_t group;
typedef int8x16_t weights;
typedef int32x4_t sums;
typedef uint32x4_t uints;

SWIFTLET_INLINE group load_group(const int8_t *x) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return vreinterpretq_s8_s32(vdupq_n_s32(bytes));
}

SWIFTLET_INLINE sums start(const char *bias) { return vld1q_s32((const int32_t *)bias); }

SWIFTLET_INLINE weights load(const int8_t *w) { return vld1q_s8(w); }

SWIFTLET_INLINE sums accumulate(sums sum, group x, weights w) { return vdotq_s32(sum, w, x); }

SWIFTLET_INLINE uints finish(sums sum) { return vreinterpretq_u32_s32(sum); }

#include "dot_int8_tiles.h"

void swiftlet_dot_int8_dotprod(const swiftlet_dot_int8 *job) {
  if (job->window) return swiftlet_dot_windows_int8(job, swiftlet_dot_int8_dotprod);
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) compute_rows(job, &at, 0, 1, 4, 1);
  }
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 6, 1, 1);
    row = compute_rows(job, &at, row, 2, 1, 1);
    compute_rows(job, &at, row, 1, 1, 1);
  }
  for (narrow(&at, job, lane_count); lane_count > 0; advance_vector(&at, &lane_count)) {
    row = compute_rows(job, &at, 0, 8, 1, 0);
    row = compute_rows(job, &at, row, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#pragma clang attribute pop
#endif
