#include "scalar.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#define lanes 4
#define NAMED(transform) swiftlet_winograd_##transform##_float32_neon
#include "winograd_float32_pieces.h"

#endif
