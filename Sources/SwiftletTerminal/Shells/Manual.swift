extension ToolDefinition {
  /// The manual page of the tool and all its commands, for `man`.
  public func manual() -> String {
    var page = ManualPage()
    let title = "\"\(name.uppercased())\" \"1\" \"\" \"\(name) \(version)\" \"User Commands\""
    page.macro("TH \(title)")
    page.section("NAME", "\(name) - \(summary.firstClause)")
    page.section("SYNOPSIS", "")
    page.bold("\(name) COMMAND [ARGUMENTS]")
    page.section("DESCRIPTION", summary)
    page.text(
      "Each command says what it did on standard output and what went wrong on standard error. "
        + "Files are written to a temporary name first, so that a run which is stopped leaves "
        + "those that were there.")
    page.section("COMMANDS", "")
    for command in commands { command.write(to: &page, tool: name) }
    page.section("EXIT STATUS", "")
    page.entry("0", "What was asked for is done.")
    page.entry("1", "A file or the machine stands in the way.")
    page.entry("2", "The command line is mistaken.")
    page.section("ENVIRONMENT", "")
    page.entry("NO_COLOR", "Where it is set, terminals get no colours.")
    page.section("EXAMPLES", "")
    for command in commands { for example in command.examples { page.example(example) } }
    return page.content
  }
}

extension CommandDefinition {
  fileprivate func write(to page: inout ManualPage, tool: String) {
    page.macro(
      "SS \(ManualPage.escaped(([tool, name] + positionals.map(\.name)).joined(separator: " ")))")
    page.text(summary)
    for place in positionals { page.entry(place.name, place.details) }
    for option in options { page.entry(option.usage, option.details) }
  }
}

/// A text in the language of `man`.
private struct ManualPage {
  private(set) var content = ""

  /// Characters that would mean something else.
  static func escaped(_ text: String) -> String { text.escaping("\\").escapingHyphens }

  mutating func macro(_ words: String) { content += ".\(words)\n" }

  mutating func section(_ title: String, _ first: String) {
    macro("SH \"\(title)\"")
    if !first.isEmpty { line(first) }
  }

  mutating func text(_ text: String) {
    macro("PP")
    line(text)
  }

  mutating func bold(_ text: String) { content += "\\fB\(Self.escaped(text))\\fR\n" }

  mutating func entry(_ name: String, _ text: String) {
    macro("TP")
    bold(name)
    line(text)
  }

  mutating func example(_ command: String) {
    macro("PP")
    macro("EX")
    line(command)
    macro("EE")
  }

  private mutating func line(_ text: String) {
    // A line that starts with a point or a quote is a macro.
    let escaped = Self.escaped(text)
    content += (escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" : "") + escaped + "\n"
  }
}

extension String {
  /// Hyphens as they are typed, which a page would otherwise turn into dashes.
  fileprivate var escapingHyphens: String {
    reduce(into: "") { $0 += $1 == "-" ? "\\-" : $1 == "…" ? "..." : String($1) }
  }
}
