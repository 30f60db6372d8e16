/// The script by which the Z shell completes a tool's command lines.
struct ZshCompletion {
  let tool: ToolDefinition

  var text: String {
    """
    #compdef \(tool.name)
    # Completes \(tool.name) in zsh. Made by '\(tool.name) completion zsh'.

    _\(tool.name)() {
      local -a commands=(
    \(commands)\
      )
      if (( CURRENT == 2 )); then
        _describe -t commands command commands
        _arguments '--help[Show this help.]' '--version[Show the version.]'
        return
      fi
      local command=$words[2]
      shift words
      (( CURRENT-- ))
      case $command in
    \(tool.commands.map(commandCase).joined())\
        help) _describe -t commands command commands ;;
      esac
    }

    _\(tool.name) "$@"

    """
  }

  private var commands: String {
    tool.commands.map { command in
      "    \("\(command.name):\(command.summary.firstClause.escaping(":\\"))".quotedForShell)\n"
    }.joined()
  }

  private func commandCase(_ command: CommandDefinition) -> String {
    let places = command.positionals.enumerated().map { index, place in
      "\(index + 1):\(place.name)\(action(place.candidates))".quotedForShell
    }
    let lines = places + command.options.flatMap(specifications)
    return "    \(command.name))\n      _arguments -S \\\n"
      + lines.map { "        \($0)" }.joined(separator: " \\\n") + "\n      ;;\n"
  }

  /// One line for each name of an option, which leaves out the others.
  private func specifications(_ option: OptionDefinition) -> [String] {
    option.names.map { name in
      var text = option.isRepeated ? "*" : "(\(option.names.joined(separator: " ")))"
      text += option.value != .flag && name == option.name ? "\(name)=" : name
      text += "[\(option.summary.firstClause.escaping("[]\\"))]"
      if let value = option.value.name {
        text += ":\(value.escaping(":\\"))\(action(option.value.candidates))"
      }
      return text.quotedForShell
    }
  }

  private func action(_ candidates: OptionDefinition.Value.Candidates) -> String {
    switch candidates {
    case .none: ": "
    case .files: ":_files"
    case .words(let words): ":(\(words.joined(separator: " ")))"
    }
  }
}
