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
  @inline(__always)
  public static func exponentialLinear(_ x: Float, alpha: Float) -> Float {
    let below = alpha * exponentialMinusOne(x)
    return x > 0 ? x : below
  }

  /// Replaces negative values by `alpha * (exp(x / alpha) - 1)`.
  @inline(__always)
  public static func continuousExponentialLinear(_ x: Float, alpha: Float) -> Float {
    let below = alpha * exponentialMinusOne(x / alpha)
    return x > 0 ? x : below
  }

  /// Scales by 1.0507010 and replaces negative values by 1.7580993 times `exp(x) - 1`.
  @inline(__always)
  public static func scaledExponentialLinear(_ x: Float) -> Float {
    let below = 0x1.c212ccp+0 * exponentialMinusOne(x)
    return x > 0 ? 0x1.0cfabep+0 * x : below
  }

  /// Smooths the rectifier: `log(1 + exp(x))`.
  @inline(__always)
  public static func softplus(_ x: Float) -> Float {
    let rest = logarithmOnePlus(exponential(-magnitude(x)))
    return rectified(x) + rest
  }

  /// Maps the reals onto the interval from -1 to 1: `x / (1 + |x|)`.
  @inline(__always)
  public static func softsign(_ x: Float) -> Float {
    let a = magnitude(x)
    return withSign(of: x, a == .infinity ? 1 : a / (1 + a))
  }

  /// Weighs a value by its logistic function: `x / (1 + exp(-x))`.
  @inline(__always)
  public static func sigmoidLinear(_ x: Float) -> Float {
    let a = magnitude(x)
    let limited = a > 120 ? 120 : a
    let e = exponential(-a)
    let below = exponential(-limited, low: 0, times: -limited)
    return (x < 0 ? below : x) / (1 + e)
  }

  /// Weighs a value by the tangent of its softplus: `x * tanh(log(1 + exp(x)))`.
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
  @inline(__always)
  public static func hardSwish(_ x: Float) -> Float {
    (x < -3 ? -3 : x) * (clamped(x + 3, 0, 6) / 6)
  }
}
