import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// Turns a trained network into a model.
///
/// `swiftlet convert IN -o OUT [--strip] [--json]`
enum ConvertCommand {
  static let output = OptionDefinition(
    "--output", short: "-o", .text("OUT"), "Write the model to OUT.", isRequired: true)

  static let strip = OptionDefinition("--strip", .flag, "Leave out names and other texts.")

  static let definition = CommandDefinition(
    "convert", "Converts a trained network to a model that Swiftlet runs.",
    positionals: [PositionalDefinition("IN", "The network: a .tflite file.")],
    options: [output, strip, SharedOptions.json],
    examples: ["swiftlet convert network.tflite -o network.swiftlet"])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    let source = arguments.positionals[0]
    let target = arguments.text(of: output) ?? ""
    var progress = ProgressBar("Converting", total: 3, to: console.errors)
    defer { progress.finish() }
    progress.update(completed: 0)
    let network = try read(source, convertingTo: target)
    let result = try convert(network, source, strips: arguments.isGiven(strip))
    progress.update(completed: 1)
    let report = try check(result)
    progress.update(completed: 2)
    do {
      try FileWriter.replace(target, with: result.file)
    } catch {
      throw Diagnostic(error)
    }
    progress.finish()
    let summary = ConversionSummary(
      target: target, sourceByteCount: network.count, result: result, report: report)
    console.output.write(
      arguments.isGiven(SharedOptions.json)
        ? JSONWriter.text(of: summary.json) : summary.text(for: console.output.terminal))
  }

  /// The bytes of a network of a kind that can be converted.
  private static func read(_ path: String, convertingTo target: String) throws(Diagnostic)
    -> [UInt8]
  {
    let file = try ModelFile.map(path)
    if FileSystem.areSame(path, target) {
      throw Diagnostic(
        .failure, "'\(path)' and '\(target)' are one file",
        help: "give the model another name than the network")
    }
    let (message, help): (String, String)
    switch ModelKind(file) {
    case .tflite:
      // `file` outlives the copy.
      return unsafe Array(file.bytes)
    case .onnx:
      message = "reading ONNX comes in a later version"
      help = "convert the network to a .tflite file first"
    case .swiftlet:
      message = "it is a Swiftlet model already"
      help = "see what it holds with 'swiftlet inspect \(path)'"
    case .unknown:
      message = "it is not a TensorFlow Lite model"
      help = "give a .tflite file"
    }
    throw Diagnostic(.failure, "cannot convert '\(path)': \(message)", help: help)
  }

  private static func convert(
    _ network: [UInt8], _ path: String, strips: Bool
  ) throws(Diagnostic) -> Converter.Result {
    var options = Converter.Options()
    options.strips = strips
    do {
      return try Converter.convert(tflite: network, options)
    } catch {
      let count = error.issues.count
      throw Diagnostic(
        .failure, "cannot convert '\(path)': \(count == 1 ? "1 problem" : "\(count) problems")",
        items: error.issues.map { .init("\($0.place): \($0.rule)", help: $0.remedy) })
    }
  }

  /// Loads the model that the converter made, before it takes anybody's place.
  private static func check(_ result: Converter.Result) throws(Diagnostic) -> ModelReport {
    do {
      return try ModelReport(try Model(bytes: result.file))
    } catch {
      throw Diagnostic(
        .failure, "the converter made a model that does not load: \(error)",
        help: "report this as a fault of swiftlet, with the network")
    }
  }
}

/// What a conversion made of a network.
struct ConversionSummary {
  let target: String
  let sourceByteCount: Int
  let result: Converter.Result
  let report: ModelReport

  var json: JSONValue {
    .object([
      ("output", .string(target)),
      ("sourceFileBytes", .integer(sourceByteCount)),
      ("fileBytes", .integer(report.fileByteCount)),
      ("sourceOperators", .integer(result.sourceOperatorCount)),
      ("operators", .integer(report.steps.count)),
      ("constantBytes", .integer(report.constantByteCount)),
      ("activationBytes", .integer(report.activationByteCount)),
      ("activationLowerBound", .integer(report.activationLowerBound)),
      ("arenaBytes", .integer(report.arenaByteCount)),
      ("multiplyAccumulates", .integer(report.multiplyAccumulates)),
    ])
  }

  func text(for terminal: Terminal) -> String {
    let grouped = NumberText.grouped
    var table = Table([
      .init("Wrote \(target)", isFlexible: true), .init("Before", .right), .init("After", .right),
    ])
    table.add(["File, bytes", grouped(sourceByteCount), grouped(report.fileByteCount)])
    table.add(["Operators", grouped(result.sourceOperatorCount), grouped(report.steps.count)])
    table.add(["Constants, bytes", "", grouped(report.constantByteCount)])
    table.add(["Activations, bytes", "", grouped(report.activationByteCount)])
    table.add([
      "  lower bound of this order", "", grouped(report.activationLowerBound),
    ])
    table.add(["Arena, bytes", "", grouped(report.arenaByteCount)])
    return table.rendered(for: terminal)
  }
}
