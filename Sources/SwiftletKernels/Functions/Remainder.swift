extension Functions {
  /// Takes what a division towards zero leaves, with the sign of the dividend, like C's `fmod`.
  ///
  /// Exact. NaN where the divisor is zero or the dividend infinite.
  public static func remainder(_ x: Float, _ y: Float) -> Float {
    let (a, b) = (magnitude(x).bitPattern, magnitude(y).bitPattern)
    let infinity: UInt32 = 0x7f80_0000
    guard a < infinity, b <= infinity, b != 0 else { return .nan }
    guard a >= b else { return x }
    let (exponent, dividend) = parts(a)
    let (least, divisor) = parts(b)
    var rest = dividend % divisor
    var shift = exponent &- least
    while shift > 0 {
      // The rest is below 2²⁴, and keeps so: seven bits more fit.
      let step = shift < 7 ? shift : 7
      rest = (rest &<< step) % divisor
      shift = shift &- step
    }
    let sign = x.bitPattern & 0x8000_0000
    guard rest != 0 else { return Float(bitPattern: sign) }
    let normal = UInt32(truncatingIfNeeded: rest.leadingZeroBitCount) &- 8
    guard normal < least else { return Float(bitPattern: sign | (rest &<< (least &- 1))) }
    let fraction = (rest &<< normal) & 0x7f_ffff
    return Float(bitPattern: sign | ((least &- normal) &<< 23) | fraction)
  }

  /// Takes what a division towards minus infinity leaves, with the sign of the divisor.
  ///
  /// Exact, but for one rounding where the signs of the two differ. NaN as of `remainder`.
  public static func modulo(_ x: Float, _ y: Float) -> Float {
    let rest = remainder(x, y)
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
  }

  /// The biased exponent, at least one, and the significand of 24 bits of a magnitude.
  private static func parts(_ bits: UInt32) -> (exponent: UInt32, significand: UInt32) {
    let exponent = bits &>> 23
    let fraction = bits & 0x7f_ffff
    return exponent == 0 ? (1, fraction) : (exponent, fraction | 0x80_0000)
  }
}
