import SwiftletConverter
import SwiftletFormat
import SwiftletTerminal

/// What a trained network holds and what becomes of it, as the command writes it.
struct SourceText {
  let path: String
  let report: SourceReport

  /// The kinds that are listed before the operators themselves say more.
  private static let mostOperators = 400

  var json: JSONValue {
    .object([
      ("source", .string(path)),
      ("inputs", .array(report.inputs.map(Self.json))),
      ("outputs", .array(report.outputs.map(Self.json))),
      (
        "operators",
        .array(
          report.operators.map { step in
            .object([
              ("index", .integer(step.index)), ("kind", .string(step.kind)),
              ("name", .string(step.name)),
              ("type", step.element.map { .string("\($0)") } ?? .null),
              ("shape", step.lengths.map { .array($0.map { .integer($0) }) } ?? .null),
              ("becomes", .array(step.parts.map { .string("\($0)") })),
              ("isSupported", .boolean(step.isSupported)),
            ])
          })
      ),
      (
        "problems",
        .array(
          report.issues.map {
            .object([
              ("place", .string($0.place)), ("rule", .string($0.rule)),
              ("remedy", $0.remedy.map { .string($0) } ?? .null),
            ])
          })
      ),
    ])
  }

  func text(for terminal: Terminal) -> String {
    var text = terminal.drawn(terminal.styled(path, .bold) + ": a trained network\n")
    text += "\n" + ports.rendered(for: terminal)
    text += "\n" + operators.rendered(for: terminal)
    text += "\n" + kinds.rendered(for: terminal) + "\n"
    guard !report.issues.isEmpty else {
      let quoted = path.contains(" ") ? "'\(path)'" : path
      let sentence =
        "Everything converts; to int8: swiftlet convert \(quoted) --calibration SAMPLES -o OUT"
      return text + terminal.drawn(sentence) + "\n"
    }
    let count = report.issues.count
    text += "\(count == 1 ? "1 problem stands" : "\(count) problems stand") in the way:\n"
    for issue in report.issues {
      text += terminal.drawn("  \(issue.place): \(issue.rule)") + "\n"
      if let remedy = issue.remedy { text += terminal.drawn("    \(remedy)") + "\n" }
    }
    return text
  }

  private var ports: Table {
    var table = Table([
      .init("Door"), .init("Name", isFlexible: true), .init("Shape"), .init("Type"),
    ])
    for (door, list) in [("input", report.inputs), ("output", report.outputs)] {
      for port in list {
        table.add([
          door, port.name, port.lengths.text, port.element.map { "\($0)" } ?? "?",
        ])
      }
    }
    return table
  }

  private var operators: Table {
    var table = Table([
      .init("#", .right), .init("Operator"),
      .init("Name", isFlexible: true, leastWidth: 7, keepsEnds: true), .init("Output"),
      .init("Type"), .init("Becomes", isFlexible: true, leastWidth: 12),
    ])
    for step in report.operators.prefix(Self.mostOperators) {
      table.add([
        "\(step.index)", step.kind, step.name, step.lengths?.text ?? "?",
        step.element.map { "\($0)" } ?? "?", Self.becoming(step),
      ])
    }
    let rest = report.operators.count - Self.mostOperators
    if rest > 0 { table.add(["…", "", "and \(rest) more: --json lists all", "", "", ""]) }
    return table
  }

  private var kinds: Table {
    var table = Table([.init("Kind"), .init("Uses", .right), .init("Converted", .right)])
    for (kind, count, supportedCount) in report.kinds {
      table.add([kind, "\(count)", "\(supportedCount)"])
    }
    return table
  }

  private static func becoming(_ step: SourceReport.Operator) -> String {
    guard step.isSupported else { return "not converted" }
    guard !step.parts.isEmpty else { return "a constant, or nothing" }
    return step.parts.map { "\($0)" }.joined(separator: ", ")
  }

  private static func json(_ port: SourceReport.Port) -> JSONValue {
    .object([
      ("name", .string(port.name)),
      ("type", port.element.map { .string("\($0)") } ?? .null),
      ("shape", .array(port.lengths.map { .integer($0) })),
    ])
  }
}
