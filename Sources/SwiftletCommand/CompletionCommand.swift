import SwiftletTerminal

/// Writes a script by which a shell completes the tool's words.
///
/// `swiftlet completion SHELL`
enum CompletionCommand {
  static let command = Command(
    definition: CommandDefinition(
      "completion", "Writes a script by which a shell completes swiftlet's words.",
      positionals: [
        PositionalDefinition("SHELL", "The shell.", choices: Shell.allCases.map(\.rawValue))
      ],
      options: [],
      examples: ["swiftlet completion bash"]),
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) throws(Diagnostic) {
    // The definition lets no other word pass.
    guard let shell = Shell(rawValue: arguments.positionals[0]) else { return }
    console.output.write(Tool.definition.completion(for: shell))
  }
}

/// Writes the tool's manual page.
///
/// `swiftlet manual`
enum ManualCommand {
  static let command = Command(
    definition: CommandDefinition(
      "manual", "Writes the manual page of swiftlet, for 'man'.", positionals: [], options: [],
      examples: ["swiftlet manual"]),
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) throws(Diagnostic) {
    console.output.write(Tool.definition.manual())
  }
}
