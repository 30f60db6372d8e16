import SwiftletCases
import Testing

@testable import SwiftletFormat

@Suite struct FlatBufferTests {
  @Test func everyKindOfFieldIsRead() throws {
    let sample = FlatBufferSample()
    try withBuffer(sample.draft.bytes) { buffer in
      let root = try buffer.root(identifier: "TEST")
      #expect(try root.scalar(0, default: Int8(0)) == -5)
      #expect(try root.scalar(1, default: Int64(0)) == 0x0102_0304_0506_0708)
      #expect(try root.scalar(2, default: Float(0)) == 1.5)
      #expect(try root.scalar(3, default: false))
      let numbers = try #require(try root.scalars(4, of: Int32.self))
      #expect(Array(numbers) == [1, -2, 3])
      #expect(unsafe numbers.rawBytes.count == 12)
      let name = try #require(try root.string(5))
      #expect(unsafe Array(name.rawBytes) == Array("swift".utf8))
      #expect(try name.byte(at: 4) == UInt8(ascii: "t"))
      let children = try #require(try root.tables(6))
      #expect(
        try children.indices.map { try children.table(at: $0).scalar(0, default: UInt16(0)) } == [
          7, 8,
        ])
      let names = try #require(try root.strings(7))
      #expect(try names.indices.map { try names.string(at: $0).byteCount } == [5, 0])
      let choice = try #require(try root.union(type: 8))
      #expect(choice.type == 2)
      #expect(try choice.table?.scalar(0, default: UInt16(0)) == 8)
    }
  }

  @Test func anAbsentFieldHasTheDefaultOfTheSchema() throws {
    try withBuffer(FlatBufferSample().draft.bytes) { buffer in
      let root = try buffer.root(identifier: nil)
      #expect(try root.scalar(10, default: Double(2.5)) == 2.5)
      #expect(try root.scalar(.max, default: Int32(-1)) == -1)
      #expect(try !root.contains(10))
      #expect(try root.contains(0))
      #expect(try root.table(10) == nil)
      #expect(try root.string(11) == nil)
      #expect(try root.scalars(12, of: Float.self) == nil)
      #expect(try root.tables(13) == nil)
      #expect(try root.strings(14) == nil)
      #expect(try root.union(type: 15) == nil)
      #expect(try root.union(type: .max) == nil)
    }
  }

  @Test func aUnionMayHaveATypeAndNoValue() throws {
    var draft = FlatBufferDraft()
    let root = draft.table([0: FlatBufferDraft.field(UInt8(3))])
    draft.link(0, to: root.start)
    try withBuffer(draft.bytes) { buffer in
      let union = try #require(try buffer.root(identifier: nil).union(type: 0))
      #expect(union.type == 3)
      #expect(union.table == nil)
    }
  }

  @Test(arguments: FlatBufferSample.damages)
  func damageIsRefusedWithItsReason(_ damage: FlatBufferSample.Damage) throws {
    var sample = FlatBufferSample()
    _ = try withBuffer(sample.draft.bytes) { try checksum(of: $0) }
    let position = damage.apply(&sample)
    let expected = FlatBufferFault(damage.reason, atByte: position)
    withBuffer(sample.draft.bytes) { buffer in
      _ = #expect(throws: expected) { try checksum(of: buffer) }
    }
  }

  @Test func anIndexPastTheEndIsRefused() throws {
    try withBuffer(FlatBufferSample().draft.bytes) { buffer in
      let root = try buffer.root(identifier: nil)
      let numbers = try #require(try root.scalars(4, of: Int32.self))
      let fault = FlatBufferFault(.indexOutOfRange, atByte: numbers.byteOffset)
      #expect(throws: fault) { try numbers.element(at: 3) }
      #expect(throws: fault) { try numbers.element(at: -1) }
      let children = try #require(try root.tables(6))
      #expect(throws: FlatBufferFault.self) { try children.table(at: 2) }
      let names = try #require(try root.strings(7))
      #expect(throws: FlatBufferFault.self) { try names.string(at: -1) }
      #expect(throws: FlatBufferFault.self) { try names.string(at: 1).byte(at: 0) }
    }
  }

  @Test func anyStartAddressWillDo() throws {
    let bytes = FlatBufferSample().draft.bytes
    let expected = try withBuffer(bytes) { try checksum(of: $0) }
    for shift in 0..<8 {
      let observed = try withBuffer(bytes, startingAt: shift) { try checksum(of: $0) }
      #expect(observed == expected, "shifted by \(shift)")
    }
  }

  @Test func everyPrefixIsRefusedOrReadSafely() throws {
    let bytes = FlatBufferSample().draft.bytes
    var refused = 0
    for count in bytes.indices {
      do {
        _ = try withBuffer(Array(bytes[..<count])) { try checksum(of: $0) }
      } catch is FlatBufferFault {
        refused += 1
      }
    }
    #expect(refused == bytes.count)
  }

  @Test func mutantsAreRefusedOrReadSafely() throws {
    let bytes = FlatBufferSample().draft.bytes
    var generator = SeededRandom(seed: 1)
    var refused = 0
    for _ in 0..<20_000 {
      do {
        _ = try withBuffer(generator.mutant(of: bytes)) { try checksum(of: $0) }
      } catch is FlatBufferFault {
        refused += 1
      }
    }
    #expect(refused > 5_000 && refused < 20_000)
  }
}
