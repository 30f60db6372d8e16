/// How the numbers of a constant are spread.
public struct ValueDistribution: Equatable, Sendable {
  /// The equal parts of the range that numbers are counted in.
  public static let binCount = 48

  /// The numbers that are finite.
  public private(set) var count = 0

  /// The numbers that are not finite.
  public private(set) var undefinedCount = 0

  /// The least number.
  public private(set) var minimum = Double.infinity

  /// The greatest number.
  public private(set) var maximum = -Double.infinity

  /// The mean of the numbers.
  public var mean: Double { count > 0 ? sum / Double(count) : 0 }

  /// The square root of the mean squared distance from the mean.
  public var deviation: Double {
    guard count > 0 else { return 0 }
    return max(0, squares / Double(count) - mean * mean).squareRoot()
  }

  /// The numbers that are zero.
  public private(set) var zeroCount = 0

  /// The stored integers that are as large as their type or their rule allows.
  public internal(set) var limitCount = 0

  /// How many numbers lie in each equal part of the range; empty where there is no range.
  public private(set) var bins: [Int] = []

  /// The least and the greatest scale of the channels of quantized weights; nil where one is for all.
  public internal(set) var channelScales: ClosedRange<Float>?

  /// The channels that have scales of their own.
  public internal(set) var channelCount = 0

  private var sum = 0.0
  private var squares = 0.0

  /// Counts the numbers that `visit` shows, which it does the same way twice.
  init(visit: ((Double) -> Void) -> Void) {
    visit { real in
      guard real.isFinite else {
        undefinedCount += 1
        return
      }
      count += 1
      minimum = min(minimum, real)
      maximum = max(maximum, real)
      sum += real
      squares += real * real
      if real == 0 { zeroCount += 1 }
    }
    guard count > 0, maximum > minimum, (maximum - minimum).isFinite else { return }
    let scale = Double(Self.binCount) / (maximum - minimum)
    var bins = [Int](repeating: 0, count: Self.binCount)
    visit { real in
      guard real.isFinite else { return }
      bins[min(Int((real - minimum) * scale), Self.binCount - 1)] += 1
    }
    self.bins = bins
  }
}
