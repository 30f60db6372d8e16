internal import SwiftletKernels

/// A float16, by its bits: a type of storage, whose numbers are worked with as float32.
struct Half: CastNumber {
  private let bits: UInt16

  /// The float16 nearest to a number, ties to even.
  @inline(__always)
  init(nearest number: Float) {
    let sign = (number.bitPattern &>> 16) & 0x8000
    let magnitude = number.bitPattern & 0x7FFF_FFFF
    bits = UInt16(truncatingIfNeeded: sign | Self.rounded(magnitude))
  }

  // Not inlined, nor is `real`: a loop for each other type asks for them.
  @inline(never)
  private static func rounded(_ magnitude: UInt32) -> UInt32 {
    // A NaN stays one, with what fits of its bits.
    if magnitude > 0x7F80_0000 { return 0x7E00 | ((magnitude &>> 13) & 0x3FF) }
    // From halfway between the greatest number and the next power of two on.
    if magnitude >= 0x477F_F000 { return 0x7C00 }
    if magnitude < 0x3880_0000 {
      // The steps of floats from one half on are those of subnormal numbers.
      return (Float(bitPattern: magnitude) + 0.5).bitPattern &- 0x3F00_0000
    }
    // Half a step, less for an even number; a carry goes on into the exponent.
    let raised = magnitude &+ 0xFFF &+ ((magnitude &>> 13) & 1)
    return (raised &- 0x3800_0000) &>> 13
  }

  @inline(never)
  var real: Float { Float(halfPrecision: bits) }

  @inline(__always)
  var isTrue: Bool { bits & 0x7FFF != 0 }

  @inline(__always)
  var wide: Int64 { real.wide }

  @inline(__always)
  func integer<Y: FixedWidthInteger>(_ type: Y.Type) -> Y { real.integer(type) }
}
