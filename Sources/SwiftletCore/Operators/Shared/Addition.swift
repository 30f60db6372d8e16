internal import CSwiftletKernels
internal import SwiftletKernels

extension Dot.Addition {
  /// Works out the sum of two quantized tensors in the quantization of a third.
  ///
  /// With `a` and `b` the scales of the two over the output's, `shift` brings the larger into
  /// 2²⁰ ..< 2²¹ and both are rounded there, ties to even:
  /// `y = ((a' * (l - z_l) + b' * (r - z_r) + 2^(shift - 1)) >> shift) + z_y`, held in `range`.
  ///
  /// - Precondition: `range` is within that of `Int8`.
  /// - Throws: `scaleOutOfRange` unless the larger of `a` and `b` is in 2⁻¹⁰ ..< 2⁸, and
  ///   `zeroPointOutOfRange` for a zero point that is no `Int8`.
  /// - Exactness: equals XNNPACK's `qs8-vadd` in every bit.
  init(
    leftScale: Float, leftZeroPoint: Int32, rightScale: Float, rightZeroPoint: Int32,
    outputScale: Float, outputZeroPoint: Int32, range: ClosedRange<Int32>
  ) throws(ModelFault.Reason) {
    let left = leftScale / outputScale
    let right = rightScale / outputScale
    guard left >= 0, right >= 0 else { throw .scaleOutOfRange }
    let larger = max(left, right)
    guard larger >= 0x1p-10, larger < 0x1p8 else { throw .scaleOutOfRange }
    try Self.require(zeroPoint: leftZeroPoint)
    try Self.require(zeroPoint: rightZeroPoint)
    try Self.require(zeroPoint: outputZeroPoint)
    // The biased exponent of `larger` is in 117...134, so the shift is in 13...30.
    let shift = 147 - Int32(bitPattern: larger.bitPattern &>> 23)
    let leftMultiplier = Self.scaled(left, shift)
    let rightMultiplier = Self.scaled(right, shift)
    // At most 2²⁹ + 2 * 2²¹ * 2⁷ = 2³⁰.
    let offset =
      (1 &<< (shift - 1)) - leftMultiplier * leftZeroPoint - rightMultiplier * rightZeroPoint
    self.init(
      left_multiplier: leftMultiplier, right_multiplier: rightMultiplier, offset: offset,
      shift: Int8(truncatingIfNeeded: shift),
      zero_point: Int8(truncatingIfNeeded: outputZeroPoint),
      minimum: Int8(truncatingIfNeeded: range.lowerBound),
      maximum: Int8(truncatingIfNeeded: range.upperBound))
  }

  private static func require(zeroPoint: Int32) throws(ModelFault.Reason) {
    guard zeroPoint >= -128, zeroPoint <= 127 else { throw .zeroPointOutOfRange(Int(zeroPoint)) }
  }

  /// `round(ratio * 2^shift)`, ties to even, of a product that is at most 2²¹.
  private static func scaled(_ ratio: Float, _ shift: Int32) -> Int32 {
    let power = Float(bitPattern: UInt32(bitPattern: 127 + shift) &<< 23)
    // Adding 1.5 × 2²³ leaves the nearest integer in the low bits; `rounded` would link libm.
    let shifter: Float = 0x1.8p23
    return Int32(bitPattern: (ratio * power + shifter).bitPattern)
      &- Int32(bitPattern: shifter.bitPattern)
  }
}
