/// Finds the range whose 256 even steps make the least squared error.
struct SquaredErrorSearch {
  private let histogram: Histogram

  // Sums over the parts before each: of counts, of positions, of squared positions.
  private var counts: [Double] = [0]
  private var sums: [Double] = [0]
  private var squares: [Double] = [0]

  /// The ends are tried at every so many parts.
  private static let partStride = 16

  init(_ histogram: Histogram) {
    self.histogram = histogram
    for (index, count) in histogram.bins.enumerated() {
      let (count, position) = (Double(count), Double(index) + 0.5)
      counts.append(counts[index] + count)
      sums.append(sums[index] + count * position)
      squares.append(squares[index] + count * position * position)
    }
  }

  /// The best range of all whose ends are at every sixteenth part; of equal ones, the widest.
  var range: ValueRange {
    let last = Histogram.binCount
    let zero = histogram.position(of: 0)
    var best = (error: Double.infinity, lower: 0, upper: last)
    for lower in stride(from: 0, to: last, by: Self.partStride)
    where lower == 0 || Double(lower) <= zero {
      for upper in stride(from: last, to: lower, by: -Self.partStride)
      where upper == last || Double(upper) >= zero {
        let found = error(lower, upper, zero)
        if found < best.error { best = (found, lower, upper) }
      }
    }
    return ValueRange(
      lower: histogram.real(at: Double(best.lower)), upper: histogram.real(at: Double(best.upper)))
  }

  /// The squared error of a range in parts, with zero brought inside as quantization does.
  private func error(_ lower: Int, _ upper: Int, _ zero: Double) -> Double {
    let step = (max(Double(upper), zero) - min(Double(lower), zero)) / 255
    let inside = counts[upper] - counts[lower]
    return inside * step * step / 12 + clipped(0..<lower, to: Double(lower))
      + clipped(upper..<Histogram.binCount, to: Double(upper))
  }

  /// The squared distance of parts from the end that they are held at.
  private func clipped(_ parts: Range<Int>, to end: Double) -> Double {
    let (from, to) = (parts.lowerBound, parts.upperBound)
    return (squares[to] - squares[from]) - 2 * end * (sums[to] - sums[from])
      + end * end * (counts[to] - counts[from])
  }
}
