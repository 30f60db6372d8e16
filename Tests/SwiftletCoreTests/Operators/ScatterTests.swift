import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct ScatterTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ScatterCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceTakesTheUpdatesInTurn() throws {
    for example in try ScatterCases.all() {
      let found = try example.trial().reference()
      switch example.inputs[0].type.element {
      case .float32: Self.expect(example, found, Float.self, +, *)
      case .int32: Self.expect(example, found, Int32.self, &+, &*)
      case .int64: Self.expect(example, found, Int64.self, &+, &*)
      case .int16: Self.expect(example, found, Int16.self, &+, &*)
      case .int8, .boolean: Self.expect(example, found, Int8.self, &+, &*)
      case .uint8, .float16, .absent: Issue.record("\(example)")
      }
    }
  }

  private static func expect<Number: Comparable & BitwiseCopyable>(
    _ example: OperatorCase<Scatter>, _ found: [UInt8], _ type: Number.Type,
    _ sum: (Number, Number) -> Number, _ product: (Number, Number) -> Number
  ) {
    var slices = example.inputs[0].values(Number.self)
    let updates = example.inputs[2].values(Number.self)
    let length = example.inputs[0].type.shape[0]
    let size = slices.count / length
    for (index, number) in example.inputs[1].indexValues.enumerated() {
      let slice = number < 0 ? number &+ length : number
      guard (0..<length).contains(slice) else { continue }
      for offset in 0..<size {
        let (old, change) = (slices[slice * size + offset], updates[index * size + offset])
        slices[slice * size + offset] =
          switch example.attributes.function {
          case .replace: change
          case .add: sum(old, change)
          case .multiply: product(old, change)
          case .maximum: max(old, change)
          case .minimum: min(old, change)
          }
      }
    }
    #expect(elements(of: found, Number.self) == slices, "\(example)")
  }

  @Test func theLastOfTwoReplacementsStays() throws {
    let data = try SampleTensor(.int8, [3], [1, 2, 3] as [Int8])
    let indices = try SampleTensor(.int32, [4], [-1, 0, 2, 3] as [Int32])
    let updates = try SampleTensor(.int8, [4], [7, 8, 9, 10] as [Int8])
    let trial = try OperatorTrial<Scatter>(.init(), [data, indices, updates])
    #expect(elements(of: try trial.run(), Int8.self) == [8, 2, 9])
  }

  @Test func updatesOfAnotherShapeAreRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 1, needed: 4, found: 3)) {
      try OperatorTrial<Scatter>(
        .init(), [.float32([3, 4]), .indices([2], of: 3), .float32([2, 3])])
    }
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: -1, needed: 1, found: 0)) {
      try OperatorTrial<Scatter>(.init(), [.float32([]), .indices([], of: 3), .float32([])])
    }
  }

  @Test func quantizedSumsAreRefused() throws {
    var attributes = Scatter.Attributes()
    attributes.function = .add
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Scatter>(attributes, [.int8([3]), .indices([2], of: 3), .int8([2])])
    }
  }

  @Test func quantizationsThatDifferAreRefused() throws {
    let trial = try OperatorTrial<Scatter>(
      .init(), [.int8([3]), .indices([2], of: 3), .int8([2], scale: 0.5)])
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Scatter.Plan>.size <= 184) }
}
