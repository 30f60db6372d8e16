import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct QuantizeTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ElementCases.quantize() { #expect(try example.disagreement() == nil) }
  }

  @Test func realsGoToTheNearestEvenStoredValueInRange() throws {
    let input = try SampleTensor(
      .float32, [8], [0.5, 1.5, -0.5, -2.5, 1000, -.infinity, .nan, 126] as [Float])
    let trial = try OperatorTrial<Quantize>(
      .init(), [input], output: Quantization(scale: 1, zeroPoint: 1))
    #expect(elements(of: try trial.run(), Int8.self) == [1, 3, 1, -1, 127, -128, 1, 127])
  }

  @Test func typesThatAreNotStoredAreRefused() throws {
    var attributes = Quantize.Attributes()
    attributes.element = .int32
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int32)) {
      try OperatorTrial<Quantize>(attributes, [.float32([2])])
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Quantize>(.init(), [.int8([2])])
    }
  }

  @Test func anOutputWithoutScaleIsRefused() throws {
    let trial = try OperatorTrial<Quantize>(.init(), [.float32([2])])
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let found = acceptedHostileUses(of: Quantize.self, [try .float32([9])], count: 10_000)
    #expect(found.disagreement == nil)
  }
}

@Suite struct DequantizeTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ElementCases.dequantize() { #expect(try example.disagreement() == nil) }
  }

  @Test func storedValuesBecomeTheRealsTheyStandFor() throws {
    for example in try ElementCases.dequantize() where example.inputs[0].type.element == .int8 {
      let found = elements(of: try example.trial().run(), Float.self)
      for (result, expected) in zip(found, example.inputs[0].realValues) {
        #expect(abs(Double(result) - expected) < 1e-6 * max(1, abs(expected)))
      }
    }
  }

  @Test func everyFloat16BecomesTheSameFloat32() throws {
    let bits = (0...65535).map { UInt16($0) }
    let trial = try OperatorTrial<Dequantize>(.init(), [SampleTensor(.float16, [65536], bits)])
    let found = elements(of: try trial.run(), Float.self)
    for (pattern, result) in zip(bits, found) {
      let isNumber = pattern & 0x7C00 != 0x7C00
      let (exponent, fraction) = (Int(pattern >> 10 & 31), Float(pattern & 1023))
      let magnitude: Float =
        exponent == 0
        ? fraction * 0x1p-24
        : (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
      if isNumber {
        #expect(result == (pattern >> 15 == 0 ? magnitude : -magnitude))
        #expect(result.sign == (pattern >> 15 == 0 ? .plus : .minus))
      } else {
        #expect(fraction == 0 ? result.isInfinite : result.isNaN)
      }
    }
  }

  @Test func aTensorOfPlainNumbersIsRefused() throws {
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
      try OperatorTrial<Dequantize>(.init(), [.float32([2])])
    }
  }
}

@Suite struct RequantizeTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ElementCases.requantize() { #expect(try example.disagreement() == nil) }
  }

  @Test func signedAndUnsignedBytesDifferInTheirHighestBit() throws {
    var attributes = Requantize.Attributes()
    attributes.element = .uint8
    let input = try ElementCases.tensor(.int8, Quantization(scale: 0.1, zeroPoint: -5))
    let trial = try OperatorTrial<Requantize>(
      attributes, [input], output: Quantization(scale: 0.1, zeroPoint: 123))
    #expect(try trial.run() == input.bytes.map { $0 ^ 0x80 })
  }

  @Test func theReferenceIsTheNearestStoredValue() throws {
    for example in try ElementCases.requantize() where example.attributes.element == .int8 {
      let input = example.inputs[0]
      guard input.type.element == .int8, let output = example.output else { continue }
      let trial = try example.trial()
      let found = reals(of: try trial.reference(), trial.outputType)
      let (step, zeroPoint) = (Double(output.scale), Double(output.zeroPoint))
      for (result, real) in zip(found, input.realValues) {
        let expected = max(step * (-128 - zeroPoint), min(step * (127 - zeroPoint), real))
        #expect(abs(result - expected) <= 0.5001 * step)
      }
    }
  }

  @Test func aRealInputIsRefused() throws {
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
      try OperatorTrial<Requantize>(.init(), [.float32([2])])
    }
  }
}

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
