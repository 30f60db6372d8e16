import SwiftletCases
import Testing

@testable import SwiftletConverter

@Suite struct HistogramTests {
  private func histogram(_ values: [Float]) -> Histogram {
    let range = ValueRange(lower: values.min() ?? 0, upper: values.max() ?? 0)
    var histogram = Histogram(range)
    histogram.count(values.span)
    return histogram
  }

  /// A thousand even steps from 0 to 1, and one value far away.
  private var evenWithOutlier: [Float] { (1...1000).map { Float($0) / 1000 } + [100] }

  /// Sums of twelve even numbers: close to a normal distribution of deviation 1.
  private var normal: [Float] {
    var random = SeededRandom(seed: 7)
    return (0..<100_000).map { _ in
      (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &random) }
    }
  }

  @Test func percentilesOfEvenNumbersAreWhereTheyShouldBe() {
    let histogram = histogram((0...100_000).map { Float($0) / 1000 - 40 })
    let all = histogram.range(by: .percentile(100))
    #expect(all == ValueRange(lower: -40, upper: 60))
    let most = histogram.range(by: .percentile(90))
    #expect(abs(most.lower - -35) < 0.01 && abs(most.upper - 55) < 0.01)
  }

  @Test func zerosCountAmongThePercentage() {
    // Half of the values are zero, as behind a rectifier.
    let values: [Float] = (0..<5000).flatMap { index -> [Float] in [0, Float(index) / 5000] }
    let range = histogram(values).range(by: .percentile(80))
    #expect(range.lower < 0.001 && abs(range.upper - 0.8) < 0.01)
  }

  @Test(arguments: [
    Calibration.Method.percentile(99), .entropy, .meanSquaredError,
  ])
  func theSameCountsGiveTheSameRangeHoweverTheyAreAdded(method: Calibration.Method) {
    let values = evenWithOutlier
    let whole = histogram(values)
    var sum = Histogram(whole.range)
    for start in stride(from: 0, to: values.count, by: 91) {
      var part = Histogram(whole.range)
      part.count(Array(values[start..<min(start + 91, values.count)]).span)
      sum.add(part)
    }
    #expect(sum.bins == whole.bins)
    #expect(sum.range(by: method) == whole.range(by: method))
  }

  @Test func theSquaredErrorWeighsAnOutlierAgainstTheRest() {
    // The outlier alone costs (100 - u)²; 1000 values cost 1000 (u / 255)² / 12.
    let kept = histogram(evenWithOutlier).range(by: .meanSquaredError)
    #expect(kept.upper > 95)
    let even = evenWithOutlier.dropLast()
    let many: [Float] = (0..<2000).flatMap { _ -> [Float] in Array(even) } + [100]
    let cut = histogram(many).range(by: .meanSquaredError)
    #expect(cut.upper < 60 && cut.upper >= 1)
  }

  @Test func theChosenRangeOfANormalDistributionHasTheLeastError() {
    let values = normal
    let histogram = histogram(values)
    let chosen = histogram.range(by: .meanSquaredError)
    let error = Self.squaredError(values, chosen)
    #expect(error <= Self.squaredError(values, histogram.range))
    for factor in [0.5, 0.7, 0.85] as [Float] {
      let narrower = ValueRange(lower: chosen.lower * factor, upper: chosen.upper * factor)
      #expect(error < Self.squaredError(values, narrower), "factor \(factor)")
    }
  }

  @Test func entropyCutsALongTailAndKeepsAnEvenDistribution() {
    let even = histogram((0..<100_000).map { Float($0) / 100_000 })
    #expect(even.range(by: .entropy) == even.range)
    var values = normal
    values += [60, -60]
    let range = histogram(values).range(by: .entropy)
    #expect(range.upper < 30 && range.upper > 2 && range.lower > -30 && range.lower < -2)
  }

  @Test func zeroIsNeverCutOff() {
    // All values lie far above zero, which quantization brings into the range anyhow.
    let values = (0..<10_000).map { 50 + Float($0) / 10_000 }
    for method in [Calibration.Method.entropy, .meanSquaredError] {
      let range = histogram(values).range(by: method)
      #expect(range.lower == 50 && range.upper > 50.9)
    }
    // Both sides of zero stay on their sides.
    let sides = histogram((-10_000...10_000).map { Float($0) })
    for method in [Calibration.Method.entropy, .meanSquaredError] {
      let range = sides.range(by: method)
      #expect(range.lower < 0 && range.upper > 0)
    }
  }

  @Test(arguments: [0, 5, -3] as [Float])
  func oneValueIsItsOwnRange(value: Float) {
    let histogram = histogram([value, value, value])
    for method in [Calibration.Method.entropy, .meanSquaredError, .percentile(99)] {
      #expect(histogram.range(by: method) == ValueRange(lower: value, upper: value))
    }
  }

  @Test func rangesBeyondSinglePrecisionAreCounted() {
    let most = Float.greatestFiniteMagnitude
    let histogram = histogram([-most, most, 1])
    #expect(histogram.bins.reduce(0, +) == 3)
    #expect(histogram.range(by: .percentile(100)) == ValueRange(lower: -most, upper: most))
  }

  /// The mean of the squared errors of values rounded to 256 even steps of a range.
  private static func squaredError(_ values: [Float], _ range: ValueRange) -> Double {
    let (lower, upper) = (Double(min(range.lower, 0)), Double(max(range.upper, 0)))
    let step = (upper - lower) / 255
    return values.reduce(0) { sum, value in
      let held = min(max(Double(value), lower), upper)
      let rounded = ((held - lower) / step).rounded() * step + lower
      return sum + (rounded - Double(value)) * (rounded - Double(value))
    } / Double(values.count)
  }
}
