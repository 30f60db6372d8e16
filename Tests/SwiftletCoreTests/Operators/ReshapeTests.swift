import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct ReshapeTests {
  private static func attributes(_ lengths: [Int32]) -> Reshape.Attributes {
    var attributes = Reshape.Attributes()
    for length in lengths { _ = attributes.shape.append(length) }
    return attributes
  }

  @Test(arguments: [[24], [4, 6], [1, 2, 3, 4], [2, 1, 12, 1]] as [[Int32]])
  func theElementsKeepTheirOrderUnderAnyShape(_ lengths: [Int32]) throws {
    let input = try SampleTensor.float32([2, 3, 4])
    let trial = try OperatorTrial<Reshape>(Self.attributes(lengths), [input])
    #expect(trial.outputType.shape.lengths == lengths.map { Int($0) })
    #expect(try trial.reference() == input.bytes)
    #expect(try trial.run() == input.bytes)
    #expect(try trial.run(inPlaceOf: 0) == input.bytes)
  }

  @Test func anotherNumberOfElementsIsRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: -1, needed: 6, found: 8)) {
      try OperatorTrial<Reshape>(Self.attributes([2, 4]), [.int8([6])])
    }
  }

  @Test(arguments: [[0], [-1], [.max, .max], [.min]] as [[Int32]])
  func lengthsThatNoTensorHasAreRefused(_ lengths: [Int32]) throws {
    #expect(throws: ModelFault.Reason.shapeOutOfRange) {
      try OperatorTrial<Reshape>(Self.attributes(lengths), [.int8([6])])
    }
  }

  @Test func anotherQuantizationIsRefused() throws {
    let trial = try OperatorTrial<Reshape>(
      Self.attributes([6]), [.int8([2, 3], scale: 0.5)],
      output: Quantization(scale: 0.25, zeroPoint: 0))
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }
}
