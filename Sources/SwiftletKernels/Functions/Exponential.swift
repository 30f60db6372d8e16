extension Functions {
  /// Raises e to a power.
  ///
  /// Error: at most 1 ulp.
  @inline(__always)
  public static func exponential(_ x: Float) -> Float { exponential(x, low: 0, times: 1) }

  /// Raises e to each of some powers, in place.
  ///
  /// - Precondition: the pointer reaches `count` elements.
  @unsafe public static func exponentiate(_ values: UnsafeMutablePointer<Float>, count: Int) {
    let loop = unsafe UnaryLoop(input: UnsafePointer(values), output: values, count: count)
    unsafe loop.apply { exponential($0) }
  }

  /// Raises e to a power and subtracts 1, without cancellation near zero.
  ///
  /// Error: at most 1.5 ulp.
  @inline(__always)
  public static func exponentialMinusOne(_ x: Float) -> Float {
    let (exponent, r) = reduced(clamped(x, -18, 89), low: 0)
    var q: Float = 0x1.a242f8p-13
    q = q * r + 0x1.6d3c92p-10
    q = q * r + 0x1.111004p-7
    q = q * r + 0x1.5554f6p-5
    q = q * r + 0x1.555556p-3
    q = q * r + 0.5
    let p = r + r * r * q
    // Half of the scale, for 2¹²⁸ is not a float.
    let scale = powerOfTwo(exponent &- 1)
    let result = 2 * (p * scale + (scale - 0.5))
    return magnitude(x) < 0x1p-25 ? x : result
  }

  /// Makes `factor * exp(x + low)` with one rounding where the result is subnormal.
  ///
  /// `low` must be small beside the step of reduction, and `factor * exp(r)` a normal number.
  @inline(__always)
  static func exponential(_ x: Float, low: Float, times factor: Float) -> Float {
    let (exponent, r) = reduced(clamped(x, -150, 89), low: low)
    return scaled(factor + factor * exponentialExcess(r), exponent)
  }

  /// Makes `exp(r) - 1` to within a fraction of the last place of `exp(r)`, for `|r| <= ln 2 / 2`.
  @inline(__always)
  static func exponentialExcess(_ r: Float) -> Float {
    var q: Float = 0x1.6a4f8cp-10
    q = q * r + 0x1.123988p-7
    q = q * r + 0x1.5558aep-5
    q = q * r + 0x1.555492p-3
    q = q * r + 0x1.fffffcp-2
    return r + r * r * q
  }

  /// Multiplies by a power of two whose exponent lies between -252 and 254, rounding once.
  @inline(__always)
  static func scaled(_ x: Float, _ exponent: Int32) -> Float {
    let half = exponent >> 1
    return x * powerOfTwo(half) * powerOfTwo(exponent &- half)
  }

  /// Splits an argument of the exponential into `exponent * ln 2 + r` with `|r| <= ln 2 / 2`.
  @inline(__always)
  static func reduced(_ x: Float, low: Float) -> (exponent: Int32, r: Float) {
    let shifted = x * 0x1.715476p+0 + shifter
    let count = shifted - shifter
    // The first constant has 15 bits, so that its product with a count of 8 bits is exact.
    let r = ((x - count * 0x1.62e4p-1) - count * 0x1.7f7d1cp-20) + low
    return (Int32(bitPattern: shifted.bitPattern &- shifter.bitPattern), r)
  }
}
