#ifndef SWIFTLET_WIDE_INTEGER_H
#define SWIFTLET_WIDE_INTEGER_H

#include <stdint.h>

/// The same number in 64 bits: in Swift, on a 32-bit target, this makes the heap a dependency.
static inline int64_t swiftlet_wide_integer(int32_t x) { return x; }

/// The integer of two halves.
static inline int64_t swiftlet_joined_halves(uint32_t high, uint32_t low) {
  return (int64_t)((uint64_t)high << 32 | low);
}

/// The nearest float, ties to even: Swift's conversion needs the heap on a 32-bit target.
static inline float swiftlet_nearest_float(uint32_t x) { return (float)x; }

#endif
