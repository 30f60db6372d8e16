import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

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
