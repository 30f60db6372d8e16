import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct SliceTests {
  @Test(arguments: try SliceCases.all())
  func eachElementComesFromItsStep(_ example: LayoutCase<Slice>) throws {
    let input = example.inputs[0]
    let attributes = example.attributes
    let lengths = (0..<input.type.shape.rank).map {
      attributes.size.count == 0 ? input.type.shape[$0] : attributes.size[$0]
    }
    #expect(try example.trial().outputType.shape.lengths == lengths)
    let expected = everyIndex(lengths).flatMap { index in
      element(
        input,
        index.enumerated().map { axis, position in
          (attributes.begin.count == 0 ? 0 : attributes.begin[axis])
            + position * (attributes.stride.count == 0 ? 1 : attributes.stride[axis])
        })
    }
    try expectEveryRun(of: example, toGive: expected)
  }

  @Test func aRunOfTheInputSharesItsMemory() throws {
    func sharing(_ begin: [Int], _ size: [Int]) throws -> Sharing? {
      var types = TensorTypes()
      try types.append(TensorType(.float32, Shape([1, 4, 6])))
      var attributes = Slice.Attributes()
      attributes.begin = IntegerList(of: begin)
      attributes.size = IntegerList(of: size)
      return Slice.sharing(
        attributes, types, try Slice.outputType(attributes, types), input: 0)
    }
    #expect(try sharing([0, 1, 0], [1, 2, 6]) == Sharing(offset: -24, keepsInput: true))
    #expect(try sharing([0, 3, 2], [1, 1, 4]) == Sharing(offset: -80, keepsInput: true))
    #expect(try sharing([0, 1, 0], [1, 2, 5]) == nil)
  }

  @Test(arguments: [
    (0, [-1], [1], [1]), (0, [10], [1], [1]), (0, [0, 0], [1], [1]), (1, [0], [0], [1]),
    (1, [0], [1, 1], [1]), (2, [0], [1], [0]), (2, [0], [1], [-1]), (2, [0], [1], [11]),
    (2, [1], [1], [10]), (2, [0], [2], [6]), (2, [9], [-1], [11]), (2, [8], [-3], [4]),
    (2, [0], [Int(Int32.min)], [2]), (2, [9], [Int(Int32.min)], [2]),
    (2, [0], [Int(Int32.max)], [2]), (2, [0], [1], [Int(Int32.max)]), (2, [0], [1], [1, 1]),
  ])
  func anIndexOutsideTheInputIsRefused(
    _ field: Int, _ begin: [Int], _ stride: [Int], _ size: [Int]
  ) throws {
    let example = LayoutCase<Slice>("", [try .int8([10])]) {
      $0.begin = IntegerList(of: begin)
      $0.stride = IntegerList(of: stride)
      $0.size = IntegerList(of: size)
    }
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: field)) { try example.trial() }
  }

  @Test func hostileAttributesAreRefusedOrRunCleanly() throws {
    let accepted = try countAccepted(Slice.self, of: 10_000, seed: 7) { random in
      LayoutCase("", [try .bytes(.int16, [2, 5, 3])]) {
        $0.begin = hostileList(3, 0...4, &random)
        $0.stride = hostileList(3, -2...2, &random)
        $0.size = hostileList(3, 1...3, &random)
      }
    }
    #expect(accepted > 100)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Slice.Plan>.size <= 184) }
}
