extension Functions {
  /// Cuts negative values to zero.
  @inline(__always)
  public static func rectified(_ x: Float) -> Float { x < 0 ? 0 : x }

  /// Limits a value to the interval from `lower` to `upper`.
  @inline(__always)
  public static func clip(_ x: Float, lower: Float, upper: Float) -> Float {
    let raised = x < lower ? lower : x
    return raised > upper ? upper : raised
  }

  /// Multiplies negative values by `alpha`.
  @inline(__always)
  public static func leakyRectified(_ x: Float, alpha: Float) -> Float { x < 0 ? alpha * x : x }

  /// Cuts values up to `alpha` to zero.
  @inline(__always)
  public static func thresholdedRectified(_ x: Float, alpha: Float) -> Float { x <= alpha ? 0 : x }

  /// Replaces negative values by `alpha * (exp(x) - 1)`.
  ///
  /// Error: at most 1.6 ulp.
  @inline(__always)
  public static func exponentialLinear(_ x: Float, alpha: Float) -> Float {
    let below = alpha * exponentialMinusOne(x)
    return x > 0 ? x : below
  }

  /// Replaces negative values by `alpha * (exp(x / alpha) - 1)`.
  ///
  /// Error: at most 1.8 ulp.
  @inline(__always)
  public static func continuousExponentialLinear(_ x: Float, alpha: Float) -> Float {
    let below = alpha * exponentialMinusOne(x / alpha)
    return x > 0 ? x : below
  }

  /// Scales the exponential linear unit: `scale * alpha * (exp(x) - 1)` for negative values.
  ///
  /// Error: at most 2 ulp.
  @inline(__always)
  public static func scaledExponentialLinear(_ x: Float, alpha: Float, scale: Float) -> Float {
    let below = (scale * alpha) * exponentialMinusOne(x)
    return x > 0 ? scale * x : below
  }

  /// Smooths the rectifier: `log(1 + exp(x))`.
  ///
  /// Error: at most 1.7 ulp.
  @inline(__always)
  public static func softplus(_ x: Float) -> Float {
    let rest = logarithmOnePlus(exponential(-magnitude(x)))
    return rectified(x) + rest
  }

  /// Maps the reals onto the interval from -1 to 1: `x / (1 + |x|)`.
  ///
  /// Error: at most 1.5 ulp.
  @inline(__always)
  public static func softsign(_ x: Float) -> Float {
    let a = magnitude(x)
    return withSign(of: x, a == .infinity ? 1 : a / (1 + a))
  }

  /// Weighs a value by its logistic function: `x / (1 + exp(-x))`.
  ///
  /// Error: at most 2.6 ulp.
  @inline(__always)
  public static func sigmoidLinear(_ x: Float) -> Float {
    let a = magnitude(x)
    return logistic(isNegative: x < 0, magnitude: a, low: 0, times: x < -150 ? -150 : x)
  }

  /// Weighs a value by the tangent of its softplus: `x * tanh(log(1 + exp(x)))`.
  ///
  /// Error: at most 3.9 ulp.
  @inline(__always)
  public static func mish(_ x: Float) -> Float {
    // With e = exp(x), the tangent is e (e + 2) / (e (e + 2) + 2).
    let limited = clamped(x, -120, 20)
    let e = exponential(limited)
    let weighted = exponential(limited, low: 0, times: limited)
    let result = weighted * (e + 2) / (e * (e + 2) + 2)
    return x > 20 ? x : result
  }

  /// Limits a line to the interval from 0 to 1: `alpha * x + beta`.
  @inline(__always)
  public static func hardSigmoid(_ x: Float, alpha: Float, beta: Float) -> Float {
    clamped(alpha * x + beta, 0, 1)
  }

  /// Weighs a value by a sixth of the clipped line: `x * clip(x + 3, 0, 6) / 6`.
  ///
  /// Error: at most 1.9 ulp.
  @inline(__always)
  public static func hardSwish(_ x: Float) -> Float {
    (x < -3 ? -3 : x) * (clamped(x + 3, 0, 6) / 6)
  }

  /// Cuts values up to `alpha` in magnitude to zero and moves the others toward it by `beta`.
  @inline(__always)
  public static func shrunk(_ x: Float, alpha: Float, beta: Float) -> Float {
    x < -alpha ? x + beta : (x > alpha ? x - beta : (x == x ? 0 : x))
  }
}
