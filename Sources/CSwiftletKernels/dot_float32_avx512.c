#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), \
    apply_to = function)

#include "dot_float32_avx512.h"

/* Computes four whole blocks. */
SWIFTLET_INLINE void compute_four_blocks(const swiftlet_dot_float32 *job, const part *at) {
  int32_t row = 0;
  /* Where one row would be left over, there are four, which read the weights half as often. */
  if (job->row_count % 6 == 1 && job->row_count > 6) {
    compute_tile(job, at, 0, 3, 4);
    row = 3;
  }
  row = compute_rows(job, at, row, 6, 4);
  if (job->row_count - row == 4) row = compute_rows(job, at, row, 2, 4);
  row = compute_rows(job, at, row, 3, 4);
  row = compute_rows(job, at, row, 2, 4);
  compute_rows(job, at, row, 1, 4);
}

void swiftlet_dot_float32_avx512(const swiftlet_dot_float32 *job) {
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 128; lane_count -= 128, advance(&at, 8)) compute_tile(job, &at, 0, 1, 8);
  }
  for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) compute_four_blocks(job, &at);
  for (; lane_count >= 32; lane_count -= 32, advance(&at, 2)) {
    row = compute_rows(job, &at, 0, 8, 2);
    row = compute_rows(job, &at, row, 4, 2);
    row = compute_rows(job, &at, row, 2, 2);
    compute_rows(job, &at, row, 1, 2);
  }
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 8, 1);
    row = compute_rows(job, &at, row, 4, 1);
    compute_rows(job, &at, row, 1, 1);
  }
  compute_last_block(job, &at, lane_count);
}

#pragma clang attribute pop
#endif
