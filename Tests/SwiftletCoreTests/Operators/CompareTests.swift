import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct CompareTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try CompareCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceSaysWhetherTheRelationHolds() throws {
    for example in try CompareCases.all() {
      let (left, right) = (example.inputs[0], example.inputs[1])
      let trial = try example.trial()
      let shape = trial.outputType.shape.lengths
      let (x, y) = (Self.numbers(left), Self.numbers(right))
      let expected = everyIndex(shape).map { index in
        Self.holds(
          example.attributes.relation, x[position(index, in: left)], y[position(index, in: right)])
      }
      #expect(try trial.reference().map { $0 == 1 } == expected, "\(example)")
    }
  }

  private static func numbers(_ tensor: SampleTensor) -> [Double] {
    switch tensor.type.element {
    case .int32: tensor.values(Int32.self).map { Double($0) }
    case .int64: tensor.values(Int64.self).map { Double($0) }
    case .boolean: tensor.values(UInt8.self).map { $0 == 0 ? 0 : 1 }
    case .float32, .int8, .uint8, .int16, .float16, .absent: tensor.realValues
    }
  }

  private static func holds(_ relation: Compare.Relation, _ x: Double, _ y: Double) -> Bool {
    switch relation {
    case .equal: x == y
    case .notEqual: x != y
    case .less: x < y
    case .lessOrEqual: x <= y
    case .greater: x > y
    case .greaterOrEqual: x >= y
    }
  }

  @Test func aNaNIsUnequalToItselfAndInNoOrder() throws {
    let input = try SampleTensor(.float32, [2], [.nan, 1] as [Float])
    func truths(_ relation: Compare.Relation) throws -> [UInt8] {
      var attributes = Compare.Attributes()
      attributes.relation = relation
      return try OperatorTrial<Compare>(attributes, [input, input]).run()
    }
    #expect(try truths(.equal) == [0, 1])
    #expect(try truths(.notEqual) == [1, 0])
    #expect(try truths(.lessOrEqual) == [0, 1])
    #expect(try truths(.greaterOrEqual) == [0, 1])
  }

  @Test func booleansHaveNoOrder() throws {
    var attributes = Compare.Attributes()
    attributes.relation = .less
    let truths = try SampleTensor(.boolean, [2], [0, 1] as [UInt8])
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.boolean)) {
      try OperatorTrial<Compare>(attributes, [truths, truths])
    }
  }

  @Test func shapesAndTypesThatDoNotMatchAreRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 1, needed: 3, found: 2)) {
      try OperatorTrial<Compare>(.init(), [.float32([4, 3]), .float32([4, 2])])
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Compare>(.init(), [.float32([4]), .int8([4])])
    }
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Compare.Plan>.size <= 184) }
}
