internal import SwiftletKernels

/// How far the numbers that one model gives are from those of another.
public struct Difference: Sendable, Equatable {
  /// The pairs of numbers.
  public private(set) var count = 0
  /// The sum of the squares of the reference's numbers.
  public private(set) var signal = 0.0
  /// The sum of the squares of the differences.
  public private(set) var noise = 0.0
  /// The largest difference.
  public private(set) var largestError = 0.0
  /// The numbers of the reference that the other model's element type cannot hold.
  public private(set) var saturatedCount = 0
  /// The pairs whose difference is not finite, which are in no other sum.
  public private(set) var undefinedCount = 0

  private var power = 0.0
  private var product = 0.0

  /// Creates a difference of no numbers.
  public init() {}

  /// Counts numbers; those of the reference outside of `limits` saturate.
  mutating func add(_ reference: Span<Float>, _ tested: Span<Float>, limits: ClosedRange<Float>?) {
    let limits = limits ?? -.infinity ... .infinity
    for index in 0..<min(reference.count, tested.count) {
      let (wanted, given) = (Double(reference[index]), Double(tested[index]))
      let error = given - wanted
      count += 1
      guard error.isFinite else {
        undefinedCount += 1
        continue
      }
      signal += wanted * wanted
      power += given * given
      product += wanted * given
      noise += error * error
      largestError = max(largestError, error.magnitude)
      if !limits.contains(reference[index]) { saturatedCount += 1 }
    }
  }

  /// Adds what was counted elsewhere.
  mutating func add(_ other: Difference) {
    count += other.count
    signal += other.signal
    noise += other.noise
    largestError = max(largestError, other.largestError)
    saturatedCount += other.saturatedCount
    undefinedCount += other.undefinedCount
    power += other.power
    product += other.product
  }

  /// The noise for each unit of signal; zero where all numbers agree.
  public var noiseRatio: Double { noise == 0 ? 0 : noise / signal }

  /// The ratio of signal to noise in decibels; infinite where all numbers agree.
  public var decibels: Double { Decibels.ofNoise(noiseRatio) }

  /// The cosine of the angle between all numbers of the one and of the other; 1 where all agree.
  public var cosine: Double {
    guard noise > 0 else { return 1 }
    let lengths = (signal * power).squareRoot()
    return lengths > 0 ? product / lengths : 0
  }

  /// The share of the reference's numbers that the other model's element type cannot hold.
  public var saturatedShare: Double { count > 0 ? Double(saturatedCount) / Double(count) : 0 }
}

/// Ratios of powers on a scale where ten times is 10 more.
public enum Decibels {
  /// How far a signal of 1 is above a noise.
  public static func ofNoise(_ noise: Double) -> Double {
    guard noise > 0 else { return .infinity }
    guard noise < .infinity else { return -.infinity }
    // The logarithm is of single precision; the power of two before it keeps every ratio in reach.
    let logarithm =
      Double(noise.exponent) * 0.301_029_995_663_981_2
      + Double(Functions.logarithm(Float(noise.significand))) * 0.434_294_481_903_251_8
    return -10 * logarithm
  }

  /// The noise below a signal of 1 by some decibels.
  public static func noise(_ decibels: Double) -> Double {
    Double(Functions.power(10, Float(-decibels / 10)))
  }
}
