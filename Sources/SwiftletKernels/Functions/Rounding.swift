extension Functions {
  /// Rounds to the nearest integer, ties to even, keeping the sign of zero.
  @inline(__always)
  public static func roundedHalfEven(_ x: Float) -> Float {
    let a = magnitude(x)
    return a < 0x1p23 ? withSign(of: x, (a + 0x1p23) - 0x1p23) : x
  }

  /// Rounds to the nearest integer, ties away from zero, keeping the sign of zero.
  @inline(__always)
  public static func roundedHalfAway(_ x: Float) -> Float {
    let a = magnitude(x)
    let whole = magnitude(truncated(x))
    return a < 0x1p23 ? withSign(of: x, whole + (a - whole >= 0.5 ? 1 : 0)) : x
  }

  /// Rounds toward zero, keeping the sign of zero.
  @inline(__always)
  public static func truncated(_ x: Float) -> Float {
    let a = magnitude(x)
    let nearest = (a + 0x1p23) - 0x1p23
    return a < 0x1p23 ? withSign(of: x, nearest - (nearest > a ? 1 : 0)) : x
  }

  /// Rounds down, keeping the sign of zero.
  @inline(__always)
  public static func floor(_ x: Float) -> Float {
    let nearest = roundedHalfEven(x)
    return nearest > x ? nearest - 1 : nearest
  }

  /// Rounds up, keeping the sign of the argument in a zero.
  @inline(__always)
  public static func ceiling(_ x: Float) -> Float {
    let nearest = roundedHalfEven(x)
    return nearest < x ? withSign(of: x, magnitude(nearest + 1)) : nearest
  }

  /// Gives -1, 0 or 1 with the sign of the argument; a NaN stays one.
  @inline(__always)
  public static func sign(_ x: Float) -> Float {
    x > 0 ? 1 : (x < 0 ? -1 : x)
  }
}
