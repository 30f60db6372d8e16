import SwiftletCore
import SwiftletFormat
import Testing

/// The operators' tables of fields against the schema.
@Suite struct SchemaTests {
  @Test(arguments: (1...40).compactMap(OperatorCode.init(rawValue:)))
  func theFieldsOfAnOperatorAreThoseOfTheSchema(_ code: OperatorCode) throws {
    let name = try #require(Schema.text.name(of: Int(code.rawValue), in: "Attributes"))
    var visitor = FieldsOf()
    let fields = AllOperators.visit(code, with: &visitor)
    let declared = try #require(Schema.text.tables[name])
    #expect(visitor.name == name)
    #expect(fields.map(\.name) == declared.map(\.name))
    #expect(fields.map(\.number) == Array(declared.indices))
    for (field, declaration) in zip(fields, declared) {
      if field.type.isEmpty {
        // A list of choices that grows with the runtime is a plain number in the schema.
        let choices = declaration.type == "ubyte" ? nil : Schema.text.choices[declaration.type]
        #expect(choices.map { $0 == field.choices } ?? (declaration.type == "ubyte"))
      } else {
        #expect(field.type == declaration.type, "\(declaration.name)")
      }
      let expected: JSON =
        declaration.element == nil ? .number(Double(declaration.unwritten)) : .list([])
      #expect(field.value == expected, "\(declaration.name)")
    }
  }

  @Test func everyMemberOfTheUnionIsAnOperator() throws {
    let members = try #require(Schema.text.choices["Attributes"])
    #expect(members.count == (1...255).compactMap(OperatorCode.init(rawValue:)).count)
    #expect(members.count >= 25)
  }

  @Test func theElementTypesAreThoseOfTheSchema() throws {
    let declared = try #require(Schema.text.choices["ElementType"])
    for (name, number) in declared {
      #expect(ElementType(rawValue: UInt8(number)).map { "\($0)" } == name)
    }
    #expect(declared.count == (0...255).compactMap(ElementType.init(rawValue:)).count)
  }
}

private struct FieldsOf: OperatorVisitor {
  typealias Failure = Never
  var name = ""

  mutating func visit<O: Operator>(_ operator: O.Type) -> [FieldList.Field] {
    name = "\(O.self)"
    var attributes = O.Attributes()
    var fields = FieldList()
    attributes.visit(&fields)
    return fields.fields
  }

  mutating func missing(_ code: OperatorCode) -> [FieldList.Field] { [] }
}
