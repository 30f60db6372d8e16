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
