import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// Shows how far the values of one model are from those of another.
///
/// `swiftlet compare MODEL --reference FLOAT_MODEL --samples [NAME=]S … [--labels L] [--json] …`
enum CompareCommand {
  static let reference = OptionDefinition(
    "--reference", .path("FLOAT_MODEL"),
    "Take the values of this model as right: a .tflite, .onnx or .swiftlet file.",
    isRequired: true)

  static let samples = OptionDefinition(
    "--samples", .path("[NAME=]SAMPLES"),
    "Run these samples: a .npy file whose first axis counts them, a .npz file, or a folder of .npy "
      + "files; for the input NAME, or the next one. The word 'random' makes samples up, which says "
      + "nothing of real data.",
    isRequired: true, isRepeated: true)

  static let labels = OptionDefinition(
    "--labels", .path("LABELS"),
    "Count how often each model is right: the class of each sample, in a .npy file of integers.")

  static let threads = OptionDefinition(
    "--threads", .integer("N", 1...1024),
    "Run samples on N threads; on all processors when not given. The numbers are the same.")

  static let definition = CommandDefinition(
    "compare", "Shows how far a model's values are from those of its float network.",
    positionals: [
      PositionalDefinition(
        "MODEL", "The model in question: a .swiftlet, .tflite or .onnx file.")
    ],
    options: [
      reference, samples, labels, ConversionRequest.shape, threads, EventFile.folder,
      SharedOptions.json,
    ],
    examples: [
      "swiftlet compare network.swiftlet --reference network.tflite --samples test.npy "
        + "--labels classes.npy"
    ])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    let path = arguments.positionals[0]
    let referencePath = arguments.text(of: reference) ?? ""
    let model = try open(path, try importing(arguments, for: [path, referencePath]))
    let report = try report(on: model, path, arguments, console)
    console.output.write(
      arguments.isGiven(SharedOptions.json)
        ? JSONWriter.text(of: report.json) : report.text(for: console.output.terminal))
    if let folder = arguments.text(of: EventFile.folder) {
      var events = report.comparison.events
      try addValues(to: &events, of: model, arguments)
      try events.write(
        toFolder: folder, console, isQuiet: arguments.isGiven(SharedOptions.json))
    }
  }

  /// Adds how weights and results are spread, these on the first sample.
  private static func addValues(
    to events: inout EventFile, of model: Model, _ arguments: ParsedArguments
  ) throws(Diagnostic) {
    let report = try ModelFile.report(model)
    events.addWeights(report, of: model)
    do {
      let set = try SampleSet(arguments.texts(of: samples), for: SampleSet.Door.all(of: model))
      try events.addActivations(report, of: model, on: set)
    } catch {
      throw diagnostic(of: error)
    }
  }

  /// Compares a model as the options ask.
  static func report(
    on model: Model, _ path: String, _ arguments: ParsedArguments, _ console: Console
  ) throws(Diagnostic) -> ComparisonReport {
    let referencePath = arguments.text(of: reference) ?? ""
    let importing = try importing(arguments, for: [path, referencePath])
    let other = try open(referencePath, importing)
    let set: SampleSet
    do throws(SampleFault) {
      set = try SampleSet(arguments.texts(of: samples), for: SampleSet.Door.all(of: other))
    } catch {
      throw Diagnostic(.failure, error.description, help: error.remedy)
    }
    let classes = try arguments.text(of: labels).map { path throws(Diagnostic) in
      try LabelFile.read(path)
    }
    var progress = ProgressBar("Comparing", total: set.count, to: console.errors)
    defer { progress.finish() }
    do {
      let comparison = try Comparison(
        of: model, with: other, samples: set, labels: classes,
        threadCount: arguments.integer(of: threads) ?? ThreadPool.processorCount
      ) { completed, _ in progress.update(completed: completed) }
      return ComparisonReport(
        path: path, referencePath: referencePath, isRandom: set.isRandom, comparison: comparison)
    } catch {
      throw diagnostic(of: error)
    }
  }

  /// The lengths that a command line fixes, which only networks of ONNX leave open.
  private static func importing(
    _ arguments: ParsedArguments, for paths: [String]
  ) throws(Diagnostic) -> ImportOptions {
    let options = try ConversionRequest.importing(arguments)
    guard !options.shapes.isEmpty else { return options }
    for path in paths where ModelKind(try ModelFile.map(path)) == .onnx { return options }
    throw ConversionRequest.shapesAreFixed(in: paths[0])
  }

  /// Opens a model, or converts a network to one in memory, every number as it is.
  static func open(_ path: String, _ importing: ImportOptions) throws(Diagnostic) -> Model {
    let file = try ModelFile.map(path)
    guard let source = SourceFile.source(file) else { return try ModelFile.open(path) }
    let result = try ConvertCommand.reporting(path) { () throws(ConversionError) in
      let options = ModelKind(file) == .onnx ? importing : ImportOptions()
      return try Converter.convert(Converter.read(source, options), Converter.Options())
    }
    do {
      return try Model(bytes: result.file)
    } catch {
      throw Diagnostic(error)
    }
  }

  private static func diagnostic(of error: any Error) -> Diagnostic {
    switch error {
    case let fault as ComparisonFault:
      Diagnostic(.failure, fault.description, help: fault.remedy)
    case let fault as SampleFault: Diagnostic(.failure, fault.description, help: fault.remedy)
    case let fault as ModelError: Diagnostic(fault)
    default: Diagnostic(.failure, "\(error)")
    }
  }
}
