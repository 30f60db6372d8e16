/// The least and the greatest real number that a value takes.
public struct ValueRange: Sendable, Equatable {
  /// The least number.
  public var lower: Float

  /// The greatest number.
  public var upper: Float

  /// Creates a range.
  public init(lower: Float, upper: Float) {
    self.lower = lower
    self.upper = upper
  }
}

extension ValueRange {
  /// Whether both ends are finite numbers in order.
  var isUsable: Bool { lower.isFinite && upper.isFinite && lower <= upper }

  /// The least range that holds this one and another.
  func joined(with other: ValueRange) -> ValueRange {
    ValueRange(lower: min(lower, other.lower), upper: max(upper, other.upper))
  }

  /// The least range that holds this one and zero.
  var withZero: ValueRange { joined(with: ValueRange(lower: 0, upper: 0)) }

  /// The range of some numbers; nil where there are none.
  init?(of numbers: [Float]) {
    guard let first = numbers.first else { return nil }
    self.init(lower: first, upper: first)
    for number in numbers.dropFirst() {
      lower = min(lower, number)
      upper = max(upper, number)
    }
  }
}
