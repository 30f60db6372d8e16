internal import SwiftletCore

/// One attribute of a step, by the name that `Model.fbs` gives it.
public struct ModelAttribute: Equatable, Sendable {
  /// What an attribute says.
  public enum Value: Equatable, Sendable {
    /// A whole number.
    case integer(Int)
    /// A number.
    case real(Float)
    /// A truth value.
    case truth(Bool)
    /// A list of whole numbers.
    case integers([Int])
    /// One of a closed list of choices, by its name.
    case choice(String)
  }

  /// The name.
  public let name: String

  /// What it says.
  public let value: Value

  /// Whether a file that leaves the attribute out says the same.
  public let isDefault: Bool

  /// Lists the attributes of one use of an operator.
  static func list<Attributes: AttributeTable>(_ attributes: Attributes) -> [ModelAttribute] {
    zip(AttributeLister.fields(of: attributes), AttributeLister.fields(of: Attributes())).map {
      stated, usual in
      ModelAttribute(
        name: stated.name, value: stated.value, isDefault: stated.value == usual.value)
    }
  }
}

/// Notes the name and value of each field of a table of attributes.
private struct AttributeLister: AttributeVisitor {
  typealias Failure = Never

  private var fields: [(name: String, value: ModelAttribute.Value)] = []

  static func fields<Attributes: AttributeTable>(
    of attributes: Attributes
  ) -> [(name: String, value: ModelAttribute.Value)] {
    var lister = AttributeLister()
    var attributes = attributes
    attributes.visit(&lister)
    return lister.fields
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    fields.append((name.description, .integer(Int(value))))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    fields.append((name.description, .real(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    fields.append((name.description, .truth(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    let list = value
    fields.append((name.description, .integers((0..<list.count).map { list[$0] })))
  }

  mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    fields.append((name.description, .choice("\(value)")))
  }
}
