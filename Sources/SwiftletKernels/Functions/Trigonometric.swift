extension Functions {
  /// Takes the sine of an angle in radians, of any magnitude.
  ///
  /// Error: at most 1.6 ulp.
  public static func sine(_ x: Float) -> Float {
    let (quadrant, r) = reducedAngle(x)
    let result = quadrant & 1 == 0 ? sineNearZero(r) : cosineNearZero(r)
    let flip = ((quadrant & 2) &<< 30) ^ (x.bitPattern & 0x8000_0000)
    return Float(bitPattern: result.bitPattern ^ flip)
  }

  /// Takes the cosine of an angle in radians, of any magnitude.
  ///
  /// Error: at most 1.6 ulp.
  public static func cosine(_ x: Float) -> Float {
    let (quadrant, r) = reducedAngle(x)
    let result = quadrant & 1 == 0 ? cosineNearZero(r) : sineNearZero(r)
    let flip = ((quadrant &+ 1) & 2) &<< 30
    return Float(bitPattern: result.bitPattern ^ flip)
  }

  /// Takes the tangent of an angle in radians, of any magnitude.
  ///
  /// Error: at most 3.5 ulp.
  public static func tangent(_ x: Float) -> Float {
    let (quadrant, r) = reducedAngle(x)
    let sine = sineNearZero(r)
    let cosine = cosineNearZero(r)
    let result = quadrant & 1 == 0 ? sine / cosine : -cosine / sine
    return Float(bitPattern: result.bitPattern ^ (x.bitPattern & 0x8000_0000))
  }

  @inline(__always)
  private static func sineNearZero(_ r: Float) -> Float {
    let square = r * r
    var p: Float = -0x1.9920e0p-13
    p = p * square + 0x1.1106ccp-7
    p = p * square + -0x1.555544p-3
    return r + r * (square * p)
  }

  @inline(__always)
  private static func cosineNearZero(_ r: Float) -> Float {
    let square = r * r
    var p: Float = 0x1.99e70ap-16
    p = p * square + -0x1.6c0c26p-10
    p = p * square + 0x1.55554ap-5
    return 1 - (0.5 * square - square * (square * p))
  }

  /// Finds the nearest multiple of π/2 to the magnitude of an angle, and the angle from there.
  ///
  /// The fraction is worked out in integers from 96 bits of 2/π, so that every float, however large,
  /// keeps all its bits; the angle is rounded once.
  private static func reducedAngle(_ x: Float) -> (quadrant: UInt32, r: Float) {
    let a = magnitude(x)
    guard a > 0x1.921fb4p-1 else { return (0, a) }
    guard a < .infinity else { return (0, .nan) }
    let bits = a.bitPattern
    // At least 6 and at most 134, as the exponent of `a` lies between -1 and 127.
    let start = (bits &>> 23) &- 120
    let window = windowOfTwoOverPi(start)
    let significand = (bits & 0x7f_ffff) | 0x80_0000
    let lower = significand.multipliedFullWidth(by: window.2)
    let middle = significand.multipliedFullWidth(by: window.1)
    let upper = significand &* window.0
    let (low, carry) = middle.low.addingReportingOverflow(lower.high)
    let high = upper &+ middle.high &+ (carry ? 1 : 0)
    // Two bits of quadrant, then the fraction of one; nearest, so that the fraction is signed.
    let quadrant = (high &+ 0x2000_0000) &>> 30
    let isNegative = high & 0x2000_0000 != 0
    var fraction = (high &<< 2) | (low &>> 30)
    var rest = low &<< 2
    if isNegative {
      fraction = ~fraction
      rest = ~rest
    }
    // No float lies so close to a multiple of π/2 that the upper word of the fraction is zero.
    let shift = UInt32(truncatingIfNeeded: fraction.leadingZeroBitCount)
    let normal = (fraction &<< shift) | ((rest &>> 1) &>> (31 &- shift))
    let product = normal.multipliedFullWidth(by: 0xc90f_daa2).high
    let r = Float(Int(truncatingIfNeeded: product &>> 1)) * powerOfTwo(-30 &- Int32(shift))
    return (quadrant, isNegative ? -r : r)
  }

  /// Reads 96 bits of 2/π from a bit position, counted from 32 bits before the binary point.
  @inline(__always)
  private static func windowOfTwoOverPi(_ start: UInt32) -> (UInt32, UInt32, UInt32) {
    let word = start &>> 5
    let shift = start & 31
    func bits(_ index: UInt32) -> UInt32 {
      (wordOfTwoOverPi(index) &<< shift)
        | ((wordOfTwoOverPi(index &+ 1) &>> 1) &>> (31 &- shift))
    }
    return (bits(word), bits(word &+ 1), bits(word &+ 2))
  }

  /// Gives a word of 2/π, after a word of zero.
  private static func wordOfTwoOverPi(_ index: UInt32) -> UInt32 {
    switch index {
    case 1: 0xa2f9_836e
    case 2: 0x4e44_1529
    case 3: 0xfc27_57d1
    case 4: 0xf534_ddc0
    case 5: 0xdb62_9599
    case 6: 0x3c43_9041
    case 7: 0xfe51_63ab
    default: 0
    }
  }
}
