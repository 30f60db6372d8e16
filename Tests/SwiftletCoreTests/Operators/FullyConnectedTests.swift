import SwiftletCases
import Testing

@testable import SwiftletCore

@Suite struct FullyConnectedTests {
  @Test func everyWayToRunEqualsTheReference() throws {
    for example in try FullyConnectedCases.all() { try expectEveryWayToAgree(example) }
  }

  @Test func theReferenceIsTheSumOfProducts() throws {
    for example in try FullyConnectedCases.all() {
      let trial = try example.trial()
      let found = try trial.reference()
      let shape = example.inputs[0].type.shape.lengths
      let rowCount = shape.dropLast().reduce(1, *)
      let oracle = ConvolutionOracle(
        .init(), input: example.inputs[0].steps, shape: [1, 1, rowCount, shape[shape.count - 1]],
        weights: example.weights, output: [1, 1, rowCount, Int(example.attributes.channels)])
      if let output = example.output {
        let expected = oracle.requantized(
          example.weights, zeroPoint: output.zeroPoint,
          in: storedRange(example.attributes.bounds, output))
        #expect(found == expected.map { UInt8(bitPattern: $0) }, "\(example.name)")
      } else {
        let expected = oracle.clamped(example.attributes.bounds)
        #expect(wrongCount(found, expected, oracle.magnitudes) == 0, "\(example.name)")
      }
      #expect(
        trial.outputType.shape.lengths == shape.dropLast() + [Int(example.attributes.channels)])
    }
  }

  @Test func aPlanFitsItsPlace() {
    #expect(MemoryLayout<FullyConnected.Plan>.size <= 184)
  }
}
