#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx2,fma"))), apply_to = function)

#define lanes 8
#define NAMED(transform) swiftlet_winograd_##transform##_float32_avx2
#include "winograd_float32_pieces.h"

#pragma clang attribute pop
#endif
