/// A table of a flatbuffer, whose vtable was checked when the table was reached.
///
/// Fields are named by their number in the schema: the first is 0, and a union takes two, of which
/// the first is its type. A field that the file leaves out is not a fault.
public struct FlatTable: BitwiseCopyable, Sendable {
  /// The position of the table, counted in bytes from the start of the buffer.
  public let byteOffset: Int

  private let buffer: FlatBuffer
  private let vtable: Int
  private let vtableByteCount: Int
  private let inlineByteCount: Int

  /// Reads and checks the vtable, once for all fields.
  init(_ buffer: FlatBuffer, at position: Int) throws(FlatBufferFault) {
    let distance = try buffer.scalar(Int32.self, at: position)
    // The vtable lies before the table or after it, by up to 2³¹ bytes each way.
    let (vtable, overflow) = position.subtractingReportingOverflow(Int(distance))
    guard !overflow else { throw FlatBufferFault(.outOfBounds, atByte: position) }
    let vtableByteCount = Int(try buffer.scalar(UInt16.self, at: vtable))
    guard vtableByteCount >= 4, vtableByteCount & 1 == 0 else {
      throw FlatBufferFault(.vtableSizeInvalid, atByte: vtable)
    }
    try buffer.checkRange(at: vtable, byteCount: vtableByteCount)
    let inlineByteCount = Int(try buffer.scalar(UInt16.self, at: vtable + 2))
    guard inlineByteCount >= 4 else {
      throw FlatBufferFault(.tableSizeInvalid, atByte: vtable + 2)
    }
    try buffer.checkRange(at: position, byteCount: inlineByteCount)
    self.byteOffset = position
    self.buffer = buffer
    self.vtable = vtable
    self.vtableByteCount = vtableByteCount
    self.inlineByteCount = inlineByteCount
  }

  /// Returns the number in a field, or the schema's default if the file leaves the field out.
  public func scalar<Value: FlatScalar>(
    _ field: UInt16, default defaultValue: Value
  ) throws(FlatBufferFault) -> Value {
    guard let position = try position(of: field, byteCount: Value.byteCount) else {
      return defaultValue
    }
    return try buffer.scalar(Value.self, at: position)
  }

  /// Returns whether the file holds the field at all.
  public func contains(_ field: UInt16) throws(FlatBufferFault) -> Bool {
    try position(of: field, byteCount: 1) != nil
  }

  /// Returns the table that a field leads to.
  public func table(_ field: UInt16) throws(FlatBufferFault) -> FlatTable? {
    guard let target = try target(of: field) else { return nil }
    return try FlatTable(buffer, at: target)
  }

  /// Returns the union whose type is the field `type` and whose value the field after it.
  ///
  /// The result is `nil` if the type is zero, whether or not there is a value, but the value's
  /// offset is checked even so. A type without a value has no table.
  public func union(type field: UInt16) throws(FlatBufferFault) -> FlatUnion? {
    let type = try scalar(field, default: UInt8(0))
    let target = field == .max ? nil : try target(of: field + 1)
    guard type != 0 else { return nil }
    guard let target else { return FlatUnion(type: type, table: nil) }
    return FlatUnion(type: type, table: try FlatTable(buffer, at: target))
  }

  /// Returns the string that a field leads to.
  public func string(_ field: UInt16) throws(FlatBufferFault) -> FlatString? {
    guard let target = try target(of: field) else { return nil }
    return try FlatString(buffer, at: target)
  }

  /// Returns the vector of numbers that a field leads to.
  public func scalars<Value: FlatScalar>(
    _ field: UInt16, of _: Value.Type
  ) throws(FlatBufferFault) -> FlatVector<Value>? {
    guard let target = try target(of: field) else { return nil }
    return try FlatVector(buffer, at: target)
  }

  /// Returns the vector of tables that a field leads to.
  public func tables(_ field: UInt16) throws(FlatBufferFault) -> FlatTables? {
    guard let target = try target(of: field) else { return nil }
    return try FlatTables(buffer, at: target)
  }

  /// Returns the vector of strings that a field leads to.
  public func strings(_ field: UInt16) throws(FlatBufferFault) -> FlatStrings? {
    guard let target = try target(of: field) else { return nil }
    return try FlatStrings(buffer, at: target)
  }

  /// Returns the position of a field's inline bytes, or `nil` if the file leaves the field out.
  private func position(
    of field: UInt16, byteCount: Int
  ) throws(FlatBufferFault) -> Int? {
    let entry = 4 + 2 * Int(field)
    guard entry < vtableByteCount else { return nil }
    let offset = Int(try buffer.scalar(UInt16.self, at: vtable + entry))
    guard offset != 0 else { return nil }
    guard offset >= 4, offset + byteCount <= inlineByteCount else {
      throw FlatBufferFault(.fieldOutsideTable, atByte: vtable + entry)
    }
    return byteOffset + offset
  }

  private func target(of field: UInt16) throws(FlatBufferFault) -> Int? {
    guard let position = try position(of: field, byteCount: 4) else { return nil }
    return try buffer.target(ofOffsetAt: position)
  }
}

/// A table whose schema is one of several.
public struct FlatUnion: BitwiseCopyable, Sendable {
  /// The number of the schema's alternative; never zero.
  public let type: UInt8

  /// The value, if the file holds one.
  public let table: FlatTable?
}
