import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct ArgMaxTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ArgMaxCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheFirstOrLastExtremeOfEachLine() throws {
    for example in try ArgMaxCases.all() {
      let input = example.inputs[0]
      guard input.type.element == .int8 || input.type.element == .float32 else { continue }
      let shape = input.type.shape
      let axis = try #require(shape.axis(Int(example.attributes.axis)))
      let (length, stride) = (shape[axis], shape.product((axis + 1)..<shape.rank))
      let trial = try example.trial()
      let bytes = try trial.reference()
      let found =
        trial.outputType.element == .int32
        ? elements(of: bytes, Int32.self).map { Int($0) }
        : elements(of: bytes, Int64.self).map { Int($0) }
      let values = input.realValues
      for (line, position) in found.enumerated() {
        let first = line / stride * stride * length + line % stride
        let elements = (0..<length).map { values[first + $0 * stride] }
        let extreme = example.attributes.minimum ? elements.min() : elements.max()
        let expected =
          example.attributes.selectsLast
          ? elements.lastIndex { $0 == extreme } : elements.firstIndex { $0 == extreme }
        #expect(position == expected, "\(example)")
      }
    }
  }

  @Test func aNaNIsFoundOnlyWhereItIsTheFirst() throws {
    let input = try SampleTensor(.float32, [2, 3], [1, .nan, 2, .nan, 5, 6] as [Float])
    var attributes = ArgMax.Attributes()
    attributes.axis = 1
    #expect(
      elements(of: try OperatorTrial<ArgMax>(attributes, [input]).run(), Int32.self) == [2, 0])
  }

  @Test func otherTypesOfPositionsAreRefused() throws {
    var attributes = ArgMax.Attributes()
    attributes.element = .int8
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<ArgMax>(attributes, [.float32([2])])
    }
  }

  @Test func anAxisThatTheInputLacksIsRefused() throws {
    var attributes = ArgMax.Attributes()
    attributes.axis = -2
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 0)) {
      try OperatorTrial<ArgMax>(attributes, [.float32([2])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let found = acceptedHostileUses(of: ArgMax.self, [try .int8([3, 5, 4])], count: 10_000)
    #expect(found.accepted > 100)
    #expect(found.disagreement == nil)
  }
}
