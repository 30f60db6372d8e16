import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// What a conversion made of a network.
struct ConversionSummary {
  let target: String
  let sourceByteCount: Int
  let mode: QuantizationMode
  let result: Converter.Result
  let report: ModelReport
  /// Whether the samples were made up.
  let isRandom: Bool
  /// Whether the network is float and nothing of it was quantized.
  let staysFloat: Bool

  /// The operators in float that a table of names shows.
  private static let mostNames = 12

  /// The layers that a table of the most harmful ones shows.
  private static let worstCount = 5

  var json: JSONValue {
    .object(
      [
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
        ("quantization", .string(mode.rawValue)),
        ("integerOperators", result.integerNodeCount.map { .integer($0) } ?? .null),
        (
          "floatOperators",
          .array(
            result.floatNodes.map {
              .object([("name", .string($0.name)), ("reason", .string($0.reason))])
            })
        ),
        ("outputs", .array(result.comparison.map { $0.outputs.map(Self.json) } ?? [])),
        (
          "worstLayers",
          .array((result.comparison?.layersByDamage ?? []).prefix(Self.worstCount).map(Self.json))
        ),
      ] + tiles + precision)
  }

  private var precision: [(String, JSONValue)] {
    result.precision.map { [("precision", PrecisionSummary(choice: $0).json)] } ?? []
  }

  private var tiles: [(String, JSONValue)] {
    result.tiledCount.map { [("tiledConvolutions", .integer($0))] } ?? []
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
      + notes.map { $0.wrapped(to: terminal.width).joined(separator: "\n") + "\n" }
      .map { terminal.drawn($0) }.joined()
      + floatTable(for: terminal) + damageTable(for: terminal)
      + (result.precision.map { "\n" + PrecisionSummary(choice: $0).text(for: terminal) } ?? "")
  }

  /// What a reader of the numbers should know.
  private var notes: [String] {
    var notes: [String] = []
    if let count = result.tiledCount {
      notes.append(
        count == 0
          ? "No convolution is quicker in tiles, and the model is as it would be without them."
          : "\(count) \(count == 1 ? "convolution is" : "convolutions are") computed in tiles.")
    }
    if let count = result.integerNodeCount { notes.append(kinds(integerCount: count)) }
    if isRandom {
      notes.append(
        "The ranges come from made-up samples and say nothing of real data; give real ones with "
          + "--calibration SAMPLES.")
    }
    if staysFloat {
      notes.append(
        "The model stays float. For int8 give --calibration SAMPLES; without samples, --quantize "
          + "dynamic computes with int8, and int8-weights or float16 stores the weights in fewer "
          + "bytes.")
    }
    return notes
  }

  /// How many operators work on which numbers.
  private func kinds(integerCount count: Int) -> String {
    let operators = count == 1 ? "1 operator" : "\(count) operators"
    let rest = result.floatNodes.count
    let others = "and \(rest) \(rest == 1 ? "stays" : "stay") in float."
    return switch mode {
    case .none, .int8: "\(operators) \(count == 1 ? "is" : "are") int8, \(others)"
    case .dynamic: "\(operators) \(count == 1 ? "computes" : "compute") in int8, \(others)"
    case .int8Weights: "The weights of \(operators) are int8; all compute in float."
    case .float16: "The weights of \(operators) are float16; all compute in float."
    }
  }

  /// How far the outputs are from the float model's, and the layers that do most harm.
  private func damageTable(for terminal: Terminal) -> String {
    guard let comparison = result.comparison else { return "" }
    var table = Table([
      .init("Signal to noise", isFlexible: true, leastWidth: 15, keepsEnds: true),
      .init("Operator"), .init("dB", .right), .init("by itself, dB", .right),
    ])
    for output in comparison.outputs {
      table.add(["output \(output.name)", "", Self.decibels(output.difference.decibels), ""])
    }
    for layer in comparison.layersByDamage.prefix(Self.worstCount) {
      table.add([
        layer.shortName, layer.operatorTitle, Self.decibels(layer.difference.decibels),
        Self.decibels(layer.ownDecibels),
      ])
    }
    return "\n" + table.rendered(for: terminal)
  }

  private static func decibels(_ value: Double) -> String {
    value.isFinite ? NumberText.fixed(value, decimals: 1) : "exact"
  }

  private static func json(_ output: Comparison.Output) -> JSONValue {
    .object([("name", .string(output.name)), ("sqnr", .number(output.difference.decibels))])
  }

  private static func json(_ layer: Comparison.Layer) -> JSONValue {
    .object([
      ("name", .string(layer.name)), ("operator", .string(layer.operatorName)),
      ("sqnr", .number(layer.difference.decibels)), ("sqnrByItself", .number(layer.ownDecibels)),
    ])
  }

  /// The operators that stay in float, with the reasons.
  private func floatTable(for terminal: Terminal) -> String {
    guard !result.floatNodes.isEmpty else { return "" }
    var table = Table([
      .init("In float", isFlexible: true, leastWidth: 12, keepsEnds: true),
      .init("because", isFlexible: true, leastWidth: 20),
    ])
    for node in result.floatNodes.prefix(Self.mostNames) { table.add([node.name, node.reason]) }
    let rest = result.floatNodes.count - Self.mostNames
    if rest > 0 { table.add(["… and \(rest) more", "--json lists all"]) }
    return "\n" + table.rendered(for: terminal)
  }
}
