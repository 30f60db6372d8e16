import SwiftletTerminal

/// Runs a model on arrays.
///
/// `swiftlet run MODEL --input [NAME=]FILE.npy … --output DIR [--threads N] [--instruction-set S]`
enum RunCommand {
  static let input = OptionDefinition(
    "--input", .text("[NAME=]FILE"),
    "Read the input NAME, or the next one, from the array in FILE; write ./a=b.npy for a file "
      + "whose own name holds '='.", isRequired: true, isRepeated: true)

  static let output = OptionDefinition(
    "--output", .text("DIR"), "Write each output to the folder DIR as NAME.npy.",
    isRequired: true)

  static let definition = CommandDefinition(
    "run", "Runs a model on arrays in .npy files.",
    positionals: [SharedOptions.model],
    options: [input, output, SharedOptions.threads, SharedOptions.instructionSet],
    examples: ["swiftlet run network.swiftlet --input image=cat.npy --output results"])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    throw Command.notBuiltIn(definition)
  }
}
