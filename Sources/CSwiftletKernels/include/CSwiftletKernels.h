#ifndef CSWIFTLET_KERNELS_H
#define CSWIFTLET_KERNELS_H

#include "depthwise.h"
#include "dot.h"
#include "elementwise.h"
#include "instruction_sets.h"
#include "packing.h"
#include "pool.h"
#include "swiftlet_square_root.h"
#include "transpose.h"
#include "wide_integer.h"
#include "winograd.h"

#endif
