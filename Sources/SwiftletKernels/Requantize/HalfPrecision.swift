extension Float {
  /// The number that the bits of a float16 stand for.
  @inlinable @inline(__always)
  public init(halfPrecision bits: UInt16) {
    let wide = UInt32(truncatingIfNeeded: bits)
    let magnitude = (wide & 0x7FFF) &<< 13
    // The product moves the exponent and is exact, for subnormal numbers too.
    let finite = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    let isFinite = wide & 0x7C00 != 0x7C00
    self.init(
      bitPattern: (isFinite ? finite : magnitude | 0x7F80_0000) | ((wide & 0x8000) &<< 16))
  }
}
