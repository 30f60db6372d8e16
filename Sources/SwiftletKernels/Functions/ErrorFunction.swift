extension Functions {
  /// Takes the error function, `2/√π` times the integral of `exp(-t²)` from 0.
  ///
  /// Error: at most 1.5 ulp.
  @inline(__always)
  public static func errorFunction(_ x: Float) -> Float {
    let a = magnitude(x)
    let square = a * a
    var p: Float = 0x1.47925ep-14
    p = p * square + -0x1.a3598ep-11
    p = p * square + 0x1.53f2cap-8
    p = p * square + -0x1.b7f722p-6
    p = p * square + 0x1.ce2ce6p-4
    p = p * square + -0x1.81273ep-2
    p = p * square + 0x1.06eba8p-3
    let near = a + a * p
    let far = 1 - normalTail(a * 0x1.6a09e6p+0, times: 2)
    return withSign(of: x, a < 1 ? near : far)
  }

  /// Weighs a value by the normal distribution below it: `x / 2 * (1 + erf(x / √2))`.
  ///
  /// Error: at most 4.2 ulp.
  @inline(__always)
  public static func gaussianErrorLinear(_ x: Float) -> Float {
    let a = magnitude(x)
    let limited = a > 15 ? 15 : a
    let tail = normalTail(limited, times: limited)
    let far = x > 0 ? x - tail : -tail
    let square = x * x
    var p: Float = -0x1.a67a40p-17
    p = p * square + 0x1.086468p-13
    p = p * square + -0x1.39f2bep-10
    p = p * square + 0x1.46f138p-7
    p = p * square + -0x1.1058c4p-4
    p = p * square + 0x1.988454p-2
    return a < 1 ? x * (0.5 + x * p) : far
  }

  /// Approximates ``gaussianErrorLinear(_:)`` by `x / 2 * (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
  ///
  /// The error is against this formula, not against the function that it approximates.
  ///
  /// Error: at most 2.8 ulp.
  @inline(__always)
  public static func gaussianErrorLinearByTangent(_ x: Float) -> Float {
    // Half of one plus the tangent of u is the logistic function of 2u; its exponent is kept to more
    // than 24 bits, for the exponential turns the absolute error of it into a relative one.
    let a = magnitude(x)
    let limited = a > 12 ? 12 : a
    let square = FloatPair(product: limited, limited)
    let cubic = FloatPair(product: square.high, 0x1.2444f2p-4)
    let cubicLow = cubic.low + (square.low * 0x1.2444f2p-4 + square.high * 0x1.49b16ap-29)
    let slope = FloatPair(high: 0x1.988454p+0, low: -0x1.857936p-25)
    // Whichever term is larger leads, so that the sum loses nothing.
    let isFar = cubic.high > slope.high
    let sum = FloatPair(
      sum: isFar ? cubic.high : slope.high, isFar ? slope.high : cubic.high)
    let u = FloatPair(high: sum.high, low: sum.low + (cubicLow + slope.low)).times(limited)
    return logistic(
      isNegative: x < 0, magnitude: u.high, low: u.low, times: x < 0 ? -limited : x)
  }

  /// Makes `factor / 2 * erfc(b / √2)`, the normal distribution beyond `b >= 1` times a factor.
  @inline(__always)
  private static func normalTail(_ b: Float, times factor: Float) -> Float {
    let c = b > 15 ? 15 : b
    // The square of the upper half is exact; the rest of the exponent is small.
    let upper = FloatPair.upperHalf(c)
    let low = (upper - c) * (upper + c) * 0.5
    let t = 1 / (c + 4)
    let q = (c - 4) * t
    var p: Float = 0x1.3d2b5ap-13
    p = p * q + 0x1.850d3ap-10
    p = p * q + -0x1.ca315ep-9
    p = p * q + -0x1.ec333ep-8
    p = p * q + 0x1.eecf50p-5
    p = p * q + -0x1.7e0024p-3
    p = p * q + 0x1.8c6d98p-2
    p = p * q + -0x1.373e3ap-1
    p = p * q + 0x1.82b4bcp-1
    return exponential(-0.5 * upper * upper, low: low, times: p * (factor / (c + 4)))
  }
}
