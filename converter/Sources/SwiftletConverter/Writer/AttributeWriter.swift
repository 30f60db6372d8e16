public import SwiftletCore

/// Writes the fields of a table of attributes; those that a new value has anyway are left out.
struct AttributeWriter: AttributeVisitor {
  typealias Failure = Never

  private enum Value {
    case integer(Int32)
    case real(Float)
    case choice(UInt8)
    case list([Int])
  }

  private var fields: [(number: Int, value: Value)] = []

  /// Writes a table of attributes, and gives its position.
  static func write<Attributes: AttributeTable>(
    _ attributes: Attributes, to writer: TableWriter
  ) -> TableWriter.Position {
    let written = fields(of: attributes)
    let unwritten = fields(of: Attributes())
    let lists = written.map { field -> TableWriter.Position in
      guard case .list(let values) = field.value else { return 0 }
      return writer.integers(values)
    }
    return writer.table {
      for (index, field) in written.enumerated() {
        switch (field.value, unwritten[index].value) {
        case (.integer(let value), .integer(let other)):
          writer.add(field.number, value, unless: other)
        case (.real(let value), .real(let other)): writer.add(field.number, value, unless: other)
        case (.choice(let value), .choice(let other)):
          writer.add(field.number, value, unless: other)
        case (.list, _): writer.add(field.number, at: lists[index])
        case (.integer, _), (.real, _), (.choice, _):
          preconditionFailure("a table shows the same fields whatever their values")
        }
      }
    }
  }

  private static func fields<Attributes: AttributeTable>(
    of attributes: Attributes
  ) -> [(number: Int, value: Value)] {
    var visitor = AttributeWriter()
    var attributes = attributes
    attributes.visit(&visitor)
    return visitor.fields
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    fields.append((number, .integer(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    fields.append((number, .real(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    fields.append((number, .choice(value ? 1 : 0)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    fields.append((number, .list(value.values)))
  }

  mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    fields.append((number, .choice(value.rawValue)))
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
