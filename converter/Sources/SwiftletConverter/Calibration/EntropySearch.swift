internal import SwiftletKernels

/// Finds the range whose 256 even steps lose the least information.
///
/// The upper end is chosen first, then the lower, then both once more. What lies outside counts at
/// the ends. Zeros are left out: every quantization holds them exactly.
struct EntropySearch {
  private let histogram: Histogram
  private let weights: [Float]

  /// The values that an int8 element has.
  private static let levelCount = 256

  /// The ends are tried at every so many parts.
  private static let partStride = 16

  /// The share of a part that the quantized distribution lacks and the true one has.
  private static let least: Float = 1e-6

  init(_ histogram: Histogram) {
    self.histogram = histogram
    weights = histogram.bins.map { Float($0) }
  }

  /// The range that was found.
  var range: ValueRange {
    let last = Histogram.binCount
    let zero = histogram.position(of: 0)
    var (lower, upper) = (0, last)
    for _ in 0..<2 {
      let uppers = stride(from: last, through: lower + Self.levelCount, by: -Self.partStride)
        .filter { $0 == last || Double($0) >= zero }
      upper = least(uppers) { divergence(lower, $0) } ?? upper
      let lowers = stride(from: 0, through: upper - Self.levelCount, by: Self.partStride)
        .filter { $0 == 0 || Double($0) <= zero }
      lower = least(lowers) { divergence($0, upper) } ?? lower
    }
    return ValueRange(
      lower: histogram.real(at: Double(lower)), upper: histogram.real(at: Double(upper)))
  }

  /// The first of the ends that has the least divergence.
  private func least(_ ends: [Int], _ divergence: (Int) -> Float) -> Int? {
    var best: (end: Int, divergence: Float)?
    for end in ends {
      let found = divergence(end)
      if found < best?.divergence ?? .infinity { best = (end, found) }
    }
    return best?.end
  }

  /// How much the quantized distribution differs from the true one, in nats.
  private func divergence(_ lower: Int, _ upper: Int) -> Float {
    var truth = Array(weights[lower..<upper])
    let inside = truth.reduce(0, +)
    truth[0] += weights[..<lower].reduce(0, +)
    truth[truth.count - 1] += weights[upper...].reduce(0, +)
    let total = truth.reduce(0, +)
    guard inside > 0 else { return .infinity }
    var divergence: Float = 0
    for level in 0..<Self.levelCount {
      let parts =
        level * truth.count / Self.levelCount..<(level + 1) * truth.count / Self.levelCount
      let own = weights[lower + parts.lowerBound..<lower + parts.upperBound]
      let present = own.reduce(0) { $1 > 0 ? $0 + 1 : $0 } as Float
      // Each level gives its weight to those of its parts that hold anything.
      let share = present > 0 ? own.reduce(0, +) / present / inside : 0
      for part in parts where truth[part] > 0 {
        let estimate = weights[lower + part] > 0 ? max(share, Self.least) : Self.least
        let probability = truth[part] / total
        divergence += probability * Functions.logarithm(probability / estimate)
      }
    }
    return divergence
  }
}
