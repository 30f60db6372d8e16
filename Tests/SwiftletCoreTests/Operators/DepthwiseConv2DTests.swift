import SwiftletCases
import Testing

@testable import SwiftletCore

@Suite struct DepthwiseConv2DTests {
  @Test func everyWayToRunEqualsTheReference() throws {
    for example in try DepthwiseConv2DCases.all() { try expectEveryWayToAgree(example) }
  }

  @Test func theReferenceIsTheSumOfProducts() throws {
    for example in try DepthwiseConv2DCases.all() {
      let trial = try example.trial()
      let found = try trial.reference()
      let oracle = ConvolutionOracle(
        example.attributes.geometry, input: example.inputs[0].steps,
        shape: example.inputs[0].type.shape.lengths, weights: example.weights,
        output: trial.outputType.shape.lengths)
      if let output = example.output {
        let expected = oracle.requantized(
          example.weights, zeroPoint: output.zeroPoint,
          in: storedRange(example.attributes.bounds, output))
        #expect(found == expected.map { UInt8(bitPattern: $0) }, "\(example.name)")
      } else {
        let expected = oracle.clamped(example.attributes.bounds)
        #expect(wrongCount(found, expected, oracle.magnitudes) == 0, "\(example.name)")
      }
    }
  }

  @Test func aPlanFitsItsPlace() {
    #expect(MemoryLayout<DepthwiseConv2D.Plan>.size <= 184)
  }
}

extension DepthwiseConv2D.Attributes {
  var geometry: ConvolutionOracle.Geometry {
    ConvolutionOracle.Geometry(
      kernel: (Int(kernelHeight), Int(kernelWidth)), stride: (Int(strideHeight), Int(strideWidth)),
      dilation: (Int(dilationHeight), Int(dilationWidth)), before: (Int(padTop), Int(padLeft)),
      isDepthwise: true)
  }
}
