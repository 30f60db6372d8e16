#include "CxxFlatBufferVerifier.h"

#include <flatbuffers/flatbuffers.h>

namespace {

using flatbuffers::Offset;
using flatbuffers::String;
using flatbuffers::Table;
using flatbuffers::Vector;
using flatbuffers::Verifier;

constexpr flatbuffers::voffset_t slot(int field) { return 4 + 2 * field; }

// The checks of a table of one `ushort`.
struct Child : private Table {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && VerifyNumber<uint16_t>(verifier, 0) &&
           verifier.EndTable();
  }

 private:
  template <typename T>
  bool VerifyNumber(Verifier &verifier, int field) const {
    return VerifyField<T>(verifier, slot(field), sizeof(T));
  }
};

// The checks of the sample's schema.
struct Sample : private Table {
  bool Verify(Verifier &verifier) const {
    return VerifyTableStart(verifier) && VerifyNumber<int8_t>(verifier, 0) &&
           VerifyNumber<int64_t>(verifier, 1) && VerifyNumber<float>(verifier, 2) &&
           VerifyNumber<uint8_t>(verifier, 3) && VerifyOffset(verifier, slot(4)) &&
           verifier.VerifyVector(GetPointer<const Vector<int32_t> *>(slot(4))) &&
           VerifyOffset(verifier, slot(5)) &&
           verifier.VerifyString(GetPointer<const String *>(slot(5))) &&
           VerifyOffset(verifier, slot(6)) && VerifyChildren(verifier) &&
           VerifyOffset(verifier, slot(7)) && VerifyNames(verifier) &&
           VerifyNumber<uint8_t>(verifier, 8) && VerifyOffset(verifier, slot(9)) &&
           VerifyChoice(verifier) && verifier.EndTable();
  }

 private:
  template <typename T>
  bool VerifyNumber(Verifier &verifier, int field) const {
    return VerifyField<T>(verifier, slot(field), sizeof(T));
  }

  bool VerifyChildren(Verifier &verifier) const {
    auto children = GetPointer<const Vector<Offset<Child>> *>(slot(6));
    return verifier.VerifyVector(children) && verifier.VerifyVectorOfTables(children);
  }

  bool VerifyNames(Verifier &verifier) const {
    auto names = GetPointer<const Vector<Offset<String>> *>(slot(7));
    return verifier.VerifyVector(names) && verifier.VerifyVectorOfStrings(names);
  }

  bool VerifyChoice(Verifier &verifier) const {
    if (GetField<uint8_t>(slot(8), 0) == 0) return true;
    return verifier.VerifyTable(GetPointer<const Child *>(slot(9)));
  }
};

}  // namespace

bool swiftlet_verify_sample(const uint8_t *bytes, size_t byteCount) {
  Verifier verifier(bytes, byteCount);
  return verifier.VerifyBuffer<Sample>("TEST");
}
