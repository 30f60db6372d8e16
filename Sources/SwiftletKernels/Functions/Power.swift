internal import CSwiftletKernels

extension Functions {
  /// Takes the square root, correctly rounded: NaN of negative values.
  ///
  /// Error: at most 0.5 ulp.
  @inline(__always)
  public static func squareRoot(_ x: Float) -> Float {
    // `Float.squareRoot` keeps a call of the C library for negative arguments.
    swiftlet_square_root(x)
  }

  /// Takes the reciprocal of the square root.
  ///
  /// Error: at most 1.5 ulp.
  @inline(__always)
  public static func reciprocalSquareRoot(_ x: Float) -> Float { 1 / squareRoot(x) }

  /// Raises a value to a power, with the special cases of IEEE 754 `pow`.
  ///
  /// Error: at most 2 ulp.
  public static func power(_ x: Float, _ y: Float) -> Float {
    if y == 0 || x == 1 { return 1 }
    guard x == x, y == y else { return .nan }
    let a = magnitude(x)
    let isInteger = truncated(y) == y
    let isOdd = isInteger && truncated(0.5 * y) != 0.5 * y
    let sign: UInt32 = isOdd ? x.bitPattern & 0x8000_0000 : 0
    if x < 0, !isInteger, a < .infinity { return .nan }
    let result: Float
    if a == 1 {
      result = 1
    } else if magnitude(y) == .infinity || a == 0 || a == .infinity {
      result = (a > 1) == (y > 0) ? .infinity : 0
    } else {
      result = positivePower(a, y)
    }
    return Float(bitPattern: result.bitPattern | sign)
  }

  /// Raises a positive finite value to a finite power through a logarithm of about 31 bits.
  private static func positivePower(_ a: Float, _ y: Float) -> Float {
    let logarithm = logarithmOfBaseTwo(a)
    // Beyond this every base but 1 overflows or underflows.
    let limited = clamped(y, -0x1p33, 0x1p33)
    let product = logarithm.times(limited)
    let isFar = magnitude(product.high) > 160
    let high = isFar ? clamped(product.high, -160, 160) : product.high
    let low = isFar ? 0 : product.low
    let shifted = high + shifter
    let r = ((high - (shifted - shifter)) + low) * 0x1.62e43p-1
    var q: Float = 0x1.a242f8p-13
    q = q * r + 0x1.6d3c92p-10
    q = q * r + 0x1.111004p-7
    q = q * r + 0x1.5554f6p-5
    q = q * r + 0x1.555556p-3
    q = q * r + 0.5
    let exponent = Int32(bitPattern: shifted.bitPattern &- shifter.bitPattern)
    return scaled(1 + (r + r * r * q), exponent)
  }

  private static func logarithmOfBaseTwo(_ a: Float) -> FloatPair {
    let isSubnormal = a < Float.leastNormalMagnitude
    let (exponent, m) = split(isSubnormal ? a * 0x1p23 : a)
    let count = float(exponent) - (isSubnormal ? 23 : 0)
    // The logarithm of m is 2 artanh(s) with s = (m - 1) / (m + 1), here to twice the bits.
    let f = m - 1
    let g = m + 1
    let s = f / g
    let product = FloatPair(product: s, g)
    let residue = ((f - product.high) - product.low) - s * (m - (g - 1))
    let low = residue / g
    // artanh(s) = s + s³ (1/3 + s² p), whose second term needs more than 24 bits too.
    let square = FloatPair(product: s, s)
    var p: Float = 0x1.dfa1b6p-4
    p = p * square.high + 0x1.24527ep-3
    p = p * square.high + 0x1.999a00p-3
    let third = FloatPair(sum: 0x1.555556p-2, p * square.high)
    let slope = FloatPair(product: square.high, third.high)
    let slopeLow =
      slope.low + square.high * (third.low - 0x1.555556p-27)
      + (square.low + 2 * s * low) * third.high
    let cube = FloatPair(product: s, slope.high)
    let sum = FloatPair(sum: s, cube.high)
    let half = FloatPair(sum: sum.high, sum.low + (cube.low + s * slopeLow + low))
    let base = half.times(0x1.715476p+1)
    let total = FloatPair(sum: count, base.high)
    return FloatPair(sum: total.high, total.low + (base.low + half.high * 0x1.4ae0cp-25))
  }
}
