import Swiftlet
import SwiftletTerminal

/// What a model gave at one output in one run, as people and programs read it.
struct OutputResult {
  let output: TensorDescription
  let number: Int
  let scores: ClassScores?
  let minimum: Float
  let maximum: Float
  let mean: Float

  /// Reads an output of a session that has run.
  init(_ number: Int, of session: Session, _ options: ResultOptions) throws(ModelError) {
    self.number = number
    let outputs = session.model.outputs
    output = outputs[outputs.index(outputs.startIndex, offsetBy: number)]
    let values = try session.outputReals(number)
    scores = options.scores(values, of: output)
    minimum = values.min() ?? 0
    maximum = values.max() ?? 0
    mean = Float(values.reduce(0.0) { $0 + Double($1) } / Double(max(values.count, 1)))
  }

  /// The output in words, or its scores as a table.
  func text(for terminal: Terminal, isOnly: Bool) -> String {
    if let scores {
      let title = isOnly ? "" : "\(label):\n"
      return title + scores.table(for: terminal).rendered(for: terminal)
    }
    let range =
      output.elementCount == 1
      ? "\(minimum)" : "from \(minimum) to \(maximum), mean \(mean)"
    return terminal.drawn("\(label), \(output.element) \(output.shape.text): \(range)") + "\n"
  }

  private var label: String {
    "output \(number)" + (output.name.map { " '\($0.printable)'" } ?? "")
  }

  var json: JSONValue {
    .object(
      [
        ("name", output.name.json), ("shape", .array(output.shape.map { .integer($0) })),
        ("elementType", .string("\(output.element)")), ("minimum", .single(minimum)),
        ("maximum", .single(maximum)), ("mean", .single(mean)),
      ] + (scores?.json ?? []))
  }
}
