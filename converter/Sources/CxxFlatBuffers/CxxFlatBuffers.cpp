#include "CxxFlatBuffers.h"

#include <flatbuffers/flatbuffers.h>

namespace swiftlet {

using Builder = flatbuffers::FlatBufferBuilder;
using Offset = flatbuffers::Offset<void>;

FlatBufferWriter::FlatBufferWriter() : builder(std::make_shared<Builder>()) {}

uint32_t FlatBufferWriter::string(const char *bytes, size_t byteCount) const {
  return builder->CreateSharedString(bytes, byteCount).o;
}

uint32_t FlatBufferWriter::int32Vector(const int32_t *values, size_t count) const {
  return builder->CreateVector(values, count).o;
}

uint32_t FlatBufferWriter::float32Vector(const float *values, size_t count) const {
  return builder->CreateVector(values, count).o;
}

uint32_t FlatBufferWriter::offsetVector(const uint32_t *positions, size_t count) const {
  builder->StartVector(count, sizeof(flatbuffers::uoffset_t));
  for (size_t index = count; index > 0; --index) builder->PushElement(Offset(positions[index - 1]));
  return builder->EndVector(count);
}

uint32_t FlatBufferWriter::startTable() const { return builder->StartTable(); }

void FlatBufferWriter::addUInt8(uint16_t field, uint8_t value, uint8_t unwritten) const {
  builder->AddElement<uint8_t>(flatbuffers::FieldIndexToOffset(field), value, unwritten);
}

void FlatBufferWriter::addInt32(uint16_t field, int32_t value, int32_t unwritten) const {
  builder->AddElement<int32_t>(flatbuffers::FieldIndexToOffset(field), value, unwritten);
}

void FlatBufferWriter::addUInt32(uint16_t field, uint32_t value, uint32_t unwritten) const {
  builder->AddElement<uint32_t>(flatbuffers::FieldIndexToOffset(field), value, unwritten);
}

void FlatBufferWriter::addUInt64(uint16_t field, uint64_t value, uint64_t unwritten) const {
  builder->AddElement<uint64_t>(flatbuffers::FieldIndexToOffset(field), value, unwritten);
}

void FlatBufferWriter::addFloat32(uint16_t field, float value, float unwritten) const {
  builder->AddElement<float>(flatbuffers::FieldIndexToOffset(field), value, unwritten);
}

void FlatBufferWriter::addOffset(uint16_t field, uint32_t position) const {
  builder->AddOffset(flatbuffers::FieldIndexToOffset(field), Offset(position));
}

uint32_t FlatBufferWriter::endTable(uint32_t start) const { return builder->EndTable(start); }

void FlatBufferWriter::finish(uint32_t root, const char *identifier) const {
  builder->Finish(Offset(root), identifier);
}

const uint8_t *FlatBufferWriter::bytes() const { return builder->GetBufferPointer(); }

size_t FlatBufferWriter::byteCount() const { return builder->GetSize(); }

}  // namespace swiftlet
