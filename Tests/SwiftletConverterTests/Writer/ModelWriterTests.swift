import CxxFlatBufferVerifier
import Glibc
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// Written files against the schema and the tools that it belongs to.
@Suite struct ModelWriterTests {
  @Test(arguments: SmallModels.paths)
  func aFilePassesTheVerifierOfTheLibrary(_ path: String) throws {
    for strips in [false, true] {
      guard let file = try SmallModels.file(path, strips: strips) else { return }
      #expect(swiftlet_verify_model(file, file.count))
    }
  }

  @Test func theVerifierRefusesADamagedFile() throws {
    let file = try #require(try SmallModels.file(SmallModels.digits, strips: false))
    var damaged = 0
    for position in 0..<2000 {
      var mutant = file
      mutant[position] ^= 0xFF
      if !swiftlet_verify_model(mutant, mutant.count) { damaged += 1 }
    }
    #expect(damaged > 500)
  }

  @Test(arguments: SmallModels.paths)
  func aModelConvertsToTheSameBytesEveryTime(_ path: String) throws {
    let first = try SmallModels.file(path, strips: false)
    #expect(try SmallModels.file(path, strips: false) == first)
  }

  @Test(arguments: SmallModels.paths)
  func aStrippedFileHoldsNoNamesAndNothingElseIsMissing(_ path: String) throws {
    guard let named = try SmallModels.file(path, strips: false),
      let stripped = try SmallModels.file(path, strips: true)
    else { return }
    #expect(stripped.count <= named.count)
    guard case .object(let whole) = try json(named), case .object(let bare) = try json(stripped)
    else { return }
    #expect(bare["producer"] == nil && bare["metadata"] == nil)
    for key in ["tensors", "operators", "signatures", "arena", "version"] {
      let expected = try #require(whole[key]).without(["name", "channel_scales", "channel_axis"])
      #expect(bare[key]?.without(["channel_axis"]).differences(from: expected) == [], "\(key)")
    }
  }

  @Test(.enabled(if: hasFlatc, "Skipped: flatc is not installed."), arguments: SmallModels.paths)
  func flatcSeesWhatTheReaderSees(_ path: String) throws {
    guard let file = try SmallModels.file(path, strips: false) else { return }
    var folder = Array("/tmp/swiftlet-flatc-XXXXXX".utf8CString)
    let name = try #require(mkdtemp(&folder).map { String(cString: $0) })
    defer { _ = system("rm -rf '\(name)'") }
    try write(file, to: "\(name)/model.swiftlet")
    let flags = "--json --raw-binary --strict-json --defaults-json"
    try #require(
      system("flatc \(flags) -o '\(name)' '\(Schema.path)' -- '\(name)/model.swiftlet'") == 0)
    let text = try #require(ModelFolder.bytes("\(name)/model.json"))
    let seen = try #require(JSON(text)).numbered("Model", Schema.text)
    #expect(try json(file).differences(from: seen) == [])
  }

  private func json(_ file: [UInt8]) throws -> JSON {
    try file.withUnsafeBytes { try ModelView(FlatBuffer($0)).json() }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "wb"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}

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
      // A closed list that only the runtime knows is a plain number in the schema.
      let isPlain = declaration.type == "ubyte"
      #expect(isPlain || field.type == declaration.type, "\(declaration.name)")
      let expected: JSON =
        declaration.element == nil ? .number(Double(declaration.unwritten)) : .list([])
      #expect(field.value == expected, "\(declaration.name)")
    }
  }

  @Test func everyMemberOfTheUnionIsAnOperator() throws {
    let members = try #require(Schema.text.choices["Attributes"])
    #expect(members.count == (1...255).compactMap(OperatorCode.init(rawValue:)).count)
    #expect(members.count >= 22)
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

  mutating func visit<O: Operator>(
    _ operator: O.Type
  ) -> [(number: Int, name: String, type: String, value: JSON)] {
    name = "\(O.self)"
    var attributes = O.Attributes()
    var fields = FieldList()
    attributes.visit(&fields)
    return fields.fields
  }

  mutating func missing(
    _ code: OperatorCode
  ) -> [(number: Int, name: String, type: String, value: JSON)] { [] }
}

/// `Model.fbs`.
enum Schema {
  static let path = "\(SmallModels.root)/Sources/SwiftletFormat/Model.fbs"
  static let text = SchemaText(String(decoding: ModelFolder.bytes(path) ?? [], as: UTF8.self))
}

/// The models of the repository.
enum SmallModels {
  static let root = String(
    #filePath.dropLast("/Tests/SwiftletConverterTests/Writer/ModelWriterTests.swift".count))

  static let digits = "\(root)/models/digits/digits_int8.tflite"

  static let paths =
    ModelFolder.matching("\(root)/models/digits/*.tflite")
    + ModelFolder.matching("\(root)/Tests/ModelTests/Operators/models/*.tflite")

  /// The file of a model, or nil if it is one that is refused.
  static func file(_ path: String, strips: Bool) throws -> [UInt8]? {
    var options = Converter.Options()
    options.strips = strips
    let bytes = try #require(ModelFolder.bytes(path))
    return try? Converter.convert(tflite: bytes, options).file
  }
}

private let hasFlatc = system("flatc --version >/dev/null 2>&1") == 0

extension JSON {
  /// The value with the names of choices replaced by their numbers.
  func numbered(_ table: String, _ schema: SchemaText) -> JSON {
    guard case .object(let entries) = self else { return self }
    let fields = schema.tables[table] ?? []
    var numbered: [String: JSON] = [:]
    for (name, value) in entries {
      let type = fields.first { $0.name == name }.map { $0.element ?? $0.type } ?? ""
      switch value {
      case .list(let values): numbered[name] = .list(values.map { $0.numbered(type, schema) })
      case .object where type == "Attributes":
        guard case .text(let member)? = entries["attributes_type"] else { continue }
        numbered[name] = value.numbered(member, schema)
      case .object: numbered[name] = value.numbered(type, schema)
      case .text(let choice):
        let choices = schema.choices[name == "attributes_type" ? "Attributes" : type]
        numbered[name] = choices?[choice].map { .number(Double($0)) } ?? value
      case .number: numbered[name] = value
      }
    }
    return .object(numbered)
  }

  /// The value without the entries of some names.
  func without(_ names: Set<String>) -> JSON {
    switch self {
    case .object(let entries):
      .object(entries.filter { !names.contains($0.key) }.mapValues { $0.without(names) })
    case .list(let values): .list(values.map { $0.without(names) })
    case .number, .text: self
    }
  }
}
