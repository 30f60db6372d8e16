import Testing

@testable import SwiftletTerminal

@Suite struct CompletionTests {
  static let tool = ToolDefinition(
    name: "tool", version: "1", summary: "A tool's tool.",
    commands: [
      CommandDefinition(
        "go", "Goes: [far] or near.", positionals: [PositionalDefinition("FILE", "A file.")],
        options: [
          OptionDefinition("--path", short: "-p", .path("DIR"), "Where to; a folder."),
          OptionDefinition("--count", .integer("N", 1...9), "How often."),
          OptionDefinition("--set", .choice("S", ["one", "two"]), "Which. And why."),
          OptionDefinition("--all", .flag, ".Starts with a point, and it's quoted."),
        ], examples: ["tool go a"]),
      CommandDefinition(
        "pick", "Picks.",
        positionals: [PositionalDefinition("WORD", "A word.", choices: ["x", "y"])],
        options: [], examples: ["tool pick x"]),
    ])

  @Test(arguments: Shell.allCases)
  func everyCommandAndOptionIsThere(shell: Shell) {
    let script = Self.tool.completion(for: shell)
    for command in Self.tool.commands {
      #expect(script.contains(command.name), "\(command.name)")
      for option in command.options {
        let name = shell == .fish ? "-l \(option.name.dropFirst(2)) " : option.name
        #expect(script.contains(name), "\(option.name)")
      }
    }
  }

  @Test func bashKnowsWhatFollowsAnOption() {
    let lines = Self.tool.completion(for: .bash).split(separator: "\n").map(String.init)
    #expect(lines.contains("        --path|-p) return ;;"))
    #expect(lines.contains("        --count) compopt +o bashdefault +o default; return ;;"))
    #expect(lines.contains { $0.contains("--set)") && $0.contains("-W 'one two'") })
    #expect(!lines.contains { $0.contains("--all)") })
    #expect(lines.contains { $0.contains("-W 'x y'") })
  }

  @Test func zshSpecificationsEscapeWhatTheyAreMadeOf() {
    let script = Self.tool.completion(for: .zsh)
    #expect(script.contains("'go:Goes'"))
    #expect(script.contains("'(--path -p)--path=[Where to]:DIR:_files'"))
    #expect(script.contains("'(--path -p)-p[Where to]:DIR:_files'"))
    #expect(script.contains("'(--set)--set=[Which]:S:(one two)'"))
    #expect(script.contains("it'\\''s quoted"))
    #expect(script.contains("'1:WORD:(x y)'"))
  }

  @Test func fishQuotesWithBackslashes() {
    let script = Self.tool.completion(for: .fish)
    #expect(script.contains("-l path -s p -r -F -d 'Where to'"))
    #expect(script.contains("-l count -x -d 'How often'"))
    #expect(script.contains("-l set -x -a 'one two' -d 'Which'"))
    #expect(script.contains("it\\'s quoted"))
  }

  @Test func theManualShowsTextsAsTheyAre() {
    let page = Self.tool.manual()
    #expect(page.hasPrefix(".TH \"TOOL\" \"1\" \"\" \"tool 1\" \"User Commands\"\n"))
    #expect(page.contains("\n.SS tool go FILE\n"))
    #expect(page.contains("\\fB\\-p, \\-\\-path DIR\\fR\nWhere to; a folder.\n"))
    #expect(page.contains("\n\\&.Starts with a point"), "a point would start a macro")
    #expect(page.contains("How often. From 1 to 9."))
  }

  @Test func aWordThatAPlaceDoesNotKnowIsRefused() {
    #expect {
      _ = try ArgumentParser(Self.tool).parse(["pick", "z"])
    } throws: { error in
      (error as? Diagnostic)?.message == "WORD does not know 'z'"
    }
  }
}
