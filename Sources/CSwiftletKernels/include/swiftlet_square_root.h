#ifndef SWIFTLET_SQUARE_ROOT_H
#define SWIFTLET_SQUARE_ROOT_H

/// The square root as an instruction: unlike `sqrtf`, it sets no `errno` and so calls nothing.
static inline float swiftlet_square_root(float x) { return __builtin_elementwise_sqrt(x); }

#endif
