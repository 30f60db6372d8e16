/// A number or truth value that a flatbuffer stores inline.
public protocol FlatScalar: BitwiseCopyable {
  /// The integer of the same size whose bytes stand in the buffer.
  associatedtype Bits: FixedWidthInteger & BitwiseCopyable

  /// Creates the value that the stored integer stands for; every integer stands for one.
  init(flatBits: Bits)
}

extension FlatScalar {
  /// The number of bytes that a value occupies: 1, 2, 4 or 8.
  static var byteCount: Int { MemoryLayout<Bits>.size }
}

extension FlatScalar where Self: FixedWidthInteger, Bits == Self {
  /// Creates the integer itself.
  public init(flatBits: Self) { self = flatBits }
}

extension Int8: FlatScalar {}
extension Int16: FlatScalar {}
extension Int32: FlatScalar {}
extension Int64: FlatScalar {}
extension UInt8: FlatScalar {}
extension UInt16: FlatScalar {}
extension UInt32: FlatScalar {}
extension UInt64: FlatScalar {}

extension Bool: FlatScalar {
  /// Creates `false` from zero and `true` from anything else.
  public init(flatBits: UInt8) { self = flatBits != 0 }
}

extension Float: FlatScalar {
  /// Creates the number with this bit pattern.
  public init(flatBits: UInt32) { self.init(bitPattern: flatBits) }
}

extension Double: FlatScalar {
  /// Creates the number with this bit pattern.
  public init(flatBits: UInt64) { self.init(bitPattern: flatBits) }
}
