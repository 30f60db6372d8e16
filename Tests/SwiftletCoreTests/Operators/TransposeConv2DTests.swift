import SwiftletCases
import SwiftletKernels
import Testing

@testable import SwiftletCore

@Suite struct TransposeConv2DTests {
  @Test func everyWayToRunEqualsTheReference() throws {
    for example in try TransposeConv2DCases.all() { try expectEveryWayToAgree(example) }
  }

  @Test func theReferenceIsTheSumOfWhatEveryInputScatters() throws {
    for example in try TransposeConv2DCases.all() {
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

  @Test func phasesAreTakenWhereIntegersMeetNoZerosBetween() throws {
    var names: [String] = []
    for example in try TransposeConv2DCases.all() {
      try example.trial().withPlan { plan in
        if plan.dot.takesPhases { names.append(example.name) }
      }
    }
    #expect(
      names == [
        "2x2, doubling", "3x3, doubling", "3x3, in groups", "4x4, doubling",
        "5x5, lines of many pixels", "4x4, tripling, cut short", "2x3, in steps of 1 and 3",
        "weights with a zero point",
      ])
  }

  @Test func aFileThatHasNoMemoryForPhasesGivesTheSameBits() throws {
    for example in try TransposeConv2DCases.all() where example.output != nil {
      let trial = try example.trial()
      var isPhased = false
      try trial.withPlan { isPhased = $0.dot.takesPhases }
      guard isPhased else { continue }
      let expected = try trial.reference()
      for rawValue in 0..<UInt8(InstructionSet.count) {
        guard let set = InstructionSet(rawValue: rawValue), set.isSupported else { continue }
        let found = try trial.run(set, scratchByteCount: 0)
        #expect(found == expected, "\(example.name), \(set)")
      }
    }
  }

  @Test func aPlanFitsItsPlace() {
    #expect(MemoryLayout<TransposeConv2D.Plan>.size <= 184)
  }
}

extension TransposeConv2D.Attributes {
  var geometry: ConvolutionOracle.Geometry {
    ConvolutionOracle.Geometry(
      kernel: (Int(kernelHeight), Int(kernelWidth)), stride: (Int(strideHeight), Int(strideWidth)),
      dilation: (Int(dilationHeight), Int(dilationWidth)), before: (Int(padTop), Int(padLeft)),
      groups: Int(groups), isTransposed: true)
  }
}
