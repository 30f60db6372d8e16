#ifndef CSWIFTLET_KERNELS_H
#define CSWIFTLET_KERNELS_H
#include <stddef.h>
#include <stdint.h>
#include "swiftlet_square_root.h"
#endif
