internal import CxxFlatBuffers

/// A flatbuffer under construction by libflatbuffers.
///
/// Everything that a table refers to is written before the table; a position of zero stands for
/// what is left out. The C++ side keeps the memory, and copies whatever it is given.
@safe struct TableWriter {
  /// The place of a string, vector or table that has been written.
  typealias Position = UInt32

  private let writer = unsafe swiftlet.FlatBufferWriter()

  /// Writes a string; an empty one is left out.
  func string(_ text: String) -> Position {
    guard !text.isEmpty else { return 0 }
    var text = text
    return text.withUTF8 { unsafe writer.string($0.baseAddress, $0.count) }
  }

  /// Writes a vector of integers; an empty one is left out.
  func integers(_ values: [Int]) -> Position {
    guard !values.isEmpty else { return 0 }
    return unsafe writer.int32Vector(values.map { Int32($0) }, values.count)
  }

  /// Writes a vector of real numbers.
  func reals(_ values: [Float]) -> Position {
    unsafe writer.float32Vector(values, values.count)
  }

  /// Writes a vector of what was written before.
  func vector(_ positions: [Position]) -> Position {
    unsafe writer.offsetVector(positions, positions.count)
  }

  /// Writes a table, whose fields the body adds.
  func table(_ fields: () -> Void) -> Position {
    let start = unsafe writer.startTable()
    fields()
    return unsafe writer.endTable(start)
  }

  /// Adds a field of the open table, unless it has the value of one that is left out.
  func add(_ field: Int, _ value: UInt8, unless unwritten: UInt8 = 0) {
    unsafe writer.addUInt8(UInt16(field), value, unwritten)
  }

  /// Adds a field of the open table, unless it has the value of one that is left out.
  func add(_ field: Int, _ value: Int32, unless unwritten: Int32 = 0) {
    unsafe writer.addInt32(UInt16(field), value, unwritten)
  }

  /// Adds a field of the open table, unless it has the value of one that is left out.
  func add(_ field: Int, _ value: UInt32, unless unwritten: UInt32) {
    unsafe writer.addUInt32(UInt16(field), value, unwritten)
  }

  /// Adds a field of the open table, unless it has the value of one that is left out.
  func add(_ field: Int, _ value: UInt64, unless unwritten: UInt64 = 0) {
    unsafe writer.addUInt64(UInt16(field), value, unwritten)
  }

  /// Adds a field of the open table, unless it has the value of one that is left out.
  func add(_ field: Int, _ value: Float, unless unwritten: Float = 0) {
    unsafe writer.addFloat32(UInt16(field), value, unwritten)
  }

  /// Adds a field that refers to what was written before, unless that was left out.
  func add(_ field: Int, at position: Position) {
    if position != 0 { unsafe writer.addOffset(UInt16(field), position) }
  }

  /// Ends the buffer with its root, and gives its bytes.
  func finish(_ root: Position, identifier: String) -> [UInt8] {
    unsafe writer.finish(root, identifier)
    return unsafe Array(UnsafeBufferPointer(start: writer.bytes(), count: writer.byteCount()))
  }
}
