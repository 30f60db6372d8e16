internal import CSwiftletKernels

extension Functions {
  /// Takes the square root, correctly rounded: NaN of negative values.
  @inline(__always)
  public static func squareRoot(_ x: Float) -> Float {
    // `Float.squareRoot` keeps a call of the C library for negative arguments.
    swiftlet_square_root(x)
  }

  /// Takes the reciprocal of the square root.
  @inline(__always)
  public static func reciprocalSquareRoot(_ x: Float) -> Float { 1 / squareRoot(x) }

  /// Raises a value to a power, with the special cases of IEEE 754 `pow`.
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
    let square = s * s
    var p: Float = 0x1.f13cfcp-4
    p = p * square + 0x1.23d3dcp-3
    p = p * square + 0x1.999c26p-3
    p = p * square + 0x1.555554p-2
    let half = FloatPair(sum: s, residue / g + s * (square * p))
    let base = half.times(0x1.715476p+1)
    let sum = FloatPair(sum: count, base.high)
    return FloatPair(sum: sum.high, sum.low + (base.low + half.high * 0x1.4ae0cp-25))
  }
}
