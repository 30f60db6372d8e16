import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// Draws a model as a page for a browser: its graph, memory, time and error.
///
/// `swiftlet report MODEL -o PAGE [--reference FLOAT_MODEL --samples [NAME=]S …] [--runs N] [--json]`
enum ReportCommand {
  static let output = OptionDefinition(
    "--output", short: "-o", .path("PAGE"),
    "Write the page to PAGE, as in -o report.html; with --json, the data.")

  static let reference = CompareCommand.reference.optional(
    "Show how far each layer is from this float model: a .tflite, .onnx or .swiftlet file; needs "
      + "--samples.")

  static let samples = CompareCommand.samples.optional(
    "Compare on these samples: a .npy file whose first axis counts them, a .npz file, or a folder of "
      + ".npy files; for the input NAME, or the next one. The word 'random' makes samples up, which "
      + "says nothing of real data.")

  static let runs = OptionDefinition(
    "--runs", .integer("N", 1...1_000_000),
    "Time N runs, and N more by operator; as many as one second has when not given.")

  static let json = OptionDefinition("--json", .flag, "Write the data of the page as JSON.")

  static let definition = CommandDefinition(
    "report", "Draws a model's graph, memory, time and error as one page.",
    positionals: [
      PositionalDefinition(
        "MODEL",
        "A model, or a network, which is converted in memory: a .swiftlet, .tflite or .onnx file.")
    ],
    options: [
      output, reference, samples, runs, SharedOptions.threads, SharedOptions.instructionSet,
      ConversionRequest.shape, json,
    ],
    examples: [
      "swiftlet report network.swiftlet -o report.html",
      "swiftlet report network.swiftlet --reference network.onnx --samples test.npy -o report.html",
    ])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    let path = arguments.positionals[0]
    try check(arguments, path)
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let kind = ModelKind(try ModelFile.map(path))
    let model = try CompareCommand.open(path, try ConversionRequest.importing(arguments))
    let report = try ModelFile.report(model)
    let comparison =
      arguments.isGiven(reference)
      ? try CompareCommand.report(on: model, path, arguments, console) : nil
    let data = ReportData(
      path: path, kind: kind, model: model, report: report,
      measurement: try measurement(of: model, report, arguments, instructionSet),
      comparison: comparison)
    let isData = arguments.isGiven(json)
    let text = isData ? JSONWriter.text(of: data.json) : ReportPage.text(of: data)
    guard let target = arguments.text(of: output) else { return console.output.write(text) }
    do throws(FileFault) {
      try FileWriter.replace(target, with: Array(text.utf8))
    } catch {
      throw Diagnostic(error)
    }
    let size = NumberText.bytes(text.utf8.count)
    console.output.writeLine(
      "\(target): \(size), \(isData ? "the data of a report" : "a page for any browser")")
  }

  /// Refuses what cannot come to an end, before any work.
  private static func check(_ arguments: ParsedArguments, _ path: String) throws(Diagnostic) {
    if arguments.isGiven(samples), !arguments.isGiven(reference) {
      throw Diagnostic(
        .usage, "--samples says what to compare on, and there is no model to compare with",
        help: "add --reference FLOAT_MODEL, the network that the model was converted from")
    }
    if arguments.isGiven(reference), !arguments.isGiven(samples) {
      throw Diagnostic(
        .usage, "--reference needs samples to run on both models",
        help: "add --samples SAMPLES.npy, or --samples random")
    }
    guard let target = arguments.text(of: output) else {
      guard arguments.isGiven(json) else {
        throw Diagnostic(.usage, "no page is named", help: "add -o report.html")
      }
      return
    }
    if FileSystem.areSame(path, target) {
      throw Diagnostic(
        .failure, "'\(path)' and '\(target)' are one file",
        help: "give the page another name than the model")
    }
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
    guard FileSystem.isFolder(folder) else {
      throw Diagnostic(FileFault(.write, path: target, reason: .folderMissing))
    }
  }

  private static func measurement(
    of model: Model, _ report: ModelReport, _ arguments: ParsedArguments,
    _ instructionSet: InstructionSet
  ) throws(Diagnostic) -> Measurement {
    let start = Clock.nanoseconds
    let session = try ModelFile.load(model, arguments, instructionSet)
    let loadNanoseconds = Clock.nanoseconds - start
    let effort = arguments.integer(of: runs).map { Effort.runs($0) } ?? .seconds(1)
    do {
      return try Measurement(
        session, report, loadNanoseconds: loadNanoseconds, effort: effort, profiles: true)
    } catch {
      throw Diagnostic(error, in: model)
    }
  }
}

extension OptionDefinition {
  /// The same option for a command that does without it.
  fileprivate func optional(_ summary: String) -> OptionDefinition {
    OptionDefinition(name, value, summary, isRepeated: isRepeated)
  }
}
