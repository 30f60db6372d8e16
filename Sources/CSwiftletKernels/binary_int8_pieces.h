/* `swiftlet_binary_int8` in pieces of 16 elements. */

#include "elementwise.h"
#include "pairs.h"

typedef struct {
  swiftlet_i32x16 left_factor, right_factor, offset, shift;
  swiftlet_i32x16 left_zero_point, right_zero_point;
  swiftlet_f32x16 multiplier, right_multiplier, inverse_scale;
  int32_t zero_point;
  swiftlet_i32x16 zero_points;
  swiftlet_i8x16 least, greatest;
} binary_int8_constants;

SWIFTLET_INLINE binary_int8_constants binary_int8_prepared(const swiftlet_binary_int8 *job) {
  binary_int8_constants constants;
  constants.left_factor = (swiftlet_i32x16)(job->addition.left_multiplier);
  constants.right_factor = (swiftlet_i32x16)(job->addition.right_multiplier);
  constants.offset = (swiftlet_i32x16)(job->addition.offset);
  constants.shift = (swiftlet_i32x16)(job->addition.shift);
  constants.left_zero_point = (swiftlet_i32x16)(job->left_zero_point);
  constants.right_zero_point = (swiftlet_i32x16)(job->right_zero_point);
  constants.multiplier = (swiftlet_f32x16)(job->multiplier);
  constants.right_multiplier = (swiftlet_f32x16)(job->right_multiplier);
  constants.inverse_scale = (swiftlet_f32x16)(job->inverse_scale);
  constants.zero_point = job->zero_point;
  constants.zero_points = (swiftlet_i32x16)(job->addition.zero_point);
  constants.least = (swiftlet_i8x16)((int8_t)job->minimum);
  constants.greatest = (swiftlet_i8x16)((int8_t)job->maximum);
  return constants;
}

SWIFTLET_INLINE swiftlet_i8x16 between(const binary_int8_constants *constants, swiftlet_i8x16 y) {
  y = __builtin_elementwise_min(y, constants->greatest);
  return __builtin_elementwise_max(y, constants->least);
}

SWIFTLET_INLINE swiftlet_i32x16 binary_int8_real(const binary_int8_constants *constants,
                                                 int32_t function, swiftlet_i32x16 left,
                                                 swiftlet_i32x16 right) {
  swiftlet_f32x16 l = __builtin_convertvector(left, swiftlet_f32x16) * constants->multiplier;
  swiftlet_f32x16 r = __builtin_convertvector(right, swiftlet_f32x16) * constants->right_multiplier;
  swiftlet_f32x16 difference = l - r;
  swiftlet_f32x16 y =
      function == swiftlet_binary_real_quotient ? l / r : difference * difference;
  y = y * constants->inverse_scale;
  y = y == y ? y : (swiftlet_f32x16)(0);
  swiftlet_f32x16 low = (swiftlet_f32x16)(-0x1p22f), high = (swiftlet_f32x16)(0x1p22f);
  y = y > low ? y : low;
  y = y < high ? y : high;
  swiftlet_u32x16 bits = (swiftlet_u32x16)(y + (swiftlet_f32x16)(0x1.8p23f));
  return (swiftlet_i32x16)(bits + (swiftlet_u32x16)((uint32_t)constants->zero_point - 0x4B400000u));
}

SWIFTLET_INLINE swiftlet_i8x16 binary_int8_piece(const binary_int8_constants *constants,
                                                 int32_t function, swiftlet_i8x16 left,
                                                 swiftlet_i8x16 right) {
  if (function == swiftlet_binary_maximum || function == swiftlet_binary_minimum) {
    swiftlet_i8x16 y = function == swiftlet_binary_maximum
                           ? __builtin_elementwise_max(left, right)
                           : __builtin_elementwise_min(left, right);
    return between(constants, y);
  }
  swiftlet_i32x16 l = __builtin_convertvector(left, swiftlet_i32x16);
  swiftlet_i32x16 r = __builtin_convertvector(right, swiftlet_i32x16), y;
  if (function == swiftlet_binary_sum) {
    y = l * constants->left_factor + r * constants->right_factor + constants->offset;
    y = (y >> constants->shift) + constants->zero_points;
  } else if (function == swiftlet_binary_product) {
    swiftlet_i32x16 product = (l - constants->left_zero_point) * (r - constants->right_zero_point);
    y = swiftlet_rescale_16((swiftlet_u32x16)product, constants->multiplier,
                            constants->zero_point);
  } else {
    y = binary_int8_real(constants, function, l - constants->left_zero_point,
                         r - constants->right_zero_point);
  }
  return between(constants, held(y));
}

SWIFTLET_INLINE void binary_int8_run(const swiftlet_binary_int8 *job, int32_t function) {
  binary_int8_constants constants = binary_int8_prepared(job);
  int8_t *output = job->output;
  swiftlet_i8x16 left_splat, right_splat;
  for (pairs_row row = first_row(&job->pairs); row.count > 0; next_row(&job->pairs, &row)) {
    const int8_t *left = job->left + row.left, *right = job->right + row.right;
    ptrdiff_t left_step = 16, right_step = 16, left_limit = 0, right_limit = 0;
    /* What repeats is read again and again from sixteen copies. */
    if (!job->pairs.left_step) {
      left_splat = (swiftlet_i8x16)(*left);
      left = (const int8_t *)&left_splat, left_step = 0, left_limit = 16;
    }
    if (!job->pairs.right_step) {
      right_splat = (swiftlet_i8x16)(*right);
      right = (const int8_t *)&right_splat, right_step = 0, right_limit = 16;
    }
    int8_t *y = output + row.first;
    ptrdiff_t count = row.count;
    for (; count >= 16; count -= 16, left += left_step, right += right_step, y += 16) {
      swiftlet_store_i8x16(y, binary_int8_piece(&constants, function, swiftlet_load_i8x16(left),
                                                swiftlet_load_i8x16(right)));
    }
    if (count > 0) {
      store_i8(y, binary_int8_piece(&constants, function,
                                    load_i8(left, count > left_limit ? count : left_limit),
                                    load_i8(right, count > right_limit ? count : right_limit)),
               count);
    }
  }
}

SWIFTLET_INLINE void binary_int8(const swiftlet_binary_int8 *job) {
  switch (job->function) {
    case swiftlet_binary_sum: binary_int8_run(job, swiftlet_binary_sum); break;
    case swiftlet_binary_product: binary_int8_run(job, swiftlet_binary_product); break;
    case swiftlet_binary_maximum: binary_int8_run(job, swiftlet_binary_maximum); break;
    case swiftlet_binary_minimum: binary_int8_run(job, swiftlet_binary_minimum); break;
    case swiftlet_binary_real_quotient: binary_int8_run(job, swiftlet_binary_real_quotient); break;
    default: binary_int8_run(job, swiftlet_binary_real_squared_difference); break;
  }
}
