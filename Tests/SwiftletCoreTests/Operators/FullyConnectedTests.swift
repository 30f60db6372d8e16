import SwiftletCases
import SwiftletFormat
import SwiftletKernels
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
        .init(),
        input: example.attributes.storesInput
          ? example.inputs[0].storedSteps(rowLength: shape[shape.count - 1])
          : example.inputs[0].steps,
        shape: [1, 1, rowCount, shape[shape.count - 1]],
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

  @Test func storedRowsOfEveryLengthEqualTheReference() throws {
    for length in VectorTailTests.lengths {
      try expectEveryWayToAgree(FullyConnectedCases.storingHardRows(length: length))
    }
  }

  @Test func storedRowsGiveResultsWorkedOutByHand() throws {
    // The first row is stored at a scale of 1 as 127, -64, 2 and 0; the second holds no number.
    var attributes = FullyConnected.Attributes()
    attributes.channels = 1
    attributes.storesInput = true
    let input = try SampleTensor(
      .float32, [3, 4], [127, -63.5, 1.5, 0.5, .infinity, 1, 2, 3, 0, 0, 0x1p-120, 0] as [Float])
    var blocks = [UInt8](repeating: 0, count: 48)
    var elements = blocks.mutableSpan
    var bytes = unsafe elements.mutableBytes
    let bias = Int32(bitPattern: Float(0.25).bitPattern)
    DotLayout.pack(
      ([1, 2, 3, 100] as [Int8]).span, bias: [bias].span, multiplier: ([0.5] as [Float]).span,
      reduction: 4, into: &bytes)
    let packed = try SampleTensor(.int8, [48], blocks, isConstant: true)
    let trial = try OperatorTrial<FullyConnected>(attributes, [input, packed])
    let found = SampleTensor.floats(try trial.reference())
    // 0.5 · (127 · 1 − 64 · 2 + 2 · 3 + 0 · 100) + 0.25
    #expect(found[0] == 2.75)
    #expect(found[1].isNaN)
    #expect(found[2] == 0.25)
  }

  @Test func storingNeedsAFloatInput() throws {
    var attributes = FullyConnected.Attributes()
    attributes.storesInput = true
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 4)) {
      try OperatorTrial<FullyConnected>(attributes, [.int8([1, 4]), .int8([64])])
    }
  }

  @Test func aPlanFitsItsPlace() {
    #expect(MemoryLayout<FullyConnected.Plan>.size <= 184)
  }
}
