import SwiftletTerminal

/// Measures a model.
///
/// `swiftlet bench MODEL [--threads N] [--seconds S] [--instruction-set S] [--profile] [--json]`
enum BenchCommand {
  static let seconds = OptionDefinition(
    "--seconds", .number("S", 0.01...3600), "Measure for S seconds; two when not given.")

  static let profile = OptionDefinition("--profile", .flag, "Show the time of every step.")

  static let definition = CommandDefinition(
    "bench", "Measures how long a model takes.",
    positionals: [SharedOptions.model],
    options: [
      SharedOptions.threads, seconds, SharedOptions.instructionSet, profile, SharedOptions.json,
    ],
    examples: ["swiftlet bench network.swiftlet --threads 2 --profile"])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    throw Command.notBuiltIn(definition)
  }
}
