#include "CxxFlatBufferVerifier.h"

#include <flatbuffers/flatbuffers.h>

namespace {

using flatbuffers::Offset;
using flatbuffers::String;
using flatbuffers::Table;
using flatbuffers::Vector;
using flatbuffers::Verifier;

constexpr flatbuffers::voffset_t slot(int field) { return 4 + 2 * field; }

// The checks that the tables of `Model.fbs` have in common.
struct Checked : protected Table {
 protected:
  template <typename T>
  bool Number(Verifier &verifier, int field) const {
    return VerifyField<T>(verifier, slot(field), sizeof(T));
  }

  template <typename T>
  bool Numbers(Verifier &verifier, int field) const {
    return VerifyOffset(verifier, slot(field)) &&
           verifier.VerifyVector(GetPointer<const Vector<T> *>(slot(field)));
  }

  bool Text(Verifier &verifier, int field) const {
    return VerifyOffset(verifier, slot(field)) &&
           verifier.VerifyString(GetPointer<const String *>(slot(field)));
  }

  template <typename T>
  bool Tables(Verifier &verifier, int field) const {
    auto tables = GetPointer<const Vector<Offset<T>> *>(slot(field));
    return VerifyOffset(verifier, slot(field)) && verifier.VerifyVector(tables) &&
           verifier.VerifyVectorOfTables(tables);
  }
};

struct Tensor : private Checked {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && Number<uint8_t>(verifier, 0) &&
           Number<uint8_t>(verifier, 1) && Numbers<int32_t>(verifier, 2) &&
           Number<uint64_t>(verifier, 3) && Number<int32_t>(verifier, 4) &&
           Number<float>(verifier, 5) && Number<int32_t>(verifier, 6) &&
           Numbers<float>(verifier, 7) && Number<int32_t>(verifier, 8) && Text(verifier, 9) &&
           verifier.EndTable();
  }
};

// The attributes of any operator: numbers and lists.
struct Attributes : private Checked {
  bool Verify(Verifier &verifier, uint32_t lists) const {
    if (!VerifyTableStart(verifier)) return false;
    for (int field = 0; field < 24; field++) {
      bool isList = (lists >> field) & 1;
      if (isList ? !Numbers<int32_t>(verifier, field) : !Number<uint8_t>(verifier, field)) {
        return false;
      }
    }
    return verifier.EndTable();
  }
};

// The fields of an operator's attributes that are lists, one bit for each.
uint32_t lists(uint8_t code) {
  switch (code) {
    case 10: return 0b10;   // Reduce
    case 13: return 0b111;  // Slice
    case 14: return 0b110;  // Pad
    case 15: return 0b1;    // Reshape
    case 16: return 0b1;    // Transpose
    default: return 0;
  }
}

struct Operator : private Checked {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && Number<uint8_t>(verifier, 0) &&
           VerifyOffset(verifier, slot(1)) && VerifyAttributes(verifier) &&
           Numbers<int32_t>(verifier, 2) && Numbers<int32_t>(verifier, 3) &&
           Number<uint64_t>(verifier, 4) && Number<uint64_t>(verifier, 5) && Text(verifier, 6) &&
           verifier.EndTable();
  }

 private:
  bool VerifyAttributes(Verifier &verifier) const {
    auto attributes = GetPointer<const Attributes *>(slot(1));
    return attributes == nullptr ||
           attributes->Verify(verifier, lists(GetField<uint8_t>(slot(0), 0)));
  }
};

struct Binding : private Checked {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && Number<int32_t>(verifier, 0) && Text(verifier, 1) &&
           verifier.EndTable();
  }
};

struct Signature : private Checked {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && Text(verifier, 0) && Tables<Binding>(verifier, 1) &&
           Tables<Binding>(verifier, 2) && verifier.EndTable();
  }
};

struct ArenaPlan : private Checked {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && Number<uint64_t>(verifier, 0) &&
           Number<uint64_t>(verifier, 1) && verifier.EndTable();
  }
};

struct Metadata : private Checked {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && Text(verifier, 0) && Text(verifier, 1) &&
           verifier.EndTable();
  }
};

struct Model : private Checked {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && Number<uint32_t>(verifier, 0) && Text(verifier, 1) &&
           Tables<Signature>(verifier, 2) && Tables<Tensor>(verifier, 3) &&
           Tables<Operator>(verifier, 4) && VerifyOffset(verifier, slot(5)) &&
           verifier.VerifyTable(GetPointer<const ArenaPlan *>(slot(5))) &&
           Number<uint64_t>(verifier, 6) && Number<uint64_t>(verifier, 7) &&
           Tables<Metadata>(verifier, 8) && verifier.EndTable();
  }
};

}  // namespace

bool swiftlet_verify_model(const uint8_t *bytes, size_t byteCount) {
  Verifier verifier(bytes, byteCount);
  return verifier.VerifyBuffer<Model>("SWFT");
}
