/// What a command line says, checked against a command's definition.
public struct ParsedArguments: Equatable, Sendable {
  /// The arguments told by position, as many as the definition has.
  public internal(set) var positionals: [String] = []

  var values: [String: [String]] = [:]

  /// Whether an option was given.
  public func isGiven(_ option: OptionDefinition) -> Bool { values[option.name] != nil }

  /// The values of an option, in the order given.
  public func texts(of option: OptionDefinition) -> [String] { values[option.name] ?? [] }

  /// The value of an option, or nil where it was not given.
  public func text(of option: OptionDefinition) -> String? { texts(of: option).last }

  /// The value of an option that takes a whole number.
  public func integer(of option: OptionDefinition) -> Int? { text(of: option).flatMap { Int($0) } }

  /// The value of an option that takes a number.
  public func number(of option: OptionDefinition) -> Double? {
    text(of: option).flatMap { Double($0) }
  }
}

/// A file with the name of what it is for: `[NAME=]FILE`.
public struct NamedFile: Equatable, Sendable {
  /// The name before the first `=`, or nil.
  public let name: String?

  /// The path.
  public let path: String

  /// Reads the text of an argument.
  ///
  /// A name holds no slash, so `./a=b` is a path.
  public init(_ text: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex,
      !text[..<sign].contains("/")
    else {
      (name, path) = (nil, text)
      return
    }
    name = String(text[..<sign])
    path = String(text[text.index(after: sign)...])
  }
}
