#ifndef SWIFTLET_WIDE_INTEGER_H
#define SWIFTLET_WIDE_INTEGER_H

#include <stdint.h>

/// The same number in 64 bits: in Swift, on a 32-bit target, this makes the heap a dependency.
static inline int64_t swiftlet_wide_integer(int32_t x) { return x; }

#endif
