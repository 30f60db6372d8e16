#ifndef CSWIFTLET_KERNELS_H
#define CSWIFTLET_KERNELS_H

#include "depthwise.h"
#include "dot.h"
#include "elementwise.h"
#include "instruction_sets.h"
#include "pack.h"
#include "swiftlet_square_root.h"
#include "wide_integer.h"

#endif
