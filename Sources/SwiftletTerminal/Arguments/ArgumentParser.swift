/// Reads a command line by the definitions of a tool.
public struct ArgumentParser: Sendable {
  /// What a command line asks for.
  public enum Request: Equatable, Sendable {
    /// Running a command.
    case run(CommandDefinition, ParsedArguments)
    /// The help of a command, or of the whole tool.
    case help(CommandDefinition?)
    /// The version of the tool.
    case version
  }

  private let tool: ToolDefinition

  /// Creates a parser.
  public init(_ tool: ToolDefinition) { self.tool = tool }

  /// Reads the words after the tool's own name.
  public func parse(_ words: [String]) throws(Diagnostic) -> Request {
    guard let first = words.first else {
      throw Diagnostic(.usage, "no command given", help: "try '\(tool.name) --help'")
    }
    switch first {
    case "--help", "-h": return .help(nil)
    case "--version": return .version
    case "help":
      guard words.count > 1 else { return .help(nil) }
      return .help(try command(words[1]))
    default: break
    }
    let command = try command(first)
    var reader = CommandLineReader(tool: tool.name, command, Array(words.dropFirst()))
    guard let arguments = try reader.read() else { return .help(command) }
    return .run(command, arguments)
  }

  private func command(_ name: String) throws(Diagnostic) -> CommandDefinition {
    if let command = tool.commands.first(where: { $0.name == name }) { return command }
    let nearest = Spelling.nearest(to: name, among: tool.commands.map(\.name))
    let isOption = name.hasPrefix("-")
    throw Diagnostic(
      .usage, "unknown \(isOption ? "option" : "command") '\(name)'",
      help: nearest.map { "did you mean '\($0)'?" } ?? "try '\(tool.name) --help'")
  }
}

/// Reads the words after a command's name.
private struct CommandLineReader {
  private let tool: String
  private let command: CommandDefinition
  private let words: [String]
  private var position = 0
  private var arguments = ParsedArguments()

  init(tool: String, _ command: CommandDefinition, _ words: [String]) {
    self.tool = tool
    self.command = command
    self.words = words
  }

  /// Reads every word.
  ///
  /// Returns nil where help is asked for.
  mutating func read() throws(Diagnostic) -> ParsedArguments? {
    while position < words.count {
      let word = words[position]
      position += 1
      if word == "--" {
        arguments.positionals += words[position...]
        position = words.count
      } else if word.hasPrefix("-"), word != "-" {
        let option = try readOption(word)
        if option == .help { return nil }
      } else {
        arguments.positionals.append(word)
      }
    }
    try checkCounts()
    return arguments
  }

  private mutating func readOption(_ word: String) throws(Diagnostic) -> OptionDefinition {
    let sign = word.firstIndex(of: "=")
    let name = sign.map { String(word[..<$0]) } ?? word
    var value = sign.map { String(word[word.index(after: $0)...]) }
    guard let option = definition(named: name) else { throw unknown(name) }
    if option.value == .flag {
      guard value == nil else { throw usage("option '\(name)' takes no value") }
      arguments.values[option.name] = []
      return option
    }
    if value == nil, position < words.count, definition(named: words[position]) == nil,
      words[position] != "--"
    {
      value = words[position]
      position += 1
    }
    guard let value, !value.isEmpty else {
      throw usage("option '\(name)' needs a value: \(option.usage)")
    }
    try check(value, of: option)
    guard option.isRepeated || !arguments.isGiven(option) else {
      throw usage("option '\(name)' is given twice")
    }
    arguments.values[option.name, default: []].append(value)
    return option
  }

  private func check(_ value: String, of option: OptionDefinition) throws(Diagnostic) {
    switch option.value {
    case .flag, .text, .path: return
    case .integer(_, let range):
      guard let number = Int(value), range.contains(number) else {
        throw usage(
          "option '\(option.name)' needs a whole number from \(range.lowerBound) to "
            + "\(range.upperBound), not '\(value)'")
      }
    case .number(_, let range):
      guard let number = Double(value), range.contains(number) else {
        throw usage(
          "option '\(option.name)' needs a number from \(range.lowerBound) to "
            + "\(range.upperBound), not '\(value)'")
      }
    case .choice(_, let choices): try check(value, among: choices, of: "option '\(option.name)'")
    }
  }

  private func check(_ value: String, among choices: [String], of asker: String) throws(Diagnostic)
  {
    guard !choices.contains(value) else { return }
    let nearest = Spelling.nearest(to: value, among: choices)
    throw Diagnostic(
      .usage, "\(asker) does not know '\(value)'",
      help: nearest.map { "did you mean '\($0)'?" }
        ?? "choose one of \(choices.joined(separator: ", "))")
  }

  private func checkCounts() throws(Diagnostic) {
    let expected = command.positionals
    if arguments.positionals.count < expected.count {
      throw usage("\(expected[arguments.positionals.count].name) is missing")
    }
    if arguments.positionals.count > expected.count {
      throw usage("unexpected argument '\(arguments.positionals[expected.count])'")
    }
    for (place, word) in zip(expected, arguments.positionals) where !place.choices.isEmpty {
      try check(word, among: place.choices, of: place.name)
    }
    for option in command.options where option.isRequired && !arguments.isGiven(option) {
      throw usage("option '\(option.usage)' is missing")
    }
  }

  private func definition(named name: String) -> OptionDefinition? {
    command.options.first { $0.name == name || $0.shortName == name }
  }

  private func unknown(_ name: String) -> Diagnostic {
    let nearest = Spelling.nearest(to: name, among: command.options.map(\.name))
    guard let nearest else { return usage("unknown option '\(name)'") }
    return Diagnostic(.usage, "unknown option '\(name)'", help: "did you mean '\(nearest)'?")
  }

  private func usage(_ message: String) -> Diagnostic {
    Diagnostic(.usage, message, help: "try '\(tool) \(command.name) --help'")
  }
}
