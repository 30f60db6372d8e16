#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace flatbuffers {
class FlatBufferBuilder;
}

namespace swiftlet {

/// A flatbuffer under construction, back to front, as libflatbuffers builds it.
///
/// A copy refers to the same buffer. Positions are those that libflatbuffers counts from the end;
/// they are never zero, which stands for a table, string or vector that is left out. Between
/// `startTable` and `endTable` nothing but fields may be added.
class FlatBufferWriter {
public:
  FlatBufferWriter();

  uint32_t string(const char *bytes, size_t byteCount) const;
  uint32_t int32Vector(const int32_t *values, size_t count) const;
  uint32_t float32Vector(const float *values, size_t count) const;
  uint32_t offsetVector(const uint32_t *positions, size_t count) const;

  uint32_t startTable() const;
  void addUInt8(uint16_t field, uint8_t value, uint8_t unwritten) const;
  void addInt32(uint16_t field, int32_t value, int32_t unwritten) const;
  void addUInt32(uint16_t field, uint32_t value, uint32_t unwritten) const;
  void addUInt64(uint16_t field, uint64_t value, uint64_t unwritten) const;
  void addFloat32(uint16_t field, float value, float unwritten) const;
  void addOffset(uint16_t field, uint32_t position) const;
  uint32_t endTable(uint32_t start) const;

  /// Ends the buffer with its root and an identifier of four bytes.
  void finish(uint32_t root, const char *identifier) const;

  /// The finished buffer, for as long as this writer lives.
  const uint8_t *bytes() const __attribute__((swift_attr("import_unsafe")));
  size_t byteCount() const;

private:
  std::shared_ptr<flatbuffers::FlatBufferBuilder> builder;
};

}  // namespace swiftlet
