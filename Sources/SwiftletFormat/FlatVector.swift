/// A vector of numbers in a flatbuffer, all of which lie inside the buffer.
///
/// The subscript traps on an index that `indices` does not hold, as that of every collection does;
/// ``element(at:)`` is for an index that comes from a file.
public struct FlatVector<Element: FlatScalar>: BitwiseCopyable, Sendable {
  /// The number of elements.
  public let count: Int

  let buffer: FlatBuffer
  let start: Int

  init(_ buffer: FlatBuffer, at position: Int) throws(FlatBufferFault) {
    let elements = try buffer.elements(
      ofVectorAt: position, elementByteCount: Element.byteCount)
    self.buffer = buffer
    self.start = elements.start
    self.count = elements.count
  }

  /// The position of the first element, counted in bytes from the start of the buffer.
  public var byteOffset: Int { start }

  /// Returns an element, or refuses an index past the end.
  public func element(at index: Int) throws(FlatBufferFault) -> Element {
    guard index >= 0, index < count else {
      throw FlatBufferFault(.indexOutOfRange, atByte: start)
    }
    return try buffer.element(Element.self, at: start + index * Element.byteCount)
  }
}

extension FlatVector {
  /// The indices of the elements.
  public var indices: Range<Int> { 0..<count }

  /// The index of the first element.
  public var startIndex: Int { 0 }

  /// The index after the last element.
  public var endIndex: Int { count }

  /// Returns an element.
  ///
  /// - Precondition: `index` is at least zero and less than `count`.
  public subscript(index: Int) -> Element {
    do throws(FlatBufferFault) {
      return try element(at: index)
    } catch {
      preconditionFailure("An index is out of range.")
    }
  }
}

// `Sequence` requires a function that returns an array, which allocates.
#if !hasFeature(Embedded)
extension FlatVector: RandomAccessCollection {}
#endif

/// A string in a flatbuffer, with the zero byte after it checked.
///
/// The format promises UTF-8 but nothing enforces it.
public struct FlatString: BitwiseCopyable, Sendable {
  /// The number of bytes before the terminating zero.
  public let byteCount: Int

  let buffer: FlatBuffer
  let start: Int

  init(_ buffer: FlatBuffer, at position: Int) throws(FlatBufferFault) {
    let bytes = try buffer.elements(ofVectorAt: position, elementByteCount: 1)
    guard try buffer.scalar(UInt8.self, at: bytes.start + bytes.count) == 0 else {
      throw FlatBufferFault(.stringNotTerminated, atByte: position)
    }
    self.buffer = buffer
    self.start = bytes.start
    self.byteCount = bytes.count
  }

  /// Returns a byte, or refuses an index past the end.
  public func byte(at index: Int) throws(FlatBufferFault) -> UInt8 {
    guard index >= 0, index < byteCount else {
      throw FlatBufferFault(.indexOutOfRange, atByte: start)
    }
    return try buffer.element(UInt8.self, at: start + index)
  }
}

/// A vector of tables in a flatbuffer, each checked when it is reached.
public struct FlatTables: BitwiseCopyable, Sendable {
  private let offsets: FlatVector<UInt32>

  init(_ buffer: FlatBuffer, at position: Int) throws(FlatBufferFault) {
    offsets = try FlatVector(buffer, at: position)
  }

  /// The number of tables.
  public var count: Int { offsets.count }

  /// The indices of the tables.
  public var indices: Range<Int> { 0..<count }

  /// Returns a table, or refuses an index past the end.
  public func table(at index: Int) throws(FlatBufferFault) -> FlatTable {
    try FlatTable(offsets.buffer, at: offsets.target(at: index))
  }
}

/// A vector of strings in a flatbuffer, each checked when it is reached.
public struct FlatStrings: BitwiseCopyable, Sendable {
  private let offsets: FlatVector<UInt32>

  init(_ buffer: FlatBuffer, at position: Int) throws(FlatBufferFault) {
    offsets = try FlatVector(buffer, at: position)
  }

  /// The number of strings.
  public var count: Int { offsets.count }

  /// The indices of the strings.
  public var indices: Range<Int> { 0..<count }

  /// Returns a string, or refuses an index past the end.
  public func string(at index: Int) throws(FlatBufferFault) -> FlatString {
    try FlatString(offsets.buffer, at: offsets.target(at: index))
  }
}

extension FlatVector where Element == UInt32 {
  /// Returns the position that the offset at an index leads to.
  fileprivate func target(at index: Int) throws(FlatBufferFault) -> Int {
    guard index >= 0, index < count else {
      throw FlatBufferFault(.indexOutOfRange, atByte: start)
    }
    return try buffer.target(ofOffsetAt: start + index * 4)
  }
}
