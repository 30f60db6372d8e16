import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

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
