internal import CSwiftletKernels

/// A number that can be cast to every element type.
protocol CastNumber: BitwiseCopyable {
  /// The nearest float32.
  var real: Float { get }

  /// Whether the number is not zero.
  var isTrue: Bool { get }

  /// The number as an integer of 64 bits.
  var wide: Int64 { get }

  /// The number as an integer of another type, of 32 bits at most.
  func integer<Y: FixedWidthInteger>(_ type: Y.Type) -> Y
}

/// A byte that is true where it is not zero.
struct Truth: CastNumber {
  private let byte: UInt8

  @inline(__always)
  init(_ isTrue: Bool) { byte = isTrue ? 1 : 0 }

  @inline(__always)
  var real: Float { isTrue ? 1 : 0 }

  @inline(__always)
  var isTrue: Bool { byte != 0 }

  @inline(__always)
  var wide: Int64 { isTrue ? 1 : 0 }

  @inline(__always)
  func integer<Y: FixedWidthInteger>(_ type: Y.Type) -> Y { isTrue ? 1 : 0 }
}

extension CastNumber where Self: FixedWidthInteger {
  @inline(__always)
  var real: Float { Float(Int(truncatingIfNeeded: self)) }

  @inline(__always)
  var isTrue: Bool {
    // Named, for a comparison with a literal is one of two types, and needs the heap for `Int64`.
    let zero: Self = 0
    return self != zero
  }

  @inline(__always)
  var wide: Int64 { swiftlet_wide_integer(Int32(truncatingIfNeeded: self)) }

  @inline(__always)
  func integer<Y: FixedWidthInteger>(_ type: Y.Type) -> Y { Y(truncatingIfNeeded: self) }
}

extension Int8: CastNumber {}
extension UInt8: CastNumber {}
extension Int16: CastNumber {}
extension Int32: CastNumber {}

extension Int64: CastNumber {
  var wide: Int64 { self }

  // By halves: on a 32-bit target the conversion, and a shift by a variable, are functions of a
  // library.
  var real: Float {
    let magnitude = UInt64(bitPattern: self < 0 ? 0 &- self : self)
    let (high, low) = (
      UInt32(truncatingIfNeeded: magnitude &>> 32), UInt32(truncatingIfNeeded: magnitude)
    )
    guard high != 0 else {
      let result = swiftlet_nearest_float(low)
      return self < 0 ? -result : result
    }
    let shift = UInt32(truncatingIfNeeded: high.leadingZeroBitCount)
    // The last of 32 bits says whether any below is set, which is all that rounding to 24 asks.
    let kept = (high &<< shift) | ((low &>> 1) &>> (31 &- shift))
    let sticky: UInt32 = low &<< shift != 0 ? 1 : 0
    let power = Float(bitPattern: (159 &- shift) &<< 23)
    let result = swiftlet_nearest_float(kept | sticky) * power
    return self < 0 ? -result : result
  }
}

extension Float: CastNumber {
  var real: Float { self }

  var isTrue: Bool { self != 0 }

  @inline(__always)
  func integer<Y: FixedWidthInteger>(_ type: Y.Type) -> Y {
    // Above the greatest float below 2³¹ there is only the saturated integer.
    let held = self == self ? (self > -0x1p31 ? self : -0x1p31) : 0
    let whole = held < 0x1p31 ? Int32(held) : Int32.max
    let (lower, upper) = (Int32(truncatingIfNeeded: Y.min), Int32(truncatingIfNeeded: Y.max))
    return Y(truncatingIfNeeded: Swift.max(lower, Swift.min(upper, whole)))
  }

  /// The number towards zero, held to 64 bits.
  var wide: Int64 {
    guard self == self else { return 0 }
    guard self < 0x1p63 else { return .max }
    guard self >= -0x1p63 else { return .min }
    let exponent = Int32(truncatingIfNeeded: (bitPattern &>> 23) & 0xFF) &- 127
    guard exponent >= 0 else { return 0 }
    let fraction = (bitPattern & 0x7F_FFFF) | 0x80_0000
    let magnitude = Self.shifted(fraction, by: exponent &- 23)
    return self < 0 ? 0 &- magnitude : magnitude
  }

  // By halves: on a 32-bit target a shift of 64 bits by a variable is a function of a library.
  @inline(__always)
  private static func shifted(_ fraction: UInt32, by count: Int32) -> Int64 {
    let shift = UInt32(truncatingIfNeeded: count)
    guard count >= 0 else { return swiftlet_joined_halves(0, fraction &>> (0 &- shift)) }
    guard count < 32 else { return swiftlet_joined_halves(fraction &<< (shift &- 32), 0) }
    return swiftlet_joined_halves((fraction &>> 1) &>> (31 &- shift), fraction &<< shift)
  }
}
