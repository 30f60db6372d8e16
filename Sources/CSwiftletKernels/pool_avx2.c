#include "scalar.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define NAMED(kernel) swiftlet_pool_##kernel##_avx2
#include "pool_tiles.h"

#pragma clang attribute pop
#endif
