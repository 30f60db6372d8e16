import SwiftletCases
import SwiftletCore
import Testing

@testable import SwiftletConverter

@Suite struct QuantizedWeightsTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func aRangeIsHeldWithZeroExact(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let exponent = Int.random(in: -40...40, using: &random)
    let size = Float(sign: .plus, exponent: exponent, significand: 1)
    let ends = [0, 1].map { _ in Float.random(in: -1...1, using: &random) * size }.sorted()
    let range = ValueRange(lower: ends[0], upper: ends[1])
    let quantization = Quantization(holding: range)
    try quantization.check(for: .int8)
    #expect(quantization.stored(0, in: -128...127) == quantization.zeroPoint)
    let held = quantization.int8Range
    let slack = quantization.scale * 0.501
    #expect(held.lower <= range.lower + slack && held.upper >= range.upper - slack)
    #expect(held.upper - held.lower <= (range.withZero.upper - range.withZero.lower) * 1.001)
  }

  @Test func aRangeOfNoWidthHasAScale() throws {
    for number in [0, Float.leastNonzeroMagnitude, -1e-38] {
      let quantization = Quantization(holding: ValueRange(lower: number, upper: number))
      try quantization.check(for: .int8)
      #expect((1 / quantization.scale).isFinite)
    }
    let widest = ValueRange(
      lower: -.greatestFiniteMagnitude, upper: .greatestFiniteMagnitude)
    try Quantization(holding: widest).check(for: .int8)
  }

  @Test func aChannelWhoseBiasWouldNotFitGetsLargerSteps() throws {
    let weights = RealWeights(
      lengths: [2, 2], axis: 0, weights: [1e-12, -1e-12, 0.4471, 1], bias: [100, 1])
    let scales = weights.scales(perChannel: true, input: 0.01, output: 1)
    #expect(scales[1] == Float(1) / 127)
    let layer = weights.quantized(scales: scales, input: 0.01)
    #expect(abs(Double(layer.bias[0]) * 0.01 * Double(scales[0]) - 100) < 1e-4)
    #expect(layer.weights[2...] == [57, 127])
  }

  @Test func aChannelWithoutWeightsKeepsItsBias() throws {
    let weights = RealWeights(lengths: [1, 2], axis: 0, weights: [0, 0], bias: [-3])
    let scales = weights.scales(perChannel: true, input: 0.1, output: 0.5)
    let layer = weights.quantized(scales: scales, input: 0.1)
    #expect(layer.weights == [0, 0])
    #expect(abs(Double(layer.bias[0]) * 0.1 * Double(scales[0]) + 3) < 0.5 / 256)
  }

  @Test func weightsOfOneScaleHaveThatOfTheWidestChannel() {
    let weights = RealWeights(
      lengths: [1, 2, 1, 2], axis: 3, weights: [0.8942, -2, 0.3, 0.8942], bias: [0, 0])
    #expect(weights.scales(perChannel: true, input: 1, output: 1) == [0.8942 / 127, 2 / 127])
    #expect(weights.scales(perChannel: false, input: 1, output: 1) == [2 / 127, 2 / 127])
  }
}
