import Glibc
import SwiftletCases
import SwiftletCore
import Testing

@Suite struct SoftmaxTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try SoftmaxCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheRealSoftmax() throws {
    for example in try SoftmaxCases.all() {
      let (input, trial) = (example.inputs[0], try example.trial())
      let found = reals(of: try trial.reference(), trial.outputType)
      let values = input.realValues
      let shape = input.type.shape
      let axis = try #require(shape.axis(Int(example.attributes.axis)))
      let (length, stride) = (shape[axis], shape.product((axis + 1)..<shape.rank))
      let beta = Double(example.attributes.beta)
      let quantization = trial.outputType.quantization
      let step = Double(quantization?.scale ?? 0)
      for line in 0..<(values.count / length) {
        let first = line / stride * stride * length + line % stride
        let positions = (0..<length).map { first + $0 * stride }
        let greatest = positions.map { values[$0] }.max() ?? 0
        let sum = positions.map { exp(beta * (values[$0] - greatest)) }.reduce(0, +)
        for position in positions {
          let distance = beta * (values[position] - greatest)
          var expected = example.attributes.logarithm ? distance - log(sum) : exp(distance) / sum
          if let quantization {
            let zeroPoint = Double(quantization.zeroPoint)
            expected = max(step * (-128 - zeroPoint), min(step * (127 - zeroPoint), expected))
          }
          #expect(abs(found[position] - expected) <= 0.5001 * step + 1e-5, "\(example)")
        }
      }
    }
  }

  @Test func aSharpnessThatIsNotPositiveIsRefused() throws {
    for beta in [0, -1, .nan, .infinity] as [Float] {
      var attributes = Softmax.Attributes()
      attributes.beta = beta
      #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 0)) {
        try OperatorTrial<Softmax>(attributes, [.float32([4])])
      }
    }
  }

  @Test func anAxisThatTheInputLacksIsRefused() throws {
    var attributes = Softmax.Attributes()
    attributes.axis = 1
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 1)) {
      try OperatorTrial<Softmax>(attributes, [.float32([4])])
    }
  }

  @Test func aTensorWithoutScaleIsRefused() throws {
    let trial = try OperatorTrial<Softmax>(.init(), [SampleTensor(.int8, [2], [1, 2] as [Int8])])
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let (accepted, disagreement) = acceptedHostileUses(
      of: Softmax.self, [try .int8([3, 5, 4])], count: 10_000)
    #expect(accepted > 100)
    #expect(disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Softmax.Plan>.size <= 184) }
}
