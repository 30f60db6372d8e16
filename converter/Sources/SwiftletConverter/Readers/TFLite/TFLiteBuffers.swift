internal import SwiftletFormat

/// The constant data of a file, by the position of its entry in the list of buffers.
struct TFLiteBuffers {
  let bytes: [UInt8]
  let tables: TFLiteTables

  var count: Int { tables.count }

  /// Returns the bytes of a buffer where they lie, or `nil` if it holds none.
  ///
  /// Buffer 0 is empty by definition. The data is a vector in the flatbuffer or, for files that a
  /// flatbuffer's 2 GB do not hold, a range of the file after it.
  func data(_ index: Int) throws(TFLiteFault.Reason) -> ArraySlice<UInt8>? {
    guard index > 0 else { return nil }
    let table = try tables[index]
    if let vector = try table.vector(0, of: UInt8.self), !vector.isEmpty {
      return bytes[vector.byteOffset..<(vector.byteOffset + vector.count)]
    }
    // A writer that has not placed the data yet leaves the offset at 1.
    let offset = try table.number(1, default: UInt64(0))
    guard offset > 1 else { return nil }
    return try range(offset: offset, size: table.number(2, default: UInt64(0)))
  }

  /// Returns a range of the file, or `nil` if it is empty.
  func range(offset: UInt64, size: UInt64) throws(TFLiteFault.Reason) -> ArraySlice<UInt8>? {
    guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else {
      throw .dataOutsideFile(offset: offset, size: size)
    }
    return size == 0 ? nil : bytes[Int(offset)..<Int(offset + size)]
  }
}
