import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct BroadcastToTests {
  @Test(arguments: try BroadcastToCases.all())
  func eachElementIsTheOneThatRepeats(_ example: LayoutCase<BroadcastTo>) throws {
    let input = example.inputs[0]
    let size = input.type.element.byteCount
    let lengths = (0..<example.attributes.shape.count).map { example.attributes.shape[$0] }
    #expect(try example.trial().outputType.shape.lengths == lengths)
    let expected = everyIndex(lengths).flatMap { index in
      let start = position(index, in: input) * size
      return input.bytes[start..<(start + size)]
    }
    try expectEveryRun(of: example, toGive: expected)
  }

  @Test func whatRepeatsNothingSharesTheMemoryOfItsInput() throws {
    func sharing(_ shape: [Int]) throws -> Sharing? {
      var types = TensorTypes()
      try types.append(TensorType(.float32, Shape([3, 1])))
      var attributes = BroadcastTo.Attributes()
      attributes.shape = IntegerList(of: shape)
      return BroadcastTo.sharing(
        attributes, types, try BroadcastTo.outputType(attributes, types), input: 0)
    }
    #expect(try sharing([1, 3, 1]) == Sharing(offset: 0, keepsInput: true))
    #expect(try sharing([3, 2]) == nil)
  }

  @Test(arguments: [
    ([4], -1, 1, 2), ([3, 5, 4], 1, 5, 3), ([2, 4], 0, 2, 3), ([3, 3], 1, 3, 4),
  ])
  func aShapeThatTheInputDoesNotFillIsRefused(
    _ shape: [Int], _ axis: Int, _ needed: Int, _ found: Int
  ) throws {
    let example = LayoutCase<BroadcastTo>("", [try .int8([3, 4])]) {
      $0.shape = IntegerList(of: shape)
    }
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: axis, needed: needed, found: found)) {
      try example.trial()
    }
  }

  @Test func hostileAttributesAreRefusedOrRunCleanly() throws {
    let accepted = try countAccepted(BroadcastTo.self, of: 10_000, seed: 7) { random in
      LayoutCase("", [try .bytes(.int16, [2, 1, 3])]) {
        $0.shape = hostileList(3, 1...3, &random)
      }
    }
    #expect(accepted > 100)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<BroadcastTo.Plan>.size <= 184) }
}
