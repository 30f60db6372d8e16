/// Why a flatbuffer was refused, and where in it.
public struct FlatBufferFault: Error, Equatable, Sendable, BitwiseCopyable {
  /// The rule of the wire format that the bytes break.
  public enum Reason: UInt8, Equatable, Sendable, BitwiseCopyable {
    /// The bytes to read lie, wholly or in part, outside the buffer.
    case outOfBounds
    /// A value does not lie at a multiple of its size from the start of the buffer.
    case misaligned
    /// The four bytes after the root offset are not the expected identifier.
    case wrongIdentifier
    /// An offset to a table, vector or string is zero, or 2³¹ or more.
    case offsetOutOfRange
    /// The size of a vtable is odd or less than the four bytes of its own two numbers.
    case vtableSizeInvalid
    /// The inline size of a table is less than the four bytes of its offset to the vtable.
    case tableSizeInvalid
    /// A field lies outside the inline bytes of its table, or over the offset to the vtable.
    case fieldOutsideTable
    /// A vector or string has more elements than the bytes that remain in the buffer.
    case vectorTooLong
    /// No zero byte follows a string.
    case stringNotTerminated
    /// An element was asked for at or past the end of its vector.
    case indexOutOfRange
  }

  /// The rule that the bytes break.
  public let reason: Reason

  /// The position, counted in bytes from the start of the buffer, of what breaks it.
  public let byteOffset: Int

  /// Creates a fault at a byte.
  public init(_ reason: Reason, atByte byteOffset: Int) {
    self.reason = reason
    self.byteOffset = byteOffset
  }
}
