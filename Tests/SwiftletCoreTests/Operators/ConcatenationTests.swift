import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct ConcatenationTests {
  @Test(arguments: try ConcatenationCases.all())
  func theInputsFollowEachOther(_ example: LayoutCase<Concatenation>) throws {
    let shapes = example.inputs.map { $0.type.shape.lengths }
    let number = Int(example.attributes.axis)
    let axis = number < 0 ? number + shapes[0].count : number
    var lengths = shapes[0]
    lengths[axis] = shapes.map { $0[axis] }.reduce(0, +)
    #expect(try example.trial().outputType.shape.lengths == lengths)
    let expected = everyIndex(lengths).flatMap { index in
      var source = index
      var input = 0
      while source[axis] >= shapes[input][axis] {
        source[axis] -= shapes[input][axis]
        input += 1
      }
      return element(example.inputs[input], source)
    }
    try expectEveryRun(of: example, toGive: expected)
  }

  @Test func anInputMayLieInItsPlaceOfTheOutput() throws {
    func sharing(_ lengths: [Int], axis: Int32, input: Int) throws -> Sharing? {
      var types = TensorTypes()
      for _ in 0..<3 { try types.append(TensorType(.float32, Shape(lengths))) }
      var attributes = Concatenation.Attributes()
      attributes.axis = axis
      let output = try Concatenation.outputType(attributes, types)
      return Concatenation.sharing(attributes, types, output, input: input)
    }
    #expect(
      try sharing([1, 2, 3], axis: 1, input: 2) == Sharing(offset: 48, keepsInput: true))
    #expect(try sharing([1, 2, 3], axis: -3, input: 0) == Sharing(offset: 0, keepsInput: true))
    #expect(try sharing([1, 2, 3], axis: 2, input: 0) == nil)
  }

  @Test func inputsThatDoNotFitAreRefused() throws {
    func refusal(_ axis: Int32, _ inputs: [SampleTensor]) -> ModelFault.Reason? {
      let example = LayoutCase<Concatenation>("", inputs) { $0.axis = axis }
      do throws(ModelFault.Reason) {
        try example.trial().plan()
        return nil
      } catch {
        return error
      }
    }
    let first = try SampleTensor.int8([2, 3])
    #expect(refusal(2, [first]) == .attributeOutOfRange(field: 0))
    #expect(refusal(-3, [first]) == .attributeOutOfRange(field: 0))
    #expect(refusal(.min, [first]) == .attributeOutOfRange(field: 0))
    #expect(refusal(0, []) == .inputCount(needed: 1, found: 0))
    #expect(
      refusal(0, [first, try .int8([2, 4])]) == .shapeMismatch(axis: 1, needed: 3, found: 4))
    #expect(refusal(0, [first, try .int8([2])]) == .shapeMismatch(axis: -1, needed: 2, found: 1))
    #expect(refusal(0, [first, try .float32([2, 3])]) == .elementTypeNotSupported(.float32))
    #expect(refusal(0, [first, try .int8([2, 3], scale: 0.2)]) == .scaleOutOfRange)
    #expect(refusal(0, [first, try .int8([2, 3], zeroPoint: 1)]) == .scaleOutOfRange)
  }

  @Test func lengthsBeyondEveryTensorAreRefused() throws {
    var types = TensorTypes()
    for _ in 0..<8 { try types.append(TensorType(.int8, Shape([Int(Int32.max)]))) }
    #expect(throws: ModelFault.Reason.shapeOutOfRange) {
      try Concatenation.outputType(.init(), types)
    }
  }

  @Test func hostileAttributesAreRefusedOrRunCleanly() throws {
    let accepted = try countAccepted(Concatenation.self, of: 10_000, seed: 7) { random in
      let inputs = try (0..<Int.random(in: 0...4, using: &random)).map { _ in
        try SampleTensor.int8([1, 2, Int.random(in: 1...2, using: &random)])
      }
      return LayoutCase("", inputs) { $0.axis = Int32(hostileInteger(-4...4, &random)) }
    }
    #expect(accepted > 100)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Concatenation.Plan>.size <= 184) }
}
