import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct GatherTests {
  @Test(arguments: try GatherCases.all())
  func eachSliceIsTheOneThatItsIndexNames(_ example: LayoutCase<Gather>) throws {
    let (data, indices) = (example.inputs[0], example.inputs[1])
    let lengths = data.type.shape.lengths
    let axis = try #require(data.type.shape.axis(Int(example.attributes.axis)))
    let batch = Int(example.attributes.batchAxes)
    let numbers = indices.indexValues
    let added = Array(indices.type.shape.lengths.dropFirst(batch))
    let shape = lengths[..<axis] + added + lengths[(axis + 1)...]
    #expect(try example.trial().outputType.shape.lengths == Array(shape))
    let expected = everyIndex(Array(shape)).flatMap { index in
      var position = 0
      let own = Array(index[..<batch] + index[axis..<(axis + added.count)])
      for (length, place) in zip(indices.type.shape.lengths, own) {
        position = position * length + place
      }
      let number = numbers[position]
      let counted = number < 0 ? number &+ lengths[axis] : number
      let held = min(max(counted, 0), lengths[axis] - 1)
      return element(data, index[..<axis] + [held] + index[(axis + added.count)...])
    }
    try expectEveryRun(of: example, toGive: expected)
  }

  @Test(arguments: [(2, 0, 0), (-3, 0, 0), (0, 1, 1), (1, 2, 1), (1, -1, 1)])
  func axesThatTheInputsLackAreRefused(_ axis: Int32, _ batchAxes: Int32, _ field: Int) throws {
    var attributes = Gather.Attributes()
    attributes.axis = axis
    attributes.batchAxes = batchAxes
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: field)) {
      try OperatorTrial<Gather>(attributes, [.float32([3, 4]), .indices([3], of: 3)])
    }
  }

  @Test func batchesThatDifferAreRefused() throws {
    var attributes = Gather.Attributes()
    attributes.axis = 1
    attributes.batchAxes = 1
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 0, needed: 3, found: 2)) {
      try OperatorTrial<Gather>(attributes, [.float32([3, 4]), .indices([2], of: 3)])
    }
  }

  @Test func indicesThatAreNoIntegersAreRefused() throws {
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
      try OperatorTrial<Gather>(.init(), [.float32([3, 4]), .float32([2])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let found = acceptedHostileUses(
      of: Gather.self, [try .int8([3, 5, 4]), try .indices([3, 5], of: 5)], count: 10_000)
    #expect(found.accepted > 100)
    #expect(found.disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Gather.Plan>.size <= 184) }
}
