/* `swiftlet_binary_float32` in pieces of 16 elements. */

#include "elementwise.h"
#include "pairs.h"

SWIFTLET_INLINE swiftlet_f32x16 binary_float32_piece(int32_t function, swiftlet_f32x16 left,
                                                     swiftlet_f32x16 right, float minimum,
                                                     float maximum) {
  swiftlet_f32x16 y = left, distance = left - right;
  switch (function) {
    case swiftlet_binary_add: y = left + right; break;
    case swiftlet_binary_subtract: y = distance; break;
    case swiftlet_binary_multiply: y = left * right; break;
    case swiftlet_binary_divide: y = left / right; break;
    case swiftlet_binary_greater: y = right > left ? right : left; break;
    case swiftlet_binary_less: y = right < left ? right : left; break;
    default: y = distance * distance; break;
  }
  return swiftlet_clamp_f32x16(y, minimum, maximum);
}

SWIFTLET_INLINE void binary_float32_run(const swiftlet_binary_float32 *job, int32_t function) {
  float minimum = job->minimum, maximum = job->maximum;
  swiftlet_f32x16 left_splat, right_splat;
  for (pairs_row row = first_row(&job->pairs); row.count > 0; next_row(&job->pairs, &row)) {
    const float *left = job->left + row.left, *right = job->right + row.right;
    ptrdiff_t left_step = 16, right_step = 16, left_limit = 0, right_limit = 0;
    /* What repeats is read again and again from sixteen copies. */
    if (!job->pairs.left_step) {
      left_splat = (swiftlet_f32x16)(*left);
      left = (const float *)&left_splat, left_step = 0, left_limit = 16;
    }
    if (!job->pairs.right_step) {
      right_splat = (swiftlet_f32x16)(*right);
      right = (const float *)&right_splat, right_step = 0, right_limit = 16;
    }
    float *y = job->output + row.first;
    ptrdiff_t count = row.count;
    for (; count >= 16; count -= 16, left += left_step, right += right_step, y += 16) {
      store_f32(y, binary_float32_piece(function, swiftlet_load_f32x16(left),
                                        swiftlet_load_f32x16(right), minimum, maximum), 16);
    }
    if (count > 0) {
      swiftlet_f32x16 l = load_f32(left, count > left_limit ? count : left_limit);
      swiftlet_f32x16 r = load_f32(right, count > right_limit ? count : right_limit);
      store_f32(y, binary_float32_piece(function, l, r, minimum, maximum), count);
    }
  }
}

SWIFTLET_INLINE void binary_float32(const swiftlet_binary_float32 *job) {
  switch (job->function) {
    case swiftlet_binary_add: binary_float32_run(job, swiftlet_binary_add); break;
    case swiftlet_binary_subtract: binary_float32_run(job, swiftlet_binary_subtract); break;
    case swiftlet_binary_multiply: binary_float32_run(job, swiftlet_binary_multiply); break;
    case swiftlet_binary_divide: binary_float32_run(job, swiftlet_binary_divide); break;
    case swiftlet_binary_greater: binary_float32_run(job, swiftlet_binary_greater); break;
    case swiftlet_binary_less: binary_float32_run(job, swiftlet_binary_less); break;
    default: binary_float32_run(job, swiftlet_binary_squared_difference); break;
  }
}
