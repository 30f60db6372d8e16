internal import SwiftletCore

/// Fits the integers of one group of a layer to what the float layer gives for the same samples.
struct LayerFit {
  /// What is to be fitted.
  struct Goals {
    var rounding: Bool
    var bias: Bool
  }

  private let rows: [Float]
  private let length: Int
  private let width: Int
  /// The real weights, one list of channels for each number of a row.
  private let weights: [Float]
  private let scales: [Float]
  /// What the float layer gives before its bounds, without the bias.
  private let targets: [Float]

  /// Takes what the layers read at the same places.
  ///
  /// - Parameters:
  ///   - stored: The rows that the integer layer reads, as real numbers.
  ///   - real: The rows that the float layer reads.
  ///   - weights: The weights of each channel.
  ///   - scales: The steps of each channel.
  init(stored: [Float], real: [Float], weights: [[Float]], scales: [Float]) {
    rows = stored
    width = weights.count
    length = weights[0].count
    self.scales = scales
    self.weights = Products.transposed(Array(weights.joined()), width: length)
    targets = Products.product(real, self.weights, count: length, width: width)
  }

  private var rowCount: Int { rows.count / length }

  // MARK: Weights

  /// The stored weights of each channel, rounded up or down for the least error.
  ///
  /// A quarter of the rows judge: where they find no gain, the nearest integers stay.
  func roundedWeights(threadCount: Int) throws -> [[Int8]] {
    let fitted = max(1, rowCount * 3 / 4)
    let means = Products.means(Array(rows[..<(fitted * length)]), width: length)
    let inputs = Products.centred(Array(rows[..<(fitted * length)]), means: means)
    let gains = gains(of: 0..<fitted)
    let rounding = AdaptiveRounding(
      products: try Products.gram(inputs, width: length, threadCount: threadCount), length: length,
      damping: 0.01 + 0.1 * Float(length) / Float(fitted))
    let wanted = Products.transposedProduct(inputs, width: length, gains, width: width)
    let nearest = nearestWeights
    let chosen = try parallelMap(width, threadCount: threadCount) { channel in
      rounding.rounded(
        steps(of: channel),
        targets: (0..<length).map { wanted[$0 * width + channel] / scales[channel] })
    }
    let judges = fitted..<rowCount
    let (before, after) = (errors(of: nearest, in: judges), errors(of: chosen, in: judges))
    return (0..<width).map { after[$0] < before[$0] ? chosen[$0] : nearest[$0] }
  }

  /// The stored weights of each channel, rounded to the nearest.
  var nearestWeights: [[Int8]] {
    (0..<width).map { channel in
      steps(of: channel).map { Int8(max(-127, min(127, $0.rounded(.toNearestOrEven)))) }
    }
  }

  /// The real weights of a channel in steps.
  private func steps(of channel: Int) -> [Float] {
    (0..<length).map { weights[$0 * width + channel] / scales[channel] }
  }

  /// What the real weights miss because their inputs are stored, about its mean.
  private func gains(of range: Range<Int>) -> [Float] {
    let given = Products.product(
      Array(rows[(range.lowerBound * length)..<(range.upperBound * length)]), weights,
      count: length, width: width)
    let missing = zip(targets[(range.lowerBound * width)...], given).map { $0 - $1 }
    return Products.centred(missing, means: Products.means(missing, width: width))
  }

  /// What stored weights give for some rows, without the bias.
  private func outputs(of stored: [[Int8]], in range: Range<Int>) -> [Float] {
    let reals = (0..<length).flatMap { index in
      (0..<width).map { scales[$0] * Float(stored[$0][index]) }
    }
    return Products.product(
      Array(rows[(range.lowerBound * length)..<(range.upperBound * length)]), reals,
      count: length, width: width)
  }

  /// The squared error of each channel about its mean.
  private func errors(of stored: [[Int8]], in range: Range<Int>) -> [Double] {
    let given = outputs(of: stored, in: range)
    let missing = zip(targets[(range.lowerBound * width)...], given).map { $0 - $1 }
    let centred = Products.centred(missing, means: Products.means(missing, width: width))
    var sums = [Double](repeating: 0, count: width)
    for (index, error) in centred.enumerated() { sums[index % width] += Double(error * error) }
    return sums
  }

  // MARK: Bias

  /// The bias with which the mean of the outputs, held in the layer's bounds, is that of the float
  /// layer's.
  func corrected(_ bias: [Float], of stored: [[Int8]], bounds: Bounds) -> [Float] {
    let given = outputs(of: stored, in: 0..<rowCount)
    var result = bias
    // Each round moves the outputs that were inside of the bounds; three come close enough.
    for _ in 0..<3 {
      var sums = [Double](repeating: 0, count: width)
      var counts = [Double](repeating: 0, count: width)
      for index in given.indices {
        let channel = index % width
        let output = given[index] + result[channel]
        guard output > bounds.lower, output < bounds.upper else { continue }
        let wanted = max(bounds.lower, min(bounds.upper, targets[index] + bias[channel]))
        sums[channel] += Double(wanted - output)
        counts[channel] += 1
      }
      for channel in 0..<width where counts[channel] >= 16 {
        result[channel] += Float(sums[channel] / counts[channel])
      }
    }
    return result
  }
}
