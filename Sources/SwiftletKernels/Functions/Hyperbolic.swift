extension Functions {
  /// Maps the reals onto the interval from 0 to 1: `1 / (1 + exp(-x))`.
  ///
  /// Error: at most 2.2 ulp.
  @inline(__always)
  public static func logistic(_ x: Float) -> Float {
    logistic(isNegative: x < 0, magnitude: magnitude(x), low: 0, times: 1)
  }

  /// Makes `factor / (1 + exp(-x))` of `x = ±(magnitude + low)`, keeping small results exact.
  @inline(__always)
  static func logistic(
    isNegative: Bool, magnitude: Float, low: Float, times factor: Float
  ) -> Float {
    let (exponent, r) = reduced(clamped(-magnitude, -150, 0), low: -low)
    let excess = exponentialExcess(r)
    let scale = powerOfTwo(exponent < -126 ? -126 : exponent)
    let quotient = factor / ((1 + scale) + scale * excess)
    return isNegative ? scaled(quotient + quotient * excess, exponent) : quotient
  }

  /// Takes the hyperbolic tangent.
  ///
  /// Error: at most 1.4 ulp.
  @inline(__always)
  public static func hyperbolicTangent(_ x: Float) -> Float {
    let a = magnitude(x)
    let square = a * a
    var p: Float = -0x1.756d14p-8
    p = p * square + 0x1.520a3ap-6
    p = p * square + -0x1.b83792p-5
    p = p * square + 0x1.1106fep-3
    p = p * square + -0x1.555532p-2
    let near = a + a * (square * p)
    let far = 1 - 2 / (exponential(2 * a) + 1)
    return withSign(of: x, a < 0.625 ? near : far)
  }

  /// Takes the hyperbolic sine.
  ///
  /// Error: at most 1.7 ulp.
  @inline(__always)
  public static func hyperbolicSine(_ x: Float) -> Float {
    let a = magnitude(x)
    let square = a * a
    var p: Float = 0x1.756c1ep-19
    p = p * square + 0x1.a022bcp-13
    p = p * square + 0x1.1110e0p-7
    p = p * square + 0x1.555556p-3
    let near = a + a * (square * p)
    let half = halfExponential(a)
    return withSign(of: x, a < 1 ? near : half - 0.25 / half)
  }

  /// Takes the hyperbolic cosine.
  ///
  /// Error: at most 1.5 ulp.
  @inline(__always)
  public static func hyperbolicCosine(_ x: Float) -> Float {
    let half = halfExponential(magnitude(x))
    return half + 0.25 / half
  }

  /// Takes the inverse of the hyperbolic sine.
  ///
  /// Error: at most 1.7 ulp.
  @inline(__always)
  public static func hyperbolicArcSine(_ x: Float) -> Float {
    let a = magnitude(x)
    let square = a * a
    let near = logarithmOnePlus(a + square / (1 + squareRoot(square + 1)))
    return withSign(of: x, a < 0x1p13 ? near : logarithm(a) + 0x1.62e43p-1)
  }

  /// Takes the inverse of the hyperbolic cosine: NaN below 1.
  ///
  /// Error: at most 1.8 ulp.
  @inline(__always)
  public static func hyperbolicArcCosine(_ x: Float) -> Float {
    let t = x - 1
    let near = logarithmOnePlus(t + squareRoot(2 * t + t * t))
    let result = x > 0x1p13 ? logarithm(x) + 0x1.62e43p-1 : near
    return x < 1 ? Float.nan : result
  }

  /// Takes the inverse of the hyperbolic tangent: NaN outside the interval from -1 to 1.
  ///
  /// Error: at most 2 ulp.
  @inline(__always)
  public static func hyperbolicArcTangent(_ x: Float) -> Float {
    let a = magnitude(x)
    return withSign(of: x, 0.5 * logarithmOnePlus(2 * a / (1 - a)))
  }

  /// Makes `exp(x) / 2`, which is finite a little beyond the range of the exponential.
  @inline(__always)
  private static func halfExponential(_ x: Float) -> Float {
    // The limit is past the last finite result and inside the range of the scaling.
    let (exponent, r) = reduced(clamped(x, -1, 91), low: 0)
    return scaled(1 + exponentialExcess(r), exponent &- 1)
  }
}
