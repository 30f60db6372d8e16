/// The script by which fish completes a tool's command lines.
struct FishCompletion {
  let tool: ToolDefinition

  var text: String {
    var text = "# Completes \(tool.name) in fish. Made by '\(tool.name) completion fish'.\n\n"
    let first = "-n __fish_use_subcommand"
    text += line("\(first) -f")
    for command in tool.commands {
      text += line("\(first) -a \(command.name) -d \(quoted(command.summary.firstClause))")
    }
    text += line("\(first) -l version -d 'Show the version.'")
    text += line("\(first) -l help -s h -d 'Show this help.'")
    for command in tool.commands {
      let after = "-n '__fish_seen_subcommand_from \(command.name)'"
      for case .words(let words) in command.positionals.map(\.candidates) {
        text += line("\(after) -f -a \(quoted(words.joined(separator: " ")))")
      }
      for option in command.options { text += line("\(after) \(parameters(of: option))") }
    }
    return text
  }

  private func line(_ parameters: String) -> String { "complete -c \(tool.name) \(parameters)\n" }

  private func parameters(of option: OptionDefinition) -> String {
    var text = "-l \(option.name.drop { $0 == "-" })"
    if let short = option.shortName { text += " -s \(short.drop { $0 == "-" })" }
    if option.value != .flag {
      switch option.value.candidates {
      case .none: text += " -x"
      case .files: text += " -r -F"
      case .words(let words): text += " -x -a \(quoted(words.joined(separator: " ")))"
      }
    }
    return text + " -d \(quoted(option.summary.firstClause))"
  }

  /// In single quotes, where fish reads a backslash.
  private func quoted(_ text: String) -> String { "'\(text.escaping("'\\"))'" }
}
