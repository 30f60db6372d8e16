#include "CxxFlatBuffers.h"
