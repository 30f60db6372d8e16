/// What `Model.fbs` declares, read as text.
struct SchemaText {
  /// A field of a table.
  struct Field: Equatable {
    let name: String
    let type: String
    /// The number, truth value or enum value that it has unwritten, as a number.
    let unwritten: Float

    /// The type of the elements of a list.
    var element: String? { type.hasPrefix("[") ? String(type.dropFirst().dropLast()) : nil }
  }

  /// The values of each enum and union, by their names.
  private(set) var choices: [String: [String: Int]] = [:]
  /// The fields of each table.
  private(set) var tables: [String: [Field]] = [:]

  init(_ text: String) {
    let lines = text.split(separator: "\n").map { $0.prefix(while: { $0 != "/" }) }
    let words = lines.joined(separator: " ")
    for declaration in words.split(separator: "}") {
      guard let brace = declaration.firstIndex(of: "{") else { continue }
      let body = declaration[declaration.index(after: brace)...]
      // What stands before the kind belongs to a statement without braces.
      let head = declaration[..<brace].split { " ;:".contains($0) }.map(String.init)
      if let kind = head.lastIndex(of: "table") {
        tables[head[kind + 1]] = body.split(separator: ";").compactMap(field)
      } else if let kind = head.lastIndex(where: { $0 == "enum" || $0 == "union" }) {
        choices[head[kind + 1]] = Self.values(body, first: head[kind] == "union" ? 1 : 0)
      }
    }
  }

  /// The name of the value of an enum or a member of a union.
  func name(of number: Int, in choice: String) -> String? {
    choices[choice]?.first { $0.value == number }?.key
  }

  private static func values(_ body: Substring, first: Int) -> [String: Int] {
    var values: [String: Int] = [:]
    for entry in body.split(separator: ",") {
      let words = entry.split { " =".contains($0) }
      guard let name = words.first else { continue }
      values[String(name)] = words.count > 1 ? Int(words[1]) : first + values.count
    }
    return values
  }

  private func field(_ declaration: Substring) -> Field? {
    let words = declaration.split { " :=".contains($0) }.map(String.init)
    guard words.count >= 2 else { return nil }
    let unwritten = words.count > 2 ? words[2] : "0"
    return Field(
      name: words[0], type: words[1],
      unwritten: Float(unwritten) ?? Float(choices[words[1]]?[unwritten] ?? 0))
  }
}
