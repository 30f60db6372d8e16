internal import SwiftletKernels

extension Pool2D {
  /// Gathers each window tap by tap.
  public static func reference(_ plan: Plan) {
    define(plan, 0..<plan.windowCount, isQuick: false)
  }

  /// Gathers the windows of a share, many channels at a time.
  public static func run(_ plan: Plan, _ share: Share) {
    let windows = share.units(of: plan.windowCount)
    guard !Build.prefersLeastCode else { return define(plan, windows, isQuick: true) }
    switch plan.body {
    case .int8(let input, let output, let kernel?) where Pool.hasVariants:
      gather(plan, input, output, windows, by: kernel)
    case .float32(let input, let output, let kernel?) where Pool.hasVariants:
      gather(plan, input, output, windows, by: kernel)
    case .int8(let input, let output, _):
      switch plan.function {
      case .average:
        gather(plan, input, output, windows) {
          StoredMean(plan, validCount: $0, isQuick: true)
        }
      case .maximum: gather(plan, input, output, windows) { _ in StoredMaximum(plan) }
      }
    case .float32(let input, let output, _):
      switch plan.function {
      case .average: gather(plan, input, output, windows) { Mean(plan, validCount: $0) }
      case .maximum: gather(plan, input, output, windows) { _ in Maximum(plan) }
      }
    }
  }

  /// Evaluates the definition for some windows.
  private static func define(_ plan: Plan, _ windows: Range<Int>, isQuick: Bool) {
    for window in windows {
      let place = Place(plan, window: window)
      let count = place.rowTaps.count * place.columnTaps.count
      switch plan.body {
      case .int8(let input, let output, _):
        switch plan.function {
        case .average:
          define(
            plan, place, input, output, StoredMean(plan, validCount: count, isQuick: isQuick))
        case .maximum: define(plan, place, input, output, StoredMaximum(plan))
        }
      case .float32(let input, let output, _):
        guard Build.computesFloat32 else { return }
        switch plan.function {
        case .average: define(plan, place, input, output, Mean(plan, validCount: count))
        case .maximum: define(plan, place, input, output, Maximum(plan))
        }
      }
    }
  }

  @inline(__always)
  private static func define<F: Fold>(
    _ plan: Plan, _ place: Place, _ input: Elements<F.Element>, _ output: Elements<F.Element>,
    _ fold: F
  ) {
    let channels = Int(plan.channels)
    for channel in 0..<channels {
      var sum = fold.start
      for row in place.rowTaps {
        for column in place.columnTaps {
          sum = fold.adding(sum, input[place.pixel(row, column, plan) * channels + channel])
        }
      }
      output[place.window * channels + channel] = fold.result(sum)
    }
  }

  @inline(__always)
  private static func gather<F: Fold>(
    _ plan: Plan, _ input: Elements<F.Element>, _ output: Elements<F.Element>,
    _ windows: Range<Int>, _ fold: (Int) -> F
  ) {
    let channels = Int(plan.channels)
    for window in windows {
      let place = Place(plan, window: window)
      let fold = fold(place.rowTaps.count * place.columnTaps.count)
      var first = 0
      while first < channels {
        let count = min(64, channels - first)
        var sums = InlineArray<64, F.Sum>(repeating: fold.start)
        for row in place.rowTaps {
          for column in place.columnTaps {
            let start = place.pixel(row, column, plan) * channels + first
            // The count is at most that of the sums.
            for index in 0..<count {
              unsafe sums[unchecked: index] = fold.adding(
                sums[unchecked: index], input[start + index])
            }
          }
        }
        let start = window * channels + first
        for index in 0..<count {
          output[start + index] = unsafe fold.result(sums[unchecked: index])
        }
        first += count
      }
    }
  }

  /// Where one window lies.
  struct Place {
    let rowTaps: Range<Int>
    let columnTaps: Range<Int>
    let rowStart: Int
    let columnStart: Int
    let image: Int
    let window: Int

    @inline(__always)
    init(_ plan: Plan, window: Int) {
      self.window = window
      let (line, column) = window.quotientAndRemainder(dividingBy: Int(plan.columns.count))
      let (image, row) = line.quotientAndRemainder(dividingBy: Int(plan.rows.count))
      rowTaps = plan.rows.taps(ofWindow: row)
      columnTaps = plan.columns.taps(ofWindow: column)
      rowStart = plan.rows.start(ofWindow: row)
      columnStart = plan.columns.start(ofWindow: column)
      self.image = image
    }

    /// The position of a tap's pixel among those of all images.
    @inline(__always)
    func pixel(_ rowTap: Int, _ columnTap: Int, _ plan: Plan) -> Int {
      let row = rowStart + rowTap * Int(plan.rows.dilation)
      let column = columnStart + columnTap * Int(plan.columns.dilation)
      return (image * Int(plan.rows.length) + row) * Int(plan.columns.length) + column
    }
  }

  /// The mean of stored values, halves away from zero or up.
  private struct StoredMean: Fold {
    let start: Int32
    private let count: Int32
    /// 2³² over the count, rounded up; zero where the quotient needs a division.
    private let reciprocal: UInt32
    private let roundsHalfUp: Bool
    private let lower: Int32
    private let upper: Int32

    @inline(__always)
    init(_ plan: Plan, validCount: Int, isQuick: Bool) {
      let area = plan.rows.kernel &* plan.columns.kernel
      let valid = Int32(truncatingIfNeeded: validCount)
      start = plan.countsPadding ? (area - valid) &* Int32(Int(plan.zeroPoint)) : 0
      count = plan.countsPadding ? area : valid
      roundsHalfUp = plan.roundsHalfUp
      // The numerators are at most 255.5 counts, so that up to 4096 the error stays below a count.
      reciprocal =
        isQuick && count > 1 && count <= 4096
        ? UInt32.max / UInt32(bitPattern: count) + 1 : 0
      lower = Int32(Int(plan.lower))
      upper = Int32(Int(plan.upper))
    }

    @inline(__always)
    func adding(_ sum: Int32, _ element: Int8) -> Int32 {
      sum &+ Int32(truncatingIfNeeded: element)
    }

    @inline(__always)
    func result(_ sum: Int32) -> Int8 {
      guard !roundsHalfUp else {
        // From the least stored value up, no sum is negative, and halves go up.
        return held(quotient(sum &+ 128 &* count) &- 128)
      }
      return held(sum < 0 ? 0 &- quotient(0 &- sum) : quotient(sum))
    }

    /// A sum that is not negative over the count, halves up.
    @inline(__always)
    private func quotient(_ sum: Int32) -> Int32 {
      let numerator = sum &+ count / 2
      guard reciprocal != 0 else { return numerator / count }
      return Int32(
        bitPattern: UInt32(bitPattern: numerator).multipliedFullWidth(by: reciprocal).high)
    }

    @inline(__always)
    private func held(_ mean: Int32) -> Int8 {
      Int8(truncatingIfNeeded: max(lower, min(upper, mean)))
    }
  }

  /// The greatest stored value.
  private struct StoredMaximum: Fold {
    let lower: Int8
    let upper: Int8

    @inline(__always)
    init(_ plan: Plan) {
      lower = Int8(truncatingIfNeeded: plan.lower)
      upper = Int8(truncatingIfNeeded: plan.upper)
    }

    var start: Int8 { -128 }

    @inline(__always)
    func adding(_ sum: Int8, _ element: Int8) -> Int8 { max(sum, element) }

    @inline(__always)
    func result(_ sum: Int8) -> Int8 { max(lower, min(upper, sum)) }
  }

  /// The mean of numbers.
  private struct Mean: Fold {
    private let count: Float
    private let bounds: Bounds

    @inline(__always)
    init(_ plan: Plan, validCount: Int) {
      let area = Int(plan.rows.kernel) * Int(plan.columns.kernel)
      count = Float(plan.countsPadding ? area : validCount)
      bounds = plan.bounds
    }

    var start: Float { 0 }

    @inline(__always)
    func adding(_ sum: Float, _ element: Float) -> Float { sum + element }

    @inline(__always)
    func result(_ sum: Float) -> Float { (sum / count).held(bounds) }
  }

  /// The greatest number.
  private struct Maximum: Fold {
    private let bounds: Bounds

    @inline(__always)
    init(_ plan: Plan) { bounds = plan.bounds }

    var start: Float { -.infinity }

    @inline(__always)
    func adding(_ sum: Float, _ element: Float) -> Float { element > sum ? element : sum }

    @inline(__always)
    func result(_ sum: Float) -> Float { sum.held(bounds) }
  }
}
