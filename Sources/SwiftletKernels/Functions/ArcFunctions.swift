extension Functions {
  /// Takes the arc tangent, between -π/2 and π/2.
  ///
  /// Error: at most 1.6 ulp.
  @inline(__always)
  public static func arcTangent(_ x: Float) -> Float {
    let a = magnitude(x)
    let isFar = a > 1
    let z = isFar ? -1 / a : a
    let square = z * z
    var p: Float = -0x1.d4782ap-10
    p = p * square + 0x1.64b212p-7
    p = p * square + -0x1.fdefc4p-6
    p = p * square + 0x1.da59eap-5
    p = p * square + -0x1.581456p-4
    p = p * square + 0x1.c08f2ep-4
    p = p * square + -0x1.2420b4p-3
    p = p * square + 0x1.9991e6p-3
    p = p * square + -0x1.55553ep-2
    let near = z + z * (square * p)
    return withSign(of: x, isFar ? halfTurn / 2 + (near + halfTurnLow / 2) : near)
  }

  /// Takes the angle of the point `(x, y)`, between -π and π, with the signs of IEEE 754 `atan2`.
  ///
  /// Error: at most 2 ulp.
  public static func arcTangent(_ y: Float, _ x: Float) -> Float {
    guard x == x, y == y else { return .nan }
    let (a, b) = (magnitude(x), magnitude(y))
    let ratio = a == b ? (b == 0 ? 0 : 1) : b / a
    let acute = arcTangent(ratio)
    let isBehind = x.bitPattern & 0x8000_0000 != 0
    return withSign(of: y, isBehind ? halfTurn - (acute - halfTurnLow) : acute)
  }

  /// Takes the arc sine, between -π/2 and π/2: NaN outside the interval from -1 to 1.
  ///
  /// Error: at most 2.4 ulp.
  @inline(__always)
  public static func arcSine(_ x: Float) -> Float {
    let a = magnitude(x)
    let isFar = a > 0.5
    let square = isFar ? 0.5 * (1 - a) : a * a
    let z = isFar ? squareRoot(square) : a
    let near = z + z * (square * arcSinePolynomial(square))
    return withSign(of: x, isFar ? halfTurn / 2 - (2 * near - halfTurnLow / 2) : near)
  }

  /// Takes the arc cosine, between 0 and π: NaN outside the interval from -1 to 1.
  ///
  /// Error: at most 1.2 ulp.
  @inline(__always)
  public static func arcCosine(_ x: Float) -> Float {
    let a = magnitude(x)
    let isFar = a > 0.5
    let square = isFar ? 0.5 * (1 - a) : a * a
    let z = isFar ? squareRoot(square) : x
    let near = z + z * (square * arcSinePolynomial(square))
    let far = x > 0 ? 2 * near : halfTurn - (2 * near - halfTurnLow)
    return isFar ? far : halfTurn / 2 - (near - halfTurnLow / 2)
  }

  /// π, rounded.
  private static var halfTurn: Float { 0x1.921fb6p+1 }

  /// What the rounding of π left out.
  private static var halfTurnLow: Float { -0x1.777a5cp-24 }

  @inline(__always)
  private static func arcSinePolynomial(_ square: Float) -> Float {
    var p: Float = 0x1.5959aap-5
    p = p * square + 0x1.8c415ap-6
    p = p * square + 0x1.747b72p-5
    p = p * square + 0x1.330206p-4
    return p * square + 0x1.5555c8p-3
  }
}
