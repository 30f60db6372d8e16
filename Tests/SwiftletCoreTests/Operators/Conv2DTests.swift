import SwiftletCases
import SwiftletKernels
import Testing

@testable import SwiftletCore

@Suite struct Conv2DTests {
  @Test func everyWayToRunEqualsTheReference() throws {
    for example in try Conv2DCases.all() {
      try expectEveryWayToAgree(example, residual: example.inputs.count > 2 ? 2 : nil)
    }
  }

  @Test func theReferenceIsTheSumOfProducts() throws {
    for example in try Conv2DCases.all() {
      let attributes = example.attributes
      let trial = try example.trial()
      let found = try trial.reference()
      let oracle = ConvolutionOracle(
        attributes.geometry,
        input: attributes.storesInput
          ? example.inputs[0].storedSteps(rowLength: attributes.storedRowLength(example.inputs[0]))
          : example.inputs[0].steps,
        shape: example.inputs[0].type.shape.lengths, weights: example.weights,
        output: trial.outputType.shape.lengths)
      if let output = example.output {
        #expect(
          found == int8(oracle, example, output).map { UInt8(bitPattern: $0) }, "\(example.name)")
      } else {
        var expected = oracle.clamped(attributes.bounds)
        if example.inputs.count > 2 {
          expected = zip(oracle.clamped(attributes.sumBounds), example.inputs[2].steps).map {
            min(max($0 + $1, Double(attributes.bounds.lower)), Double(attributes.bounds.upper))
          }
        }
        #expect(wrongCount(found, expected, oracle.magnitudes) == 0, "\(example.name)")
      }
    }
  }

  /// The bytes of an int8 case, with the residual added in 64-bit integers.
  private func int8(
    _ oracle: ConvolutionOracle, _ example: ConvolutionCase<Conv2D>, _ output: Quantization
  ) -> [Int8] {
    let attributes = example.attributes
    let range = storedRange(attributes.bounds, output)
    guard example.inputs.count > 2, let residual = example.inputs[2].type.quantization else {
      return oracle.requantized(example.weights, zeroPoint: output.zeroPoint, in: range)
    }
    let sum = Quantization(scale: attributes.sumScale, zeroPoint: attributes.sumZeroPoint)
    let left = oracle.requantized(
      example.weights, zeroPoint: sum.zeroPoint, in: storedRange(attributes.sumBounds, sum))
    return zip(left, example.inputs[2].bytes).map { left, right in
      let ratios = (sum.scale / output.scale, residual.scale / output.scale)
      let shift = 20 - Int(max(ratios.0, ratios.1).exponent)
      func scaled(_ ratio: Float) -> Int {
        Int((Double(ratio) * Double(1 << shift)).rounded(.toNearestOrEven))
      }
      let total =
        scaled(ratios.0) * (Int(left) - Int(sum.zeroPoint))
        + scaled(ratios.1) * (Int(Int8(bitPattern: right)) - Int(residual.zeroPoint))
        + 1 << (shift - 1)
      let y = Double(total >> shift + Int(output.zeroPoint))
      return Int8(min(max(y, range.lowerBound), range.upperBound))
    }
  }

  @Test func aPlanFitsItsPlace() {
    #expect(MemoryLayout<Conv2D.Plan>.size <= 184)
  }
}

extension Conv2D.Attributes {
  /// The elements that are stored at one scale: those of a pixel, or of an image.
  func storedRowLength(_ input: SampleTensor) -> Int {
    let shape = input.type.shape.lengths
    let isPointwise =
      kernelHeight * kernelWidth == 1 && strideHeight == 1 && strideWidth == 1 && padTop == 0
      && padLeft == 0 && padBottom == 0 && padRight == 0
    return isPointwise ? shape[3] : shape[1] * shape[2] * shape[3]
  }

  var geometry: ConvolutionOracle.Geometry {
    ConvolutionOracle.Geometry(
      kernel: (Int(kernelHeight), Int(kernelWidth)), stride: (Int(strideHeight), Int(strideWidth)),
      dilation: (Int(dilationHeight), Int(dilationWidth)), before: (Int(padTop), Int(padLeft)),
      groups: Int(groups))
  }
}

/// Runs a case in every number of shares, on every set and in place, against its reference.
func expectEveryWayToAgree<O: Operator>(
  _ example: ConvolutionCase<O>, residual: Int? = nil
) throws {
  let trial = try example.trial()
  let expected = try trial.reference()
  for rawValue in 0..<UInt8(InstructionSet.count) {
    guard let set = InstructionSet(rawValue: rawValue), set.isSupported else { continue }
    for shares in 1...3 {
      #expect(try trial.run(set, shares: shares) == expected, "\(example.name), \(set), \(shares)")
    }
    if let residual {
      #expect(
        try trial.run(set, shares: 3, inPlaceOf: residual) == expected, "\(example.name), \(set)")
    }
  }
}
