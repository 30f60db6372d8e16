import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// Measures a model.
///
/// `swiftlet bench MODEL [--threads N] [--seconds S] [--instruction-set S] [--profile] [--json]`
enum BenchCommand {
  static let seconds = OptionDefinition(
    "--seconds", .number("S", 0.01...3600), "Measure for S seconds; one when not given.")

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
    let path = arguments.positionals[0]
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let start = Clock.nanoseconds
    let model = try ModelFile.open(path)
    let session = try ModelFile.load(model, arguments, instructionSet)
    let loadNanoseconds = Clock.nanoseconds - start
    let report = try ModelFile.report(model)
    let measurement: Measurement
    do {
      measurement = try Measurement(
        session, report, loadNanoseconds: loadNanoseconds,
        effort: .seconds(arguments.number(of: seconds) ?? 1), profiles: arguments.isGiven(profile))
    } catch {
      throw Diagnostic(error)
    }
    console.output.write(
      arguments.isGiven(SharedOptions.json)
        ? JSONWriter.text(of: measurement.json)
        : measurement.text(path, for: console.output.terminal))
  }
}
