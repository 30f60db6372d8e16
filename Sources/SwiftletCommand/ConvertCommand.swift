import SwiftletTerminal

/// Turns a trained network into a model.
///
/// `swiftlet convert IN -o OUT [--strip]`
enum ConvertCommand {
  static let output = OptionDefinition(
    "--output", short: "-o", .text("OUT"), "Write the model to OUT.", isRequired: true)

  static let strip = OptionDefinition("--strip", .flag, "Leave out names and other texts.")

  static let definition = CommandDefinition(
    "convert", "Converts a trained network to a model that Swiftlet runs.",
    positionals: [PositionalDefinition("IN", "The network: an .onnx or .tflite file.")],
    options: [output, strip],
    examples: ["swiftlet convert network.onnx -o network.swiftlet"])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    throw Command.notBuiltIn(definition)
  }
}
