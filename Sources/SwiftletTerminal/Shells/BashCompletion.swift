/// The script by which Bash completes a tool's command lines.
struct BashCompletion {
  let tool: ToolDefinition

  var text: String {
    """
    # Completes \(tool.name) in bash. Made by '\(tool.name) completion bash'.

    _\(tool.name)() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
      COMPREPLY=()
      if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W \(list(firstWords)) -- "$word")
        return
      fi
      # An equals sign is a word of its own.
      if [[ $word == = ]]; then
        word=
      elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
      fi
      case ${COMP_WORDS[1]} in
    \(tool.commands.map(commandCase).joined())\
        help) mapfile -t COMPREPLY < <(compgen -W \(list(tool.commands.map(\.name))) -- "$word") ;;
      esac
    }

    complete -o bashdefault -o default -F _\(tool.name) \(tool.name)

    """
  }

  private var firstWords: [String] {
    tool.commands.map(\.name) + ["help", "--help", "--version"]
  }

  /// The candidates after one command: those of the option before, an option, or what a place takes.
  private func commandCase(_ command: CommandDefinition) -> String {
    var text = "    \(command.name))\n      case $before in\n"
    for option in command.options where option.value != .flag {
      text +=
        "        \(option.names.joined(separator: "|")))\(values(option.value.candidates)) ;;\n"
    }
    text += "      esac\n      if [[ $word == -* ]]; then\n"
    text += "        mapfile -t COMPREPLY < <(compgen -W "
    text += list(command.options.flatMap(\.names)) + " -- \"$word\")\n"
    for case .words(let words) in command.positionals.map(\.candidates) {
      text +=
        "      else\n        mapfile -t COMPREPLY < <(compgen -W \(list(words)) -- \"$word\")\n"
    }
    return text + "      fi\n      ;;\n"
  }

  private func values(_ candidates: OptionDefinition.Value.Candidates) -> String {
    switch candidates {
    case .none: " compopt +o bashdefault +o default; return"
    case .files: " return"
    case .words(let words):
      " mapfile -t COMPREPLY < <(compgen -W \(list(words)) -- \"$word\"); return"
    }
  }

  private func list(_ words: [String]) -> String { words.joined(separator: " ").quotedForShell }
}
