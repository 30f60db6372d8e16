/// The factor that takes an integer sum to the scale of its output.
///
/// `scaled(x)` is `x` as a `Float`, times the factor, rounded to nearest with ties to even. One
/// multiplication leaves nothing to contract or reorder, so every IEEE machine gives the same value.
public struct Multiplier: Equatable, Sendable, BitwiseCopyable {
  /// The scale of the sum over the scale of the output.
  public let factor: Float

  /// Creates a multiplier.
  public init(_ factor: Float) { self.factor = factor }

  /// Rescales a sum.
  ///
  /// - Postcondition: the result saturates at ±2²², far outside any stored element; a product that
  ///   is not a number counts as −2²².
  @inlinable @inline(__always)
  public func scaled(_ sum: Int32) -> Int32 {
    let limit: Float = 0x1p22
    // Through `Int`: on a 32-bit target `Float(Int32)` makes the heap a dependency.
    var product = Float(Int(sum)) * factor
    product = product > -limit ? product : -limit
    product = product < limit ? product : limit
    // Adding 1.5 × 2²³ leaves the nearest integer in the low bits; `rounded` would link libm.
    let shifter: Float = 0x1.8p23
    return Int32(bitPattern: (product + shifter).bitPattern)
      &- Int32(bitPattern: shifter.bitPattern)
  }
}
