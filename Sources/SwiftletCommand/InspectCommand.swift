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
    console.output.write("\n" + operators(report, terminal))
    if let drawing = ArenaDrawing(report, width: terminal.width) {
      let key = " (each shade a tensor; scratch memory is hatched)"
      let hasRoom = "Arena over time\(key)".columnCount <= terminal.width
      console.output.write("\n" + terminal.styled("Arena over time", .bold))
      console.output.write((hasRoom ? key : "") + "\n")
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

  /// The steps, with as many columns as there is room for.
  private static func operators(_ report: ModelReport, _ terminal: Terminal) -> String {
    let tables = StepColumns.choices.map { (columns: $0, table: operators(report, $0)) }
    let fitting = tables.first { $0.table.leastWidth <= terminal.width } ?? tables[tables.count - 1]
    let missing = fitting.columns.missing
    let note =
      missing.isEmpty
      ? []
      : "(\(missing.joined(separator: ", ")) in a wider terminal, or with --json)"
        .wrapped(to: terminal.width)
    return fitting.table.rendered(for: terminal)
      + terminal.drawn(note.map { $0 + "\n" }.joined())
  }

  private static func operators(_ report: ModelReport, _ columns: StepColumns) -> Table {
    var table = Table(
      [
        .init("#", .right), .init("Operator"),
        .init("Name", isFlexible: true, leastWidth: 7, keepsEnds: true), .init("Output"),
      ] + (columns.hasTypes ? [.init("Type")] : [])
        + (columns.hasParameters
          ? [.init("Parameters", isFlexible: true, leastWidth: 15)] : [])
        + [.init("MACs", .right)] + (columns.hasConstants ? [.init("Constants", .right)] : []))
    for (index, step) in report.steps.enumerated() {
      let output = report.tensor(step.output)
      let products = step.multiplyAccumulates
      table.add(
        ["\(index)", step.operatorName, step.shortName, output?.shape.text ?? ""]
          + (columns.hasTypes ? [types(step, report)] : [])
          + (columns.hasParameters ? [AttributeText.text(of: step.attributes)] : [])
          + [
            columns.isExact || products < 1000
              ? NumberText.grouped(products) : NumberText.rate(Double(products))
          ] + (columns.hasConstants ? [NumberText.grouped(step.constantByteCount)] : []))
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

/// The columns of the table of steps, the fewer the narrower a terminal is.
private struct StepColumns {
  var isExact = false
  var hasTypes = true
  var hasParameters = true
  var hasConstants = false

  static let choices = [
    StepColumns(isExact: true, hasConstants: true), StepColumns(hasConstants: true), StepColumns(),
    StepColumns(hasTypes: false), StepColumns(hasTypes: false, hasParameters: false),
  ]

  /// What is left out.
  var missing: [String] {
    (hasTypes ? [] : ["types"]) + (hasParameters ? [] : ["parameters"])
      + (hasConstants ? [] : ["constants"])
  }
}
