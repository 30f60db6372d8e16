import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// Shows what a model is, or what becomes of a network.
///
/// `swiftlet inspect FILE [--shape NAME=LENGTHS …] [--json]`
enum InspectCommand {
  static let definition = CommandDefinition(
    "inspect", "Shows what a model holds and needs, or what of a network can be converted.",
    positionals: [
      PositionalDefinition("FILE", "A model, or a network: a .tflite or an .onnx file.")
    ],
    options: [ConversionRequest.shape, SharedOptions.json],
    examples: ["swiftlet inspect network.swiftlet", "swiftlet inspect network.onnx"])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    let path = arguments.positionals[0]
    if let source = SourceFile.source(try ModelFile.map(path)) {
      return try inspect(source, path, arguments, console)
    }
    guard !arguments.isGiven(ConversionRequest.shape) else {
      throw ConversionRequest.shapesAreFixed(in: path)
    }
    let report = try ModelFile.report(try ModelFile.open(path))
    if arguments.isGiven(SharedOptions.json) {
      console.output.write(JSONWriter.text(of: report.json))
      return
    }
    let terminal = console.output.terminal
    console.output.write(header(report, path, terminal))
    console.output.write("\n" + operators(report).rendered(for: terminal))
    if let drawing = ArenaDrawing(report, width: terminal.width) {
      console.output.write("\n" + terminal.styled("Arena over time", .bold))
      console.output.write(" (each shade a tensor; scratch memory is hatched)\n")
      console.output.write(drawing.rendered(for: terminal))
    }
    console.output.write("\n" + totals(report, terminal))
  }

  /// Shows what becomes of a network.
  private static func inspect(
    _ source: ModelSource, _ path: String, _ arguments: ParsedArguments, _ console: Console
  ) throws(Diagnostic) {
    let importing = try ConversionRequest.importing(arguments)
    let report = try ConvertCommand.reporting(path, "read") { () throws(ConversionError) in
      try Converter.inspect(source, importing)
    }
    let text = SourceText(path: path, report: report)
    console.output.write(
      arguments.isGiven(SharedOptions.json)
        ? JSONWriter.text(of: text.json) : text.text(for: console.output.terminal))
  }

  /// The file, its inputs and its outputs.
  private static func header(
    _ report: ModelReport, _ path: String, _ terminal: Terminal
  ) -> String {
    var text = terminal.styled(path, .bold) + ": format version \(report.version)"
    if let producer = report.producer { text += ", written by \(producer.printable)" }
    text += "\n"
    for entry in report.metadata {
      text += "  \(entry.line.printable)".truncated(to: terminal.width) + "\n"
    }
    var ports = Table([
      .init("Door"), .init("Name", isFlexible: true), .init("Shape"), .init("Type"),
      .init("Quantization", isFlexible: true),
    ])
    for (door, list) in [("input", report.inputs), ("output", report.outputs)] {
      for port in list {
        ports.add([
          door, port.name ?? "", port.shape.text, "\(port.element)", port.quantizationText,
        ])
      }
    }
    return terminal.drawn(text) + "\n" + ports.rendered(for: terminal)
  }

  private static func operators(_ report: ModelReport) -> Table {
    var table = Table([
      .init("#", .right), .init("Operator"),
      .init("Name", isFlexible: true, leastWidth: 7, keepsEnds: true), .init("Output"),
      .init("Type"), .init("Parameters", isFlexible: true, leastWidth: 15),
      .init("MACs", .right), .init("Constants", .right),
    ])
    for (index, step) in report.steps.enumerated() {
      let output = report.tensor(step.output)
      table.add([
        "\(index)", step.operatorName, step.shortName, output?.shape.text ?? "",
        types(step, report), AttributeText.text(of: step.attributes),
        NumberText.grouped(step.multiplyAccumulates), NumberText.grouped(step.constantByteCount),
      ])
    }
    return table
  }

  /// The type of the output, and that of the first input where it is another.
  private static func types(_ step: ModelReport.Step, _ report: ModelReport) -> String {
    let output = report.tensor(step.output).map { "\($0.element)" } ?? ""
    guard case .some(.some(let first)) = step.inputs.first,
      let input = report.tensor(first), "\(input.element)" != output
    else { return output }
    return "\(input.element)→\(output)"
  }

  private static func totals(_ report: ModelReport, _ terminal: Terminal) -> String {
    let bytes = { (count: Int) in "\(NumberText.grouped(count)) B" }
    var table = Table([.init("Total"), .init("", .right), .init("", isFlexible: true)])
    table.add(["File", bytes(report.fileByteCount), ""])
    table.add(["Constants", bytes(report.constantByteCount), "used where they lie in the file"])
    table.add([
      "Activations", bytes(report.activationByteCount),
      "lower bound \(bytes(report.activationLowerBound))\(peak(report))",
    ])
    table.add([
      "Arena", bytes(report.arenaByteCount), "one byte less is refused",
    ])
    table.add([
      "Multiply-accumulates", NumberText.grouped(report.multiplyAccumulates), "in each run",
    ])
    return table.rendered(for: terminal)
  }

  /// Where the most bytes are alive.
  private static func peak(_ report: ModelReport) -> String {
    let counts = report.aliveByteCounts
    guard let most = counts.max(), let step = counts.firstIndex(of: most) else { return "" }
    return ", reached at step \(step)"
  }
}

extension ModelReport.Entry {
  /// The entry on one line; of several lines their number, and the first.
  fileprivate var line: String {
    let lines = value.prefix(4096).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.count > 1 else { return "\(key): \(value.prefix(4096))" }
    let count = value.count { $0.isNewline } + 1
    return "\(key): \(NumberText.grouped(count)) lines: \(lines.joined(separator: ", "))"
  }
}
