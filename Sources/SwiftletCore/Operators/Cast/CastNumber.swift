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

  // Rounded by hand: on a 32-bit target the conversion is a function of a library.
  var real: Float {
    let magnitude = UInt64(bitPattern: self < 0 ? 0 &- self : self)
    var shift: UInt64 = 0
    while magnitude &>> shift >= 1 &<< 24 { shift = shift &+ 1 }
    var kept = Int32(truncatingIfNeeded: magnitude &>> shift)
    if shift > 0 {
      let lost = magnitude & ((1 &<< shift) &- 1)
      let half: UInt64 = 1 &<< (shift &- 1)
      if lost > half || (lost == half && kept & 1 == 1) { kept = kept &+ 1 }
    }
    let power = Float(bitPattern: UInt32(truncatingIfNeeded: shift &+ 127) &<< 23)
    let result = Float(Int(kept)) * power
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
    let fraction = swiftlet_wide_integer(
      Int32(bitPattern: (bitPattern & 0x7F_FFFF) | 0x80_0000))
    let magnitude =
      exponent >= 23
      ? fraction &<< swiftlet_wide_integer(exponent &- 23)
      : fraction &>> swiftlet_wide_integer(23 &- exponent)
    return self < 0 ? 0 &- magnitude : magnitude
  }
}
