#pragma once
#include <cstdint>
#include <flatbuffers/flatbuffers.h>
