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

  static let trace = OptionDefinition(
    "--trace", .path("FILE"),
    "Write the times of the steps of some runs to FILE, which Perfetto (ui.perfetto.dev) and "
      + "chrome://tracing open.")

  static let definition = CommandDefinition(
    "bench", "Measures how long a model takes.",
    positionals: [SharedOptions.model],
    options: [
      SharedOptions.threads, seconds, SharedOptions.instructionSet, profile, trace,
      EventFile.folder, SharedOptions.json,
    ],
    examples: [
      "swiftlet bench network.swiftlet --threads 2 --profile",
      "swiftlet bench network.swiftlet --profile --trace trace.json --tensorboard events",
    ])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    let path = arguments.positionals[0]
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let start = Clock.nanoseconds
    let model = try ModelFile.open(path)
    let session = try ModelFile.load(model, arguments, instructionSet)
    let loadNanoseconds = Clock.nanoseconds - start
    let report = try ModelFile.report(model)
    let time = arguments.number(of: seconds) ?? 1
    let isJSON = arguments.isGiven(SharedOptions.json)
    let profiles = arguments.isGiven(profile) || arguments.isGiven(EventFile.folder)
    var bar = ProgressBar(
      "Measuring", total: Measurement.milliseconds(seconds: time, profiles: profiles),
      showsRate: false, to: console.errors)
    let measurement: Measurement
    do throws(ModelError) {
      measurement = try Measurement(
        session, report, loadNanoseconds: loadNanoseconds, effort: .seconds(time),
        profiles: profiles
      ) { bar.update(completed: $0) }
    } catch {
      throw Diagnostic(error)
    }
    bar.finish()
    console.output.write(
      isJSON
        ? JSONWriter.text(of: measurement.json)
        : measurement.text(path, for: console.output.terminal))
    if let file = arguments.text(of: trace) {
      let spans = StepSpans(of: session, stepCount: report.steps.count, seconds: time)
      try write(TraceFile(spans, of: path, report, session), to: file)
      let count = "\(spans.runs.count) \(spans.runs.count == 1 ? "run" : "runs")"
      if !isJSON { console.output.writeLine("Wrote \(file): \(count); open it in ui.perfetto.dev") }
    }
    if let folder = arguments.text(of: EventFile.folder) {
      try measurement.events.write(toFolder: folder, console, isQuiet: isJSON)
    }
  }

  private static func write(_ trace: TraceFile, to path: String) throws(Diagnostic) {
    do throws(FileFault) {
      try FileWriter.replace(path, with: trace.bytes)
    } catch {
      throw Diagnostic(error)
    }
  }
}
