/// How often a value lies in each of 2048 equal parts of a range.
struct Histogram: Sendable {
  /// The number of parts.
  static let binCount = 2048

  /// The range that the parts divide.
  let range: ValueRange

  /// The numbers other than zero in each part; empty as long as there are none.
  private(set) var bins: [Int] = []

  /// How many numbers are zero, which every quantization holds exactly.
  private(set) var zeroCount = 0

  private let lower: Double
  private let binsPerUnit: Double

  /// Creates an empty histogram of a range with finite ends.
  init(_ range: ValueRange) {
    self.range = range
    lower = Double(range.lower)
    let width = Double(range.upper) - lower
    binsPerUnit = width > 0 ? Double(Self.binCount) / width : 0
  }

  /// Counts numbers; those outside of the range in its first or last part.
  mutating func count(_ reals: Span<Float>) {
    if bins.isEmpty { bins = Array(repeating: 0, count: Self.binCount) }
    for index in reals.indices {
      let real = reals[index]
      let position = (Double(real) - lower) * binsPerUnit
      if real == 0 {
        zeroCount += 1
      } else if position >= 0 {
        bins[position < Double(Self.binCount) ? Int(position) : Self.binCount - 1] += 1
      } else {
        bins[0] += 1
      }
    }
  }

  /// Adds the counts of a histogram of the same range.
  mutating func add(_ other: Histogram) {
    zeroCount += other.zeroCount
    guard !bins.isEmpty, !other.bins.isEmpty else {
      if bins.isEmpty { bins = other.bins }
      return
    }
    for index in bins.indices { bins[index] += other.bins[index] }
  }

  /// The real number at a position counted in parts from the lower end.
  func real(at position: Double) -> Float {
    guard binsPerUnit > 0 else { return range.lower }
    // The ends are exact.
    if position <= 0 { return range.lower }
    if position >= Double(Self.binCount) { return range.upper }
    return Float(lower + position / binsPerUnit)
  }

  /// The position of a real number, counted in parts from the lower end.
  func position(of real: Float) -> Double { (Double(real) - lower) * binsPerUnit }

  /// The range that a method chooses.
  func range(by method: Calibration.Method) -> ValueRange {
    guard binsPerUnit > 0, bins.contains(where: { $0 > 0 }) else { return range }
    switch method {
    case .minMax, .movingAverage: return range
    case .percentile(let percentage): return percentile(percentage)
    case .entropy: return EntropySearch(self).range
    case .meanSquaredError: return SquaredErrorSearch(self).range
    }
  }

  /// The range that a percentage of the numbers is in.
  private func percentile(_ percentage: Double) -> ValueRange {
    let total = bins.reduce(zeroCount, +)
    let tail = Double(total) * (100 - percentage) / 200
    var counts = bins
    let zero = min(max(position(of: 0), 0), Double(Self.binCount - 1))
    counts[Int(zero)] += zeroCount
    let below = Self.position(leaving: tail, of: counts)
    let above = Double(Self.binCount) - Self.position(leaving: tail, of: counts.reversed())
    return below < above
      ? ValueRange(lower: real(at: below), upper: real(at: above)) : range
  }

  /// The position below which a number of counts lies, spread evenly inside of each part.
  private static func position(leaving tail: Double, of counts: some Collection<Int>) -> Double {
    var left = tail
    for (index, count) in counts.enumerated() {
      if Double(count) > left { return Double(index) + left / Double(count) }
      left -= Double(count)
    }
    return Double(counts.count)
  }
}
