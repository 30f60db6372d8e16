public import CSwiftletKernels

/// What takes the stored numbers of a row to real ones, and back; `elementwise.h` defines it.
public typealias RowScale = swiftlet_row_scale

extension RowScale {
  /// The scale of numbers, given the bits of their greatest magnitude.
  public init(magnitudeBits bits: UInt32) {
    let magnitude = Float(bitPattern: bits)
    let isFinite = bits < 0x7F80_0000
    let isStored = isFinite && magnitude >= 0x1p-100
    self.init(
      scale: isStored ? magnitude / 127 : isFinite ? 0 : .nan,
      factor: isStored ? 127 / magnitude : 0)
  }
}

extension Float {
  /// The bits of the magnitude: as integers, those of NaN are above those of infinity.
  @inlinable @inline(__always)
  public var magnitudeBits: UInt32 { bitPattern & 0x7FFF_FFFF }
}
