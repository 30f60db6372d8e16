#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)

#define NAMED(kernel) swiftlet_pool_##kernel##_neon
#include "pool_tiles.h"

#endif
