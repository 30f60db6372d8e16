/// Real functions of one or two `Float` values, with the same bits on every IEEE machine.
///
/// Each is a fixed sequence of additions, subtractions, multiplications, divisions, square roots,
/// comparisons and bit casts of single precision; none calls a mathematics library, and nothing is
/// fused. A NaN argument gives a NaN, whose payload and sign are the machine's own. Errors are stated
/// in units in the last place of the exact result (ulp) and are the largest, rounded up, that
/// `SWIFTLET_SWEEP_STRIDE=37 swift test -c release --filter FunctionsTests` finds against double
/// precision over every 37th bit pattern.
public enum Functions {}

extension Functions {
  /// Adding this leaves the nearest integer, ties to even, in the low bits of a small value.
  static var shifter: Float { 0x1.8p23 }

  /// Makes 2 to the power of an exponent between -126 and 127; other exponents give any value.
  @inline(__always)
  static func powerOfTwo(_ exponent: Int32) -> Float {
    Float(bitPattern: UInt32(bitPattern: exponent &+ 127) &<< 23)
  }

  /// Converts an integer below 2²² in magnitude, in a form that vectorizes.
  @inline(__always)
  static func float(_ integer: Int32) -> Float {
    Float(bitPattern: shifter.bitPattern &+ UInt32(bitPattern: integer)) - shifter
  }

  /// Takes the absolute value, which clears the sign of a NaN too.
  @inline(__always)
  static func magnitude(_ x: Float) -> Float { Float(bitPattern: x.bitPattern & 0x7fff_ffff) }

  /// Gives a value that is not negative the sign of another.
  @inline(__always)
  static func withSign(of x: Float, _ magnitude: Float) -> Float {
    Float(bitPattern: magnitude.bitPattern | (x.bitPattern & 0x8000_0000))
  }

  /// Limits a value to an interval and lets a NaN through.
  @inline(__always)
  static func clamped(_ x: Float, _ lower: Float, _ upper: Float) -> Float {
    x < lower ? lower : (x > upper ? upper : x)
  }
}
