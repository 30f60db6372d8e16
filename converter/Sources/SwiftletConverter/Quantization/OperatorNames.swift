extension Graph {
  /// The names in full of the operators that a user means by some names.
  ///
  /// Reports show an operator by its own name, which TensorFlow makes of several with semicolons
  /// between them, by a part of it, or by the name of its output; a name that several had has a
  /// number at its end. All of these mean the operator.
  func operatorNames(meantBy names: Set<String>) throws(ConversionError) -> Set<String> {
    var found: Set<String> = []
    var unknown: [String] = []
    for name in names.sorted() {
      let meant = nodes.filter { node in
        let parts = Self.parts(of: node.name) + Self.parts(of: tensors[node.output].name)
        return parts.contains(name)
      }
      if meant.isEmpty { unknown.append(name) }
      found.formUnion(meant.map(\.name))
    }
    guard unknown.isEmpty else {
      throw ConversionError(
        unknown.map { name in
          ConversionError.Issue(
            place: "the operators that stay in float", rule: "none is named '\(name)'",
            remedy: "take a name from the report of the conversion, or from 'swiftlet inspect'")
        })
    }
    return found
  }

  /// A name, what stands between its semicolons, and both without a number behind a slash.
  private static func parts(of name: String) -> [String] {
    let parts = [name] + name.split(separator: ";").map(String.init)
    return parts
      + parts.compactMap { part in
        guard let slash = part.lastIndex(of: "/"), part[slash...].count > 1,
          part[part.index(after: slash)...].allSatisfy(\.isNumber)
        else { return nil }
        return String(part[..<slash])
      }
  }
}
