#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)

#define lanes 16
#include "dot_float32_tiles.h"

void swiftlet_dot_float32_avx512(const swiftlet_dot_float32 *job) {
  size_t size = block_size_of(job);
  int32_t rest = (job->channel_count + 15) / 16, block = 0, row;
  if (job->row_count == 1) {
    for (; rest >= 8; rest -= 8, block += 8) compute_rows(job, size, 0, block, 1, 8);
  }
  for (; rest >= 4; rest -= 4, block += 4) {
    row = compute_rows(job, size, 0, block, 6, 4);
    row = compute_rows(job, size, row, block, 2, 4);
    compute_rows(job, size, row, block, 1, 4);
  }
  for (; rest >= 2; rest -= 2, block += 2) {
    row = compute_rows(job, size, 0, block, 8, 2);
    row = compute_rows(job, size, row, block, 4, 2);
    compute_rows(job, size, row, block, 1, 2);
  }
  for (; rest >= 1; rest -= 1, block += 1) {
    row = compute_rows(job, size, 0, block, 8, 1);
    row = compute_rows(job, size, row, block, 4, 1);
    compute_rows(job, size, row, block, 1, 1);
  }
}

#pragma clang attribute pop
#endif
