#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#define lanes 4
typedef float floats __attribute__((ext_vector_type(lanes)));

#define narrow_lanes lanes
typedef floats narrow_floats;

#include "dot_float32_tiles.h"

void swiftlet_dot_float32_neon(const swiftlet_dot_float32 *job) {
  part at = first_blocks(job);
  int32_t lane_count = swiftlet_lane_count(job->channel_count), row;
  if (job->row_count == 1) {
    for (; lane_count >= 32; lane_count -= 32, advance(&at, 2)) compute_rows(job, &at, 0, 1, 2);
  }
  for (; lane_count >= 16; lane_count -= 16, advance(&at, 1)) {
    row = compute_rows(job, &at, 0, 6, 1);
    row = compute_rows(job, &at, row, 2, 1);
    compute_rows(job, &at, row, 1, 1);
  }
  compute_last_block(job, &at, lane_count);
}

#endif
