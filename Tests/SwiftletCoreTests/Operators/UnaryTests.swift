import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct UnaryTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try UnaryCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theResultIsThatOfTheFunction() throws {
    for example in try UnaryCases.all() where example.inputs[0].type.element == .float32 {
      let attributes = example.attributes
      let found = elements(of: try example.trial().run(), Float.self)
      let expected = example.inputs[0].values(Float.self).map {
        attributes.function($0, alpha: attributes.alpha, beta: attributes.beta)
      }
      #expect(found == expected, "\(example)")
    }
  }

  @Test func integersWrap() throws {
    let input = try SampleTensor(.int32, [4], [.min, -3, 0, 7] as [Int32])
    func results(_ function: UnaryFunction) throws -> [Int32] {
      var attributes = Unary.Attributes()
      attributes.function = function
      return elements(of: try OperatorTrial<Unary>(attributes, [input]).run(), Int32.self)
    }
    #expect(try results(.abs) == [.min, 3, 0, 7])
    #expect(try results(.negative) == [.min, 3, 0, -7])
    #expect(try results(.square) == [0, 9, 0, 49])
    #expect(try results(.sign) == [-1, -1, 0, 1])
  }

  @Test func theOppositeOfTrueIsZero() throws {
    let input = try SampleTensor(.boolean, [3], [0, 1, 2] as [UInt8])
    var attributes = Unary.Attributes()
    attributes.function = .logicalNot
    #expect(try OperatorTrial<Unary>(attributes, [input]).run() == [1, 0, 0])
    attributes.function = .negative
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.boolean)) {
      try OperatorTrial<Unary>(attributes, [input])
    }
  }

  @Test func functionsWithoutAMeaningForIntegersAreRefused() throws {
    var attributes = Unary.Attributes()
    attributes.function = .exp
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int32)) {
      try OperatorTrial<Unary>(attributes, [ElementCases.tensor(.int32)])
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Unary>(attributes, [.int8([2])])
    }
  }

  @Test func thePlansAreSmall() {
    #expect(MemoryLayout<Unary.Plan>.size <= 184)
    #expect(MemoryLayout<PRelu.Plan>.size <= 184)
    #expect(MemoryLayout<ArgMax.Plan>.size <= 184)
    #expect(MemoryLayout<Quantize.Plan>.size <= 184)
    #expect(MemoryLayout<Dequantize.Plan>.size <= 184)
    #expect(MemoryLayout<Requantize.Plan>.size <= 184)
    #expect(MemoryLayout<Cast.Plan>.size <= 184)
  }
}
