import SwiftletCases
import SwiftletFormat
import Testing

/// A valid buffer with a field of every kind, and the positions that a test needs to damage it.
struct FlatBufferSample {
  /// One way to break the sample.
  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: FlatBufferFault.Reason
    /// Whether the verifier of the C++ library has no such rule: it ignores the inline size of a
    /// table and the least size of a vtable, and follows the offsets in a vector as they are.
    var isUnknownToTheVerifier = false
    /// Breaks the sample and returns the position at which the fault has to be reported.
    let apply: @Sendable (inout FlatBufferSample) -> Int
  }

  var draft = FlatBufferDraft(identifier: "TEST")
  let root: Int
  let fields: [Int: Int]
  let numbers: Int
  let name: Int
  let children: Int

  init() {
    let link = FlatBufferDraft.link
    let root = draft.table([
      0: FlatBufferDraft.field(Int8(-5)),
      1: FlatBufferDraft.field(Int64(0x0102_0304_0506_0708)),
      2: FlatBufferDraft.field(Float(1.5).bitPattern),
      3: FlatBufferDraft.field(UInt8(1)),
      4: link, 5: link, 6: link, 7: link,
      8: FlatBufferDraft.field(UInt8(2)),
      9: link,
    ])
    draft.link(0, to: root.start)
    numbers = draft.vector([Int32(1), -2, 3].map(FlatBufferDraft.field))
    draft.link(root.fields[4], to: numbers)
    name = draft.string("swift")
    draft.link(root.fields[5], to: name)
    children = draft.vector([link, link])
    draft.link(root.fields[6], to: children)
    for (index, value) in [UInt16(7), 8].enumerated() {
      let child = draft.table([0: FlatBufferDraft.field(value)])
      draft.link(children + 4 + 4 * index, to: child.start)
      draft.link(root.fields[9], to: child.start)
    }
    let names = draft.vector([link, link])
    draft.link(root.fields[7], to: names)
    draft.link(names + 4, to: draft.string("names"))
    draft.link(names + 8, to: draft.string(""))
    self.root = root.start
    self.fields = root.fields
  }

  /// The position of the root's vtable.
  var vtable: Int { root - 24 }

  /// The position of a field of the root.
  func field(_ number: Int) -> Int { fields[number] ?? 0 }

  static let damages: [Damage] = rootDamages + tableDamages + vectorDamages

  private static let rootDamages: [Damage] = [
    Damage(testDescription: "identifier", reason: .wrongIdentifier) {
      $0.draft.set(UInt8(ascii: "X"), at: 7)
      return 4
    },
    Damage(testDescription: "root offset is zero", reason: .offsetOutOfRange) {
      $0.draft.set(UInt32(0), at: 0)
      return 0
    },
    Damage(testDescription: "root offset is 2³¹", reason: .offsetOutOfRange) {
      $0.draft.set(UInt32(1) << 31, at: 0)
      return 0
    },
    Damage(testDescription: "root is just past the end", reason: .outOfBounds) {
      $0.draft.set(UInt32($0.draft.bytes.count), at: 0)
      return 0
    },
    Damage(testDescription: "root is misaligned", reason: .misaligned) {
      $0.draft.set(UInt32($0.root + 2), at: 0)
      return $0.root + 2
    },
  ]

  private static let tableDamages: [Damage] = [
    Damage(testDescription: "vtable before the buffer", reason: .outOfBounds) {
      $0.draft.set(Int32($0.root + 2), at: $0.root)
      return -2
    },
    Damage(testDescription: "vtable after the buffer", reason: .outOfBounds) {
      $0.draft.set(Int32($0.root - $0.draft.bytes.count), at: $0.root)
      return $0.draft.bytes.count
    },
    Damage(testDescription: "vtable is misaligned", reason: .misaligned) {
      $0.draft.set(Int32(23), at: $0.root)
      return $0.root - 23
    },
    Damage(testDescription: "vtable size is odd", reason: .vtableSizeInvalid) {
      $0.draft.set(UInt16(23), at: $0.vtable)
      return $0.vtable
    },
    Damage(
      testDescription: "vtable size is two", reason: .vtableSizeInvalid,
      isUnknownToTheVerifier: true
    ) {
      $0.draft.set(UInt16(2), at: $0.vtable)
      return $0.vtable
    },
    Damage(testDescription: "vtable runs past the end", reason: .outOfBounds) {
      $0.draft.set(UInt16(0xFFFE), at: $0.vtable)
      return $0.vtable
    },
    Damage(
      testDescription: "table size is three", reason: .tableSizeInvalid,
      isUnknownToTheVerifier: true
    ) {
      $0.draft.set(UInt16(3), at: $0.vtable + 2)
      return $0.vtable + 2
    },
    Damage(
      testDescription: "table runs past the end", reason: .outOfBounds, isUnknownToTheVerifier: true
    ) {
      $0.draft.set(UInt16.max, at: $0.vtable + 2)
      return $0.root
    },
    Damage(testDescription: "field past its table", reason: .fieldOutsideTable) {
      $0.draft.set(UInt16(0x100), at: $0.vtable + 4)
      return $0.vtable + 4
    },
    Damage(
      testDescription: "field over the vtable's offset", reason: .fieldOutsideTable,
      isUnknownToTheVerifier: true
    ) {
      $0.draft.set(UInt16(3), at: $0.vtable + 4)
      return $0.vtable + 4
    },
    Damage(testDescription: "field is misaligned", reason: .misaligned) {
      $0.draft.set(UInt16(12), at: $0.vtable + 6)
      return $0.root + 12
    },
  ]

  private static let vectorDamages: [Damage] = [
    Damage(testDescription: "vector offset is zero", reason: .offsetOutOfRange) {
      $0.draft.set(UInt32(0), at: $0.field(4))
      return $0.field(4)
    },
    Damage(testDescription: "vector is misaligned", reason: .misaligned) {
      $0.draft.set(UInt32($0.numbers - $0.field(4) + 1), at: $0.field(4))
      return $0.numbers + 1
    },
    Damage(testDescription: "vector one element too long", reason: .vectorTooLong) {
      $0.draft.set(UInt32(($0.draft.bytes.count - $0.numbers - 4) / 4 + 1), at: $0.numbers)
      return $0.numbers
    },
    Damage(testDescription: "vector of 2³² - 1 elements", reason: .vectorTooLong) {
      $0.draft.set(UInt32.max, at: $0.numbers)
      return $0.numbers
    },
    Damage(testDescription: "vector whose bytes wrap at 2³²", reason: .vectorTooLong) {
      $0.draft.set(UInt32(1) << 30, at: $0.numbers)
      return $0.numbers
    },
    Damage(testDescription: "string without its zero", reason: .stringNotTerminated) {
      $0.draft.set(UInt32(4), at: $0.name)
      return $0.name
    },
    Damage(testDescription: "string up to the last byte", reason: .outOfBounds) {
      $0.draft.set(UInt32($0.draft.bytes.count - $0.name - 4), at: $0.name)
      return $0.draft.bytes.count
    },
    Damage(testDescription: "table of a vector past the end", reason: .outOfBounds) {
      $0.draft.set(UInt32($0.draft.bytes.count), at: $0.children + 4)
      return $0.children + 4
    },
    Damage(
      testDescription: "table of a vector at its own offset", reason: .offsetOutOfRange,
      isUnknownToTheVerifier: true
    ) {
      $0.draft.set(UInt32(0), at: $0.children + 8)
      return $0.children + 8
    },
  ]
}
