#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#define lanes 4
#include "dot_float32_tiles.h"

void swiftlet_dot_float32_neon(const swiftlet_dot_float32 *job) {
  size_t size = block_size_of(job);
  int32_t rest = (job->channel_count + 15) / 16, block = 0, row;
  if (job->row_count == 1) {
    for (; rest >= 2; rest -= 2, block += 2) compute_rows(job, size, 0, block, 1, 2);
  }
  for (; rest >= 1; rest -= 1, block += 1) {
    row = compute_rows(job, size, 0, block, 6, 1);
    row = compute_rows(job, size, row, block, 2, 1);
    compute_rows(job, size, row, block, 1, 1);
  }
}

#endif
