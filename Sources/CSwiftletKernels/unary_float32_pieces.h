/* The functions of one number in pieces. */

#include "elementwise.h"
#include "functions_pieces.h"

#define SWIFTLET_UNARY(name, set)                                              \
  void swiftlet_##name##_##set(const swiftlet_unary_float32 *job) {            \
    const float *x = job->input;                                               \
    float *y = job->output;                                                    \
    for (ptrdiff_t left = job->count; left > 0; left -= 16) {        \
      store_f32(y, name(load_f32(x, left)), left);                     \
      x += 16, y += 16;                                    \
    }                                                                          \
  }

#define SWIFTLET_UNARIES(set)          \
  SWIFTLET_UNARY(exponential, set)     \
  SWIFTLET_UNARY(logistic, set)        \
  SWIFTLET_UNARY(sigmoid_linear, set)  \
  SWIFTLET_UNARY(hyperbolic_tangent, set) \
  SWIFTLET_UNARY(error_function, set)  \
  SWIFTLET_UNARY(gaussian, set)        \
  SWIFTLET_UNARY(gaussian_by_tangent, set) \
  SWIFTLET_UNARY(hard_swish, set)
