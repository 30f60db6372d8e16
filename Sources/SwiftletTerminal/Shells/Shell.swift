/// A shell that completes command lines by a script.
public enum Shell: String, CaseIterable, Sendable {
  /// GNU Bash, with or without the package bash-completion.
  case bash
  /// The Z shell.
  case zsh
  /// The friendly interactive shell.
  case fish
}

extension ToolDefinition {
  /// A script that teaches a shell the commands, the options and the values of the tool.
  ///
  /// It needs no call of the tool while somebody types.
  public func completion(for shell: Shell) -> String {
    switch shell {
    case .bash: BashCompletion(tool: self).text
    case .zsh: ZshCompletion(tool: self).text
    case .fish: FishCompletion(tool: self).text
    }
  }
}

extension OptionDefinition.Value {
  /// What may stand as the value of an option, as far as a shell can tell.
  enum Candidates: Equatable {
    /// Nothing: there is no value, or one that only the user knows.
    case none
    /// Files.
    case files
    /// One of these words.
    case words([String])
  }

  /// What may follow the option.
  var candidates: Candidates {
    switch self {
    case .flag, .text, .integer, .number: .none
    case .path: .files
    case .choice(_, let words): .words(words)
    }
  }
}

extension PositionalDefinition {
  /// What may stand in the place.
  var candidates: OptionDefinition.Value.Candidates { choices.isEmpty ? .files : .words(choices) }
}

extension OptionDefinition {
  /// The names that call the option, the long one first.
  var names: [String] { [name, shortName].compactMap(\.self) }
}

extension String {
  /// The text in single quotes, as POSIX shells read it.
  var quotedForShell: String { "'" + replacing("'", with: "'\\''") + "'" }

  private func replacing(_ character: Character, with other: String) -> String {
    reduce(into: "") { $0 += $1 == character ? other : String($1) }
  }

  /// The text with a backslash before some characters.
  func escaping(_ characters: String) -> String {
    reduce(into: "") { $0 += characters.contains($1) ? "\\\($1)" : String($1) }
  }
}
