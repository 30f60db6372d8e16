/// Bytes in the FlatBuffers wire format, read where they lie.
///
/// Nothing is trusted: every read is checked against the buffer before it is made, and every offset
/// before it is followed. Nothing is copied, allocated or recursed into, so a reader's cost is that
/// of the fields it asks for. A field that it accepts, the verifier of the C++ library accepts too;
/// beyond that verifier, it holds each field to the inline bytes of its table, and it checks the
/// offsets in a vector as it does those in a table.
///
/// Scalars, offsets, tables and the lengths of vectors have to lie at a multiple of their size from
/// the start of the buffer, as every builder writes them and the C++ verifier demands. The elements
/// of a vector may lie anywhere, as there; and the buffer itself may start at any address, for all
/// loads are unaligned. Numbers are little-endian on every machine.
@safe public struct FlatBuffer: BitwiseCopyable, @unchecked Sendable {
  private let bytes: UnsafeRawBufferPointer

  /// Creates a reader of bytes that stay in place and unchanged as long as anything read from them.
  public init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = unsafe bytes
  }

  /// The number of bytes in the buffer.
  public var byteCount: Int { unsafe bytes.count }

  /// Returns the root table, after comparing the identifier of the file if one is given.
  ///
  /// - Precondition: `identifier` is four bytes of ASCII.
  public func root(identifier: StaticString?) throws(FlatBufferFault) -> FlatTable {
    if let identifier {
      precondition(identifier.utf8CodeUnitCount == 4, "An identifier is four bytes.")
      for index in 0..<4 {
        // The loop stays within the four code units that the precondition counts.
        let expected = unsafe identifier.utf8Start[index]
        guard try scalar(UInt8.self, at: 4 + index) == expected else {
          throw FlatBufferFault(.wrongIdentifier, atByte: 4)
        }
      }
    }
    return try FlatTable(self, at: target(ofOffsetAt: 0))
  }
}

extension FlatBuffer {
  /// Refuses a range that is not wholly inside the buffer.
  func checkRange(at position: Int, byteCount size: Int) throws(FlatBufferFault) {
    guard position >= 0, position <= byteCount, size <= byteCount - position else {
      throw FlatBufferFault(.outOfBounds, atByte: position)
    }
  }

  /// Reads a number at a multiple of its size.
  func scalar<Value: FlatScalar>(
    _ type: Value.Type, at position: Int
  ) throws(FlatBufferFault) -> Value {
    try checkRange(at: position, byteCount: Value.byteCount)
    guard position & (Value.byteCount - 1) == 0 else {
      throw FlatBufferFault(.misaligned, atByte: position)
    }
    return try element(type, at: position)
  }

  /// Reads a number at any position.
  func element<Value: FlatScalar>(
    _: Value.Type, at position: Int
  ) throws(FlatBufferFault) -> Value {
    try checkRange(at: position, byteCount: Value.byteCount)
    // The line above is the bound: `Bits` occupies the `byteCount` bytes that it checked.
    let bits = unsafe bytes.loadUnaligned(fromByteOffset: position, as: Value.Bits.self)
    return Value(flatBits: Value.Bits(littleEndian: bits))
  }

  /// Returns the position that an offset leads to; at least one byte is there.
  func target(ofOffsetAt position: Int) throws(FlatBufferFault) -> Int {
    let offset = try scalar(UInt32.self, at: position)
    guard offset != 0, offset <= UInt32(Int32.max) else {
      throw FlatBufferFault(.offsetOutOfRange, atByte: position)
    }
    // Compared before it is added: the sum of two large positions overflows a 32-bit `Int`.
    guard Int(offset) < byteCount - position else {
      throw FlatBufferFault(.outOfBounds, atByte: position)
    }
    return position + Int(offset)
  }

  /// Returns the position and count of the elements of a vector, all of them inside the buffer.
  func elements(
    ofVectorAt position: Int, elementByteCount: Int
  ) throws(FlatBufferFault) -> (start: Int, count: Int) {
    let count = try scalar(UInt32.self, at: position)
    let start = position + 4
    // Compared as unsigned 32-bit numbers, for the count may exceed a 32-bit `Int`.
    let limit = UInt32(clamping: (byteCount - start) / elementByteCount)
    guard count <= limit else { throw FlatBufferFault(.vectorTooLong, atByte: position) }
    return (start, Int(count))
  }
}

extension FlatVector {
  /// The bytes of the elements where they lie, little-endian and at any alignment.
  public var rawBytes: UnsafeRawBufferPointer {
    // `init` checked that all `count` elements lie inside the buffer.
    unsafe buffer.slice(at: start, byteCount: count * Element.byteCount)
  }
}

extension FlatString {
  /// The bytes of the string where they lie, without the zero byte after them.
  public var rawBytes: UnsafeRawBufferPointer {
    // `init` checked that all `byteCount` bytes lie inside the buffer.
    unsafe buffer.slice(at: start, byteCount: byteCount)
  }
}

extension FlatBuffer {
  /// Returns a part of the buffer that the caller has checked to lie inside it.
  fileprivate func slice(at position: Int, byteCount: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[position..<(position + byteCount)])
  }
}
