import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// Turns a trained network into a model.
///
/// `swiftlet convert IN -o OUT [--calibration [NAME=]SAMPLES …] [--quantize MODE] …`
enum ConvertCommand {
  static let output = OptionDefinition(
    "--output", short: "-o", .path("OUT"), "Write the model to OUT.", isRequired: true)

  static let strip = OptionDefinition("--strip", .flag, "Leave out names and other texts.")

  static let definition = CommandDefinition(
    "convert", "Converts a trained network to a model that Swiftlet runs.",
    positionals: [PositionalDefinition("IN", "The network: a .tflite or an .onnx file.")],
    options: [output] + ConversionRequest.options + [strip, SharedOptions.json],
    examples: [
      "swiftlet convert network.onnx --calibration samples.npy -o network.swiftlet",
      "swiftlet convert network.tflite --quantize none -o network.swiftlet",
    ])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    let path = arguments.positionals[0]
    let target = arguments.text(of: output) ?? ""
    try checkFolder(of: target)
    let request = try ConversionRequest(arguments)
    let file = try SourceFile(path, convertingTo: target)
    let model = try reporting(path) { () throws(ConversionError) in
      try Converter.read(file.source, request.importing)
    }
    let (mode, samples) = try request.chosen(for: model, path)
    let progress = ConversionProgress(console.errors)
    defer { progress.finish() }
    let dump = try GraphDump(askedBy: arguments)
    var options = request.conversion
    options.strips = arguments.isGiven(strip)
    options.quantization.mode = mode
    options.precision = try PrecisionRequest.precision(arguments, for: model, mode)
    if samples?.isRandom ?? false {
      // Noise has no errors of its own that layers should be fitted to.
      options.quantization.correctsBias = false
      options.quantization.adaptsRounding = false
    }
    options.progress = progress.update
    if let dump { options.dump = dump.write }
    let result = try reporting(path) { () throws(ConversionError) in
      try Converter.convert(model, options, samples: samples)
    }
    progress.finish()
    try dump?.check()
    let report = try check(result)
    do throws(FileFault) {
      try FileWriter.replace(target, with: result.file)
    } catch {
      throw Diagnostic(error)
    }
    let summary = ConversionSummary(
      target: target, sourceByteCount: file.byteCount, mode: mode, result: result, report: report,
      isRandom: samples?.isRandom ?? false, staysFloat: mode == .none && model.hasReals)
    console.output.write(
      arguments.isGiven(SharedOptions.json)
        ? JSONWriter.text(of: summary.json) : summary.text(for: console.output.terminal))
  }

  /// Refuses a place where nothing can be written, before any work.
  private static func checkFolder(of target: String) throws(Diagnostic) {
    guard let slash = target.lastIndex(of: "/"), slash > target.startIndex,
      !FileSystem.isFolder(String(target[..<slash]))
    else { return }
    throw Diagnostic(FileFault(.write, path: target, reason: .folderMissing))
  }

  /// Does work on a network, and reports everything that stands in its way.
  static func reporting<Value>(
    _ path: String, _ task: String = "convert", _ body: () throws(ConversionError) -> Value
  ) throws(Diagnostic) -> Value {
    do throws(ConversionError) {
      return try body()
    } catch {
      let count = error.issues.count
      throw Diagnostic(
        .failure, "cannot \(task) '\(path)': \(count == 1 ? "1 problem" : "\(count) problems")",
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
