import Glibc
import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct NormalizationTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try NormalizationCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheFormula() throws {
    for example in try NormalizationCases.all() {
      let shape = example.inputs[0].type.shape
      let first = try #require(shape.axis(Int(example.attributes.axis)))
      let count = Int(example.attributes.axisCount)
      let end = count == 0 ? shape.rank : first + count
      let (length, stride) = (shape.product(first..<end), shape.product(end..<shape.rank))
      let values = example.inputs[0].realValues
      let parameters = (1...2).map {
        $0 < example.inputs.count ? example.inputs[$0].values(Float.self) : []
      }
      let epsilon = Double(example.attributes.epsilon)
      let found = elements(of: try example.trial().reference(), Float.self)
      for first in 0..<(values.count / length) {
        let start = first / stride * length * stride + first % stride
        let positions = (0..<length).map { start + $0 * stride }
        let line = positions.map { values[$0] }
        let n = Double(length)
        let mean = line.reduce(0, +) / n
        let squares = line.map { $0 * $0 }.reduce(0, +)
        let variance = line.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / n
        for index in positions {
          var expected: Double =
            switch example.attributes.kind {
            case .layer: (values[index] - mean) / sqrt(variance + epsilon)
            case .rootMeanSquare: values[index] / sqrt(squares / n + epsilon)
            case .euclidean: values[index] / max(sqrt(squares), epsilon)
            }
          expected *= Self.parameter(example, 1, index, parameters[0]) ?? 1
          expected += Self.parameter(example, 2, index, parameters[1]) ?? 0
          #expect(abs(Double(found[index]) - expected) <= 2e-5, "\(example) at \(index)")
        }
      }
    }
  }

  /// The element of a scale or bias that belongs to one of x.
  private static func parameter(
    _ example: OperatorCase<Normalization>, _ input: Int, _ index: Int, _ values: [Float]
  ) -> Double? {
    guard input < example.inputs.count, example.inputs[input].type.isPresent else { return nil }
    let (wide, own) = (
      example.inputs[0].type.shape.lengths, example.inputs[input].type.shape.lengths
    )
    var (rest, position, step) = (index, 0, 1)
    for axis in wide.indices.reversed() {
      let place = rest % wide[axis]
      rest /= wide[axis]
      let axis = axis - (wide.count - own.count)
      guard own.indices.contains(axis) else { continue }
      position += own[axis] == 1 ? 0 : place * step
      step *= own[axis]
    }
    return Double(values[position])
  }

  @Test func aLineIsAddedInSixteenSums() throws {
    // In order, each one would be lost beside 2²⁴; of sums of their own, only the first is.
    var values = [Float](repeating: 0, count: 16)
    values[0] = 0x1p12
    for index in 1..<16 { values[index] = 1 }
    var attributes = Normalization.Attributes()
    attributes.kind = .euclidean
    let found = try OperatorTrial<Normalization>(
      attributes, [SampleTensor(.float32, [16], values)]
    ).run()
    let root = Float(Double(0x1p24 + 14).squareRoot())
    #expect(elements(of: found, Float.self)[1] == 1 / root)
    #expect(root != 0x1p12)
  }

  @Test func aLineOfZerosStaysZero() throws {
    var attributes = Normalization.Attributes()
    attributes.kind = .euclidean
    let zeros = try SampleTensor(.float32, [3], [0, 0, 0] as [Float])
    let found = try OperatorTrial<Normalization>(attributes, [zeros]).run()
    #expect(elements(of: found, Float.self) == [0, 0, 0])
  }

  @Test func axesThatTheInputLacksAreRefused() throws {
    var attributes = Normalization.Attributes()
    attributes.axis = 2
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 1)) {
      try OperatorTrial<Normalization>(attributes, [.float32([2, 3])])
    }
    attributes.axis = 1
    for count in [-1, 2, .max] as [Int32] {
      attributes.axisCount = count
      #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 2)) {
        try OperatorTrial<Normalization>(attributes, [.float32([2, 3])])
      }
    }
  }

  @Test func anEpsilonThatIsNegativeOrNoNumberIsRefused() throws {
    var attributes = Normalization.Attributes()
    for epsilon in [-1, .nan, .infinity] as [Float] {
      attributes.epsilon = epsilon
      #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 3)) {
        try OperatorTrial<Normalization>(attributes, [.float32([2, 3])])
      }
    }
  }

  @Test func aScaleThatWouldStretchTheOutputIsRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 0, needed: 1, found: 2)) {
      try OperatorTrial<Normalization>(.init(), [.float32([1, 3]), .float32([2, 3])])
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Normalization>(.init(), [.float32([1, 3]), .int8([3])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let (accepted, disagreement) = acceptedHostileUses(
      of: Normalization.self, [try .float32([3, 5, 4]), try .float32([4]), try .float32([5, 1])],
      count: 2000)
    #expect(accepted > 100)
    #expect(disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Normalization.Plan>.size <= 184) }
}
