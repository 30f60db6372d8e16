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
