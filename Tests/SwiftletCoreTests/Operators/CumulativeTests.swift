import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct CumulativeTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try CumulativeCases.all() + CumulativeCases.large() {
      #expect(try example.disagreement() == nil)
    }
  }

  @Test func theReferenceGathersWhatStandsBefore() throws {
    for example in try CumulativeCases.all() {
      let (trial, input) = (try example.trial(), example.inputs[0])
      let found = try trial.reference()
      let isSum = example.attributes.function == .sum
      if input.type.element == .float32 {
        let expected = Self.gathered(example, input.values(Float.self), isSum ? 0 : 1) {
          isSum ? $0 + $1 : $0 * $1
        }
        #expect(elements(of: found, Float.self) == expected, "\(example)")
      } else if input.type.element == .int32 {
        let expected = Self.gathered(example, input.values(Int32.self), isSum ? 0 : 1) {
          isSum ? $0 &+ $1 : $0 &* $1
        }
        #expect(elements(of: found, Int32.self) == expected, "\(example)")
      } else {
        let expected = Self.gathered(example, input.values(Int64.self), isSum ? 0 : 1) {
          isSum ? $0 &+ $1 : $0 &* $1
        }
        #expect(elements(of: found, Int64.self) == expected, "\(example)")
      }
    }
  }

  /// Each result on its own, from all the elements that belong to it.
  private static func gathered<Number>(
    _ example: OperatorCase<Cumulative>, _ values: [Number], _ start: Number,
    _ adding: (Number, Number) -> Number
  ) -> [Number] {
    let (shape, attributes) = (example.inputs[0].type.shape, example.attributes)
    let axis = Int(attributes.axis) + (attributes.axis < 0 ? shape.rank : 0)
    let (length, stride) = (shape[axis], shape.product((axis + 1)..<shape.rank))
    return values.indices.map { position in
      let place = position / stride % length
      var places = attributes.reverse ? Array((place..<length).reversed()) : Array(0...place)
      if attributes.exclusive { places.removeLast() }
      return places.reduce(start) { adding($0, values[position + ($1 - place) * stride]) }
    }
  }

  @Test func theFourWaysToAddAreTold() throws {
    let input = try SampleTensor(.int32, [4], [1, 2, 3, 4] as [Int32])
    let expected: [[Int32]] = [[1, 3, 6, 10], [0, 1, 3, 6], [10, 9, 7, 4], [9, 7, 4, 0]]
    for (choice, expected) in expected.enumerated() {
      var attributes = Cumulative.Attributes()
      attributes.exclusive = choice & 1 != 0
      attributes.reverse = choice & 2 != 0
      let found = try OperatorTrial<Cumulative>(attributes, [input]).run()
      #expect(elements(of: found, Int32.self) == expected)
    }
  }

  @Test func anAxisThatTheInputLacksIsRefused() throws {
    var attributes = Cumulative.Attributes()
    attributes.axis = -3
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 1)) {
      try OperatorTrial<Cumulative>(attributes, [.float32([2, 3])])
    }
  }

  @Test func quantizedElementsAreRefused() throws {
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Cumulative>(.init(), [.int8([2])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let (accepted, disagreement) = acceptedHostileUses(
      of: Cumulative.self, [try .float32([3, 5, 4])], count: 10_000)
    #expect(accepted > 100)
    #expect(disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Cumulative.Plan>.size <= 184) }
}
