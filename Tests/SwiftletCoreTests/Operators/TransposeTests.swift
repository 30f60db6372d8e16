import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct TransposeTests {
  @Test(arguments: try TransposeCases.all())
  func eachElementMovesToItsPlace(_ example: LayoutCase<Transpose>) throws {
    let input = example.inputs[0]
    let permutation = example.attributes.permutation
    let axes = (0..<permutation.count).map { permutation[$0] }
    let lengths = axes.map { input.type.shape[$0] }
    #expect(try example.trial().outputType.shape.lengths == lengths)
    let expected = everyIndex(lengths).flatMap { index in
      var source = index
      for (position, axis) in axes.enumerated() { source[axis] = index[position] }
      return element(input, source)
    }
    try expectEveryRun(of: example, toGive: expected)
  }

  @Test func onlyAnOrderThatLeavesMemoryAsItIsSharesIt() throws {
    var types = TensorTypes()
    try types.append(TensorType(.int8, Shape([1, 4, 6])))
    var attributes = Transpose.Attributes()
    attributes.permutation = IntegerList(of: [1, 0, 2])
    let output = try Transpose.outputType(attributes, types)
    #expect(
      Transpose.sharing(attributes, types, output, input: 0)
        == Sharing(offset: 0, keepsInput: true))
    attributes.permutation = IntegerList(of: [0, 2, 1])
    #expect(Transpose.sharing(attributes, types, output, input: 0) == nil)
  }

  @Test(arguments: [[0, 0], [0, 2], [-1, 0], [0], [0, 1, 2]])
  func anOrderThatIsNoneIsRefused(_ order: [Int]) throws {
    let example = LayoutCase<Transpose>("", [try .int8([2, 3])]) {
      $0.permutation = IntegerList(of: order)
    }
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 0)) { try example.trial() }
  }

  @Test func anotherQuantizationIsRefused() throws {
    var attributes = Transpose.Attributes()
    attributes.permutation = IntegerList(of: [0])
    let trial = try OperatorTrial<Transpose>(
      attributes, [.int8([4])], output: Quantization(scale: 0.2, zeroPoint: 0))
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func hostileAttributesAreRefusedOrRunCleanly() throws {
    let accepted = try countAccepted(Transpose.self, of: 10_000, seed: 7) { random in
      LayoutCase("", [try .int8([2, 3, 2])]) {
        $0.permutation = hostileList(3, -1...3, &random)
      }
    }
    #expect(accepted > 100)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Transpose.Plan>.size <= 184) }
}
