import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct CastTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ElementCases.cast() { #expect(try example.disagreement() == nil) }
  }

  private func cast<Result: BitwiseCopyable>(
    _ input: SampleTensor, to element: ElementType, _ type: Result.Type
  ) throws -> [Result] {
    var attributes = Cast.Attributes()
    attributes.element = element
    return elements(of: try OperatorTrial<Cast>(attributes, [input]).run(), type)
  }

  @Test func realsGoTowardsZeroAndSaturate() throws {
    let reals = ElementCases.reals + [.nan]
    func expected<Number: FixedWidthInteger>(_ real: Float, _ type: Number.Type) -> Number {
      guard !real.isNaN else { return 0 }
      let whole = real.rounded(.towardZero)
      return Number(exactly: whole) ?? (whole < 0 ? .min : .max)
    }
    let input = try SampleTensor(.float32, [reals.count], reals)
    #expect(try cast(input, to: .int8, Int8.self) == reals.map { expected($0, Int8.self) })
    #expect(try cast(input, to: .uint8, UInt8.self) == reals.map { expected($0, UInt8.self) })
    #expect(try cast(input, to: .int16, Int16.self) == reals.map { expected($0, Int16.self) })
    #expect(try cast(input, to: .int32, Int32.self) == reals.map { expected($0, Int32.self) })
    #expect(try cast(input, to: .int64, Int64.self) == reals.map { expected($0, Int64.self) })
    #expect(try cast(input, to: .boolean, UInt8.self) == reals.map { $0 != 0 ? 1 : 0 })
  }

  @Test func integersWrapAndBecomeTheNearestReal() throws {
    let values = ElementCases.integers(Int64.self)
    let input = try ElementCases.tensor(.int64)
    #expect(try cast(input, to: .float32, Float.self) == values.map { Float($0) })
    #expect(
      try cast(input, to: .int16, Int16.self) == values.map { Int16(truncatingIfNeeded: $0) })
    let narrow = ElementCases.integers(Int32.self)
    let small = try ElementCases.tensor(.int32)
    #expect(try cast(small, to: .int64, Int64.self) == narrow.map { Int64($0) })
    #expect(try cast(small, to: .float32, Float.self) == narrow.map { Float($0) })
  }

  @Test func everyFloat16IsTheSameNumberInFloat32AndBack() throws {
    let halves = try ElementCases.tensor(.float16)
    let patterns = halves.values(UInt16.self)
    let reals = try cast(halves, to: .float32, Float.self)
    let back = try cast(
      SampleTensor(.float32, [reals.count], reals), to: .float16, UInt16.self)
    for (index, pattern) in patterns.enumerated() {
      let expected = Float(Float16(bitPattern: pattern))
      guard !expected.isNaN else {
        #expect(reals[index].isNaN && Float16(bitPattern: back[index]).isNaN)
        continue
      }
      #expect(reals[index] == expected && back[index] == pattern, "\(pattern)")
    }
    let truths = try cast(halves, to: .boolean, UInt8.self)
    #expect(truths == patterns.map { $0 & 0x7FFF == 0 ? 0 : 1 })
    let wholes = try cast(halves, to: .int16, Int16.self)
    #expect(wholes[Int(Float16(-2.75).bitPattern)] == -2)
    #expect(wholes[Int(Float16.infinity.bitPattern)] == .max)
  }

  @Test func aNumberBecomesTheNearestFloat16() throws {
    // Between all neighbours: the middle, and a hair on both sides of it.
    var reals = ElementCases.reals
    for pattern in 0..<UInt16(0x7C00) {
      let (lower, upper) = (
        Float(Float16(bitPattern: pattern)),
        pattern == 0x7BFF ? 65536 : Float(Float16(bitPattern: pattern + 1))
      )
      let middle = (lower + upper) / 2
      reals += [middle, middle.nextUp, -middle.nextDown]
    }
    let found = try cast(SampleTensor(.float32, [reals.count], reals), to: .float16, UInt16.self)
    #expect(found == reals.map { Float16($0).bitPattern })
    let integers = ElementCases.integers(Int64.self)
    let wide = try cast(ElementCases.tensor(.int64), to: .float16, UInt16.self)
    #expect(wide == integers.map { Float16(Float($0)).bitPattern })
  }

  @Test func anAbsentTypeIsRefused() throws {
    var attributes = Cast.Attributes()
    attributes.element = .absent
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.absent)) {
      try OperatorTrial<Cast>(attributes, [.float32([2])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let found = acceptedHostileUses(of: Cast.self, [try .float32([9])], count: 10_000)
    #expect(found.accepted > 100)
    #expect(found.disagreement == nil)
  }
}
