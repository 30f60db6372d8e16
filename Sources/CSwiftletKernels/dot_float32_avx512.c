#include "scalar.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), \
    apply_to = function)

#define lanes 16
typedef float floats __attribute__((ext_vector_type(lanes)));

SWIFTLET_INLINE floats load_some(const float *from, int32_t count) {
  return (floats)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}

#include "dot_float32_tiles.h"

void swiftlet_dot_float32_avx512(const swiftlet_dot_float32 *job) {
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 128; lane_count -= 128, advance(&at, 8)) compute_rows(job, &at, 0, 1, 8, 1);
  }
  for (; lane_count >= 64; lane_count -= 64, advance(&at, 4)) {
    row = compute_rows(job, &at, 0, 6, 4, 1);
    row = compute_rows(job, &at, row, 2, 4, 1);
    compute_rows(job, &at, row, 1, 4, 1);
  }
  for (; lane_count >= 32; lane_count -= 32, advance(&at, 2)) {
    row = compute_rows(job, &at, 0, 8, 2, 1);
    row = compute_rows(job, &at, row, 4, 2, 1);
    compute_rows(job, &at, row, 1, 2, 1);
  }
  for (; lane_count > 0; lane_count -= 16, advance(&at, 1)) {
    narrow(&at, job, lane_count < 16 ? lane_count : 16);
    row = compute_rows(job, &at, 0, 8, 1, 0);
    row = compute_rows(job, &at, row, 4, 1, 0);
    compute_rows(job, &at, row, 1, 1, 0);
  }
}

#pragma clang attribute pop
#endif
