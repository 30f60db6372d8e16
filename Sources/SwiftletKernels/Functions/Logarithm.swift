extension Functions {
  /// Takes the natural logarithm: `-inf` of zero, NaN of negative values.
  ///
  /// Error: at most 0.8 ulp.
  @inline(__always)
  public static func logarithm(_ x: Float) -> Float {
    let isSubnormal = x < Float.leastNormalMagnitude
    let (exponent, m) = split(isSubnormal ? x * 0x1p23 : x)
    let count = float(exponent) - (isSubnormal ? 23 : 0)
    return logarithmSpecial(x, logarithm(count: count, f: m - 1, correction: 0))
  }

  /// Takes the natural logarithm of one plus a value, without losing that value beside the one.
  ///
  /// Error: at most 0.8 ulp.
  @inline(__always)
  public static func logarithmOnePlus(_ x: Float) -> Float {
    let sum = 1 + x
    let lost = x >= 1 ? 1 - (sum - x) : x - (sum - 1)
    let (exponent, m) = split(sum)
    let isNear = exponent == 0
    let f = isNear ? x : m - 1
    let correction = isNear ? 0 : lost / sum
    let result = logarithm(count: float(exponent), f: f, correction: correction)
    return magnitude(x) < 0x1p-25 ? x : logarithmSpecial(sum, result)
  }

  /// Splits a positive normal value into a power of two and a factor between √½ and √2.
  @inline(__always)
  static func split(_ x: Float) -> (exponent: Int32, m: Float) {
    let rootOfHalf: UInt32 = 0x3f35_04f3
    let bits = x.bitPattern &- rootOfHalf
    return (Int32(bitPattern: bits) >> 23, Float(bitPattern: (bits & 0x7f_ffff) &+ rootOfHalf))
  }

  @inline(__always)
  private static func logarithm(count: Float, f: Float, correction: Float) -> Float {
    var p: Float = 0x1.147c8ep-4
    p = p * f + -0x1.de0e36p-4
    p = p * f + 0x1.e6c29cp-4
    p = p * f + -0x1.fc2742p-4
    p = p * f + 0x1.233b68p-3
    p = p * f + -0x1.555c4ap-3
    p = p * f + 0x1.99a478p-3
    p = p * f + -0x1.000006p-2
    p = p * f + 0x1.555548p-2
    let square = f * f
    let tail = (p * f * square + (count * 0x1.7f7d1cp-20 + correction)) - 0.5 * square
    return (f + tail) + count * 0x1.62e4p-1
  }

  @inline(__always)
  private static func logarithmSpecial(_ x: Float, _ result: Float) -> Float {
    let edge = x == 0 ? -Float.infinity : (x < 0 ? Float.nan : x)
    return x > 0 && x < Float.infinity ? result : edge
  }
}
