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

  @Test func aTypeOfStorageAloneIsRefused() throws {
    var attributes = Cast.Attributes()
    attributes.element = .float16
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float16)) {
      try OperatorTrial<Cast>(attributes, [.float32([2])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let found = acceptedHostileUses(of: Cast.self, [try .float32([9])], count: 10_000)
    #expect(found.accepted > 100)
    #expect(found.disagreement == nil)
  }
}
