import SwiftletConverter
import SwiftletCore
import SwiftletFormat
import Testing

/// The files that belong to an operator.
///
/// An operator without its cases, its test or its lowering is named here.
@Suite struct CatalogueTests {
  private static let root = String(
    #filePath.dropLast("/Tests/SwiftletConverterTests/CatalogueTests.swift".count))

  @Test(arguments: (1...255).compactMap(OperatorCode.init(rawValue:)))
  func anOperatorHasItsTwins(_ code: OperatorCode) throws {
    var visitor = NameOf()
    let name = AllOperators.visit(code, with: &visitor)
    let twins = [
      "Sources/SwiftletCore/Operators": "\(name).swift",
      "Tests/SwiftletCoreTests/Operators": "\(name)Tests.swift",
      "converter/Sources/SwiftletConverter/Lowering": "+Lowering.swift",
    ]
    for (folder, file) in twins {
      let found = Self.files("\(Self.root)/\(folder)")
      let isThere =
        file.hasPrefix("+")
        ? found.contains { Self.lowers(name, $0) }
        : found.contains { $0.hasSuffix("/\(file)") }
      #expect(isThere, "\(name) has no \(file) in \(folder)")
    }
  }

  /// Whether a file of lowerings makes an operation of a name.
  private static func lowers(_ name: String, _ path: String) -> Bool {
    guard path.hasSuffix("+Lowering.swift"), let bytes = ModelFolder.bytes(path) else {
      return false
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let operation = name.prefix(1).lowercased() + name.dropFirst()
    return text.contains(".\(operation)(") || text.contains(".\(operation),")
  }

  private static func files(_ folder: String) -> [String] {
    ModelFolder.matching("\(folder)/*") + ModelFolder.matching("\(folder)/*/*")
  }
}

private struct NameOf: OperatorVisitor {
  typealias Output = String
  typealias Failure = Never

  mutating func visit<O: Operator>(_ operator: O.Type) -> String { "\(O.self)" }

  mutating func missing(_ code: OperatorCode) -> String { "nothing for code \(code.rawValue)" }
}
