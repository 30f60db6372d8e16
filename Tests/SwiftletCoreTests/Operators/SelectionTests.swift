import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct ArgMaxTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ArgMaxCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheFirstExtremeOfEachLine() throws {
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
        #expect(position == elements.firstIndex { $0 == extreme }, "\(example)")
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

@Suite struct PReluTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try PReluCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheRealRectifier() throws {
    for example in try PReluCases.all() {
      let (input, slope) = (example.inputs[0], example.inputs[1])
      let trial = try example.trial()
      let found = reals(of: try trial.reference(), trial.outputType)
      let (values, slopes) = (input.realValues, slope.realValues)
      let quantization = trial.outputType.quantization
      let step = Double(quantization?.scale ?? 0)
      // Each slope serves the innermost elements after it, or one in each row.
      let isColumn = slope.type.shape.fromInnermost(0) == 1
      let width = input.type.shape.fromInnermost(0)
      for (index, x) in values.enumerated() {
        let alpha = slopes[isColumn ? index / width % slopes.count : index % slopes.count]
        var expected = x < 0 ? alpha * x : x
        if let quantization {
          let zeroPoint = Double(quantization.zeroPoint)
          expected = max(step * (-128 - zeroPoint), min(step * (127 - zeroPoint), expected))
        }
        #expect(abs(found[index] - expected) <= 0.5001 * step + 1e-5, "\(example)")
      }
    }
  }

  @Test func slopesThatStretchTheInputAreRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 0, needed: 1, found: 4)) {
      try OperatorTrial<PRelu>(.init(), [.float32([1]), .float32([4])])
    }
  }
}

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
