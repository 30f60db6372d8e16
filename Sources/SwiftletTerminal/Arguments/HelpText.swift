extension ToolDefinition {
  /// The help of the whole tool.
  public func help(for terminal: Terminal) -> String {
    var text = summary.wrapped(to: terminal.width).joined(separator: "\n") + "\n\n"
    text += terminal.styled("Usage:", .bold) + " \(name) COMMAND [ARGUMENTS]\n\n"
    text += section("Commands:", commands.map { ($0.name, $0.summary) }, terminal)
    text += section(
      "Options:",
      [("--help", "Show this help."), ("--version", "Show the version.")], terminal)
    text += "Run '\(name) COMMAND --help' for the arguments of a command.\n"
    return text
  }

  /// The help of one command.
  public func help(of command: CommandDefinition, for terminal: Terminal) -> String {
    var text = command.summary.wrapped(to: terminal.width).joined(separator: "\n") + "\n\n"
    var words = [name, command.name] + command.positionals.map(\.name)
    for option in command.options where option != .help {
      let usage = [option.shortName ?? option.name, option.value.name].compactMap(\.self)
        .joined(separator: " ")
      words.append((option.isRequired ? usage : "[\(usage)]") + (option.isRepeated ? "…" : ""))
    }
    text += usage(words, for: terminal) + "\n"
    text += section(
      "Arguments:", command.positionals.map { ($0.name, $0.details) }, terminal)
    text += section("Options:", command.options.map { ($0.usage, $0.details) }, terminal)
    text += terminal.styled(command.examples.count == 1 ? "Example:" : "Examples:", .bold) + "\n"
    for example in command.examples { text += "  \(example)\n" }
    return text
  }

  /// The words of a usage line, broken between options where they do not fit beside each other.
  private func usage(_ words: [String], for terminal: Terminal) -> String {
    let title = "Usage: "
    var lines: [String] = []
    var line = title + words.prefix(2).joined(separator: " ")
    let indentation = String(repeating: " ", count: title.columnCount + 2)
    for word in words.dropFirst(2) {
      if line.columnCount + 1 + word.columnCount > terminal.width {
        lines.append(line)
        line = indentation + word
      } else {
        line += " " + word
      }
    }
    let text = (lines + [line]).joined(separator: "\n").dropFirst(title.count - 1)
    return terminal.styled("Usage:", .bold) + text + "\n"
  }

  private func section(
    _ title: String, _ entries: [(name: String, summary: String)], _ terminal: Terminal
  ) -> String {
    guard !entries.isEmpty else { return "" }
    let width = entries.reduce(0) { max($0, $1.name.columnCount) }
    var text = terminal.styled(title, .bold) + "\n"
    for entry in entries {
      let lines = entry.summary.wrapped(to: max(terminal.width - width - 4, 20))
      for (index, line) in lines.enumerated() {
        text += "  \((index == 0 ? entry.name : "").padded(to: width))  \(line)\n"
      }
    }
    return text + "\n"
  }
}

extension OptionDefinition {
  /// The summary, with what the value may be.
  var details: String {
    switch value {
    case .flag, .text, .path: isRepeated ? "\(summary) May be repeated." : summary
    case .integer(_, let range): "\(summary) From \(range.lowerBound) to \(range.upperBound)."
    case .number(_, let range): "\(summary) From \(range.lowerBound) to \(range.upperBound)."
    case .choice(_, let choices): "\(summary) One of \(choices.joined(separator: ", "))."
    }
  }
}

extension String {
  /// The first clause, for places where there is little room.
  var firstClause: String {
    var clause = ""
    for character in self {
      if character == " ", let last = clause.last, ".:;".contains(last) { break }
      clause.append(character)
    }
    while let last = clause.last, ".:;".contains(last) { clause.removeLast() }
    return clause
  }
}

extension PositionalDefinition {
  /// The summary, with what may stand in the place.
  var details: String {
    choices.isEmpty ? summary : "\(summary) One of \(choices.joined(separator: ", "))."
  }
}
