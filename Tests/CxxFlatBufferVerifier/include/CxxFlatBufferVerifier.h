#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Returns whether the verifier of the C++ library accepts the bytes as the sample of
/// `FlatBufferSample.swift`.
bool swiftlet_verify_sample(const uint8_t *_Nonnull bytes, size_t byteCount);

/// Returns whether the verifier of the C++ library accepts the bytes as a model of `Model.fbs`.
bool swiftlet_verify_model(const uint8_t *_Nonnull bytes, size_t byteCount);

#ifdef __cplusplus
}
#endif
