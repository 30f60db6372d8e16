internal import SwiftletFormat

/// What may still be copied out of a file.
///
/// A flatbuffer may lead to the same bytes from many places. Without a limit, a list of lists that
/// share their content would let a small file fill any memory.
final class TFLiteAllowance {
  private var remaining: Int

  /// Allows four times the bytes of the file: honest files share names and shapes, and little else.
  init(fileByteCount: Int) {
    remaining = 65_536 + 4 * fileByteCount
  }

  /// Takes bytes off the allowance, or refuses.
  func spend(_ byteCount: Int) throws(TFLiteFault.Reason) {
    guard byteCount <= remaining else { throw .repeatedTooOften }
    remaining -= byteCount
  }
}

/// A table whose fields become Swift values, within the allowance of their file.
///
/// Without a table behind it, every field is absent.
struct TFLiteTable {
  /// What a table costs, for the Swift value that it becomes.
  private static let cost = 48

  private let table: FlatTable?
  private let allowance: TFLiteAllowance

  init(_ table: FlatTable?, _ allowance: TFLiteAllowance) throws(TFLiteFault.Reason) {
    try allowance.spend(Self.cost)
    self.table = table
    self.allowance = allowance
  }

  func number<Value: FlatScalar>(
    _ field: UInt16, default defaultValue: Value
  ) throws(TFLiteFault.Reason) -> Value {
    guard let table else { return defaultValue }
    return try checked { () throws(FlatBufferFault) in
      try table.scalar(field, default: defaultValue)
    }
  }

  /// Returns a 32-bit integer whose default is zero, or the one given.
  func integer(
    _ field: UInt16, default defaultValue: Int32 = 0
  ) throws(TFLiteFault.Reason) -> Int {
    Int(try number(field, default: defaultValue))
  }

  /// Returns a truth value whose default is `false`, or the one given.
  func flag(
    _ field: UInt16, default defaultValue: Bool = false
  ) throws(TFLiteFault.Reason) -> Bool {
    try number(field, default: defaultValue)
  }

  /// Returns a 32-bit unsigned index, and refuses one that a list of `count` does not hold.
  func index(
    _ field: UInt16, of list: String, count: Int
  ) throws(TFLiteFault.Reason) -> Int {
    let index = Int(try number(field, default: UInt32(0)))
    guard index < count else {
      throw .indexOutOfRange(list: list, index: index, count: count)
    }
    return index
  }

  /// Returns a member of an enumeration whose numbers the schema stores as bytes.
  func member<Value: RawRepresentable<Int8>>(
    _ field: UInt16, _ name: String, of _: Value.Type
  ) throws(TFLiteFault.Reason) -> Value {
    let number = try number(field, default: Int8(0))
    guard let value = Value(rawValue: number) else {
      throw .valueUnknown(field: name, value: Int(number))
    }
    return value
  }

  func text(_ field: UInt16) throws(TFLiteFault.Reason) -> String {
    let string = try checked { () throws(FlatBufferFault) in try table?.string(field) }
    guard let string else { return "" }
    try allowance.spend(string.byteCount)
    // The string was checked to lie inside the file, which outlives this call.
    return unsafe String(decoding: string.rawBytes, as: UTF8.self)
  }

  func list<Value: FlatScalar>(
    _ field: UInt16, of type: Value.Type
  ) throws(TFLiteFault.Reason) -> [Value] {
    let vector = try vector(field, of: type)
    guard let vector else { return [] }
    try allowance.spend(vector.count * MemoryLayout<Value>.stride)
    return Array(vector)
  }

  /// Returns a list of 32-bit integers.
  func integers(_ field: UInt16) throws(TFLiteFault.Reason) -> [Int] {
    try list(field, of: Int32.self).map(Int.init)
  }

  /// Returns a vector where it lies, which costs nothing.
  func vector<Value: FlatScalar>(
    _ field: UInt16, of type: Value.Type
  ) throws(TFLiteFault.Reason) -> FlatVector<Value>? {
    try checked { () throws(FlatBufferFault) in try table?.scalars(field, of: type) }
  }

  func contains(_ field: UInt16) throws(TFLiteFault.Reason) -> Bool {
    try checked { () throws(FlatBufferFault) in try table?.contains(field) ?? false }
  }

  func table(_ field: UInt16) throws(TFLiteFault.Reason) -> TFLiteTable {
    let target = try checked { () throws(FlatBufferFault) in try table?.table(field) }
    return try TFLiteTable(target, allowance)
  }

  func tables(_ field: UInt16) throws(TFLiteFault.Reason) -> TFLiteTables {
    let targets = try checked { () throws(FlatBufferFault) in try table?.tables(field) }
    return TFLiteTables(tables: targets, allowance: allowance)
  }

  /// Returns the number of the alternative that a union holds and its value, or `nil` for none.
  func union(
    type field: UInt16
  ) throws(TFLiteFault.Reason) -> (type: Int, table: TFLiteTable)? {
    let union = try checked { () throws(FlatBufferFault) in try table?.union(type: field) }
    guard let union else { return nil }
    return (Int(union.type), try TFLiteTable(union.table, allowance))
  }
}

/// A list of tables, each reached when it is asked for.
struct TFLiteTables {
  fileprivate let tables: FlatTables?
  fileprivate let allowance: TFLiteAllowance

  var count: Int { tables?.count ?? 0 }

  subscript(index: Int) -> TFLiteTable {
    get throws(TFLiteFault.Reason) {
      let table = try checked { () throws(FlatBufferFault) -> FlatTable? in
        try tables?.table(at: index)
      }
      return try TFLiteTable(table, allowance)
    }
  }
}

/// Turns a fault of the wire format into one of the file.
func checked<Value>(
  _ body: () throws(FlatBufferFault) -> Value
) throws(TFLiteFault.Reason) -> Value {
  do {
    return try body()
  } catch {
    throw .damaged(error)
  }
}
