internal import CxxFlatBuffers
public import SwiftletCore

/// Writes the fields of a table of attributes; those that a new value has anyway are left out.
struct AttributeWriter: AttributeVisitor {
  typealias Failure = Never

  private let writer: swiftlet.FlatBufferWriter
  private var lists: [(field: UInt16, position: UInt32)] = []
  private var scalars: [(field: UInt16, value: Scalar)] = []

  private enum Scalar {
    case int32(Int32)
    case float32(Float)
    case uint8(UInt8)
  }

  /// Writes a table of attributes, and gives its position.
  static func write<Attributes: AttributeTable>(
    _ attributes: Attributes, to writer: swiftlet.FlatBufferWriter
  ) -> UInt32 {
    var visitor = AttributeWriter(writer: writer, writesLists: true)
    var attributes = attributes
    attributes.visit(&visitor)
    var unwritten = Attributes()
    var defaults = AttributeWriter(writer: writer, writesLists: false)
    unwritten.visit(&defaults)
    return visitor.table(defaults: defaults)
  }

  private init(writer: swiftlet.FlatBufferWriter, writesLists: Bool) {
    self.writer = writer
    self.writesLists = writesLists
  }

  private let writesLists: Bool

  private func table(defaults: AttributeWriter) -> UInt32 {
    let start = writer.startTable()
    for (written, unwritten) in zip(scalars, defaults.scalars) {
      switch (written.value, unwritten.value) {
      case (.int32(let value), .int32(let other)): writer.addInt32(written.field, value, other)
      case (.float32(let value), .float32(let other)):
        writer.addFloat32(written.field, value, other)
      case (.uint8(let value), .uint8(let other)): writer.addUInt8(written.field, value, other)
      case (.int32, _), (.float32, _), (.uint8, _):
        preconditionFailure("a table shows the same fields whatever their values")
      }
    }
    for list in lists { writer.addOffset(list.field, list.position) }
    return writer.endTable(start)
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    scalars.append((UInt16(number), .int32(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    scalars.append((UInt16(number), .float32(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    scalars.append((UInt16(number), .uint8(value ? 1 : 0)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    guard writesLists, value.count > 0 else { return }
    let values = value.values.map { Int32($0) }
    lists.append((UInt16(number), unsafe writer.int32Vector(values, values.count)))
  }

  mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    scalars.append((UInt16(number), .uint8(value.rawValue)))
  }
}

extension IntegerList {
  /// Creates a list, or answers nil if it is too long.
  public init?(_ values: some Sequence<Int>) {
    self.init()
    for value in values {
      guard let value = Int32(exactly: value), append(value) else { return nil }
    }
  }

  /// The integers.
  public var values: [Int] { (0..<count).map { self[$0] } }
}
