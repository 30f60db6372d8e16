import SwiftletTerminal

/// Shows what a model is.
///
/// `swiftlet inspect MODEL [--json]`
enum InspectCommand {
  static let definition = CommandDefinition(
    "inspect", "Shows what a model takes, gives, holds and needs.",
    positionals: [SharedOptions.model], options: [SharedOptions.json],
    examples: ["swiftlet inspect network.swiftlet"])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    throw Command.notBuiltIn(definition)
  }
}
