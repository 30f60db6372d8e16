internal import SwiftletCore
internal import SwiftletFormat

/// Makes one operator of the exponents and the sum that spell out a softmax.
enum RecognizeSoftmax: Pass {
  static let name = "recognize-softmax"

  static func run(_ graph: inout Graph) throws {
    var pattern = Pattern(graph)
    for index in graph.nodes.indices {
      guard case .binary = graph.nodes[index].operation,
        let found = softmax(graph.nodes[index].output, pattern)
          ?? logarithm(graph.nodes[index].output, pattern)
      else { continue }
      graph.nodes[index].operation = .softmax(found.attributes)
      graph.nodes[index].inputs = [found.input]
      pattern.replace(index, by: graph.nodes[index])
    }
    try RemoveDeadCode.run(&graph)
    try foldScales(&graph)
    try RemoveDeadCode.run(&graph)
  }

  private typealias Found = (input: Graph.TensorID, attributes: Softmax.Attributes)

  /// `exp(x) / Σ exp(x)`, where the greatest may be taken from `x` before.
  private static func softmax(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    var quotient = pattern.operands(.divide, id)
    if let (left, right) = pattern.operands(.multiply, id) {
      for (value, factor) in [(left, right), (right, left)] {
        if let sum = pattern.operand(.reciprocal, factor) { quotient = (value, sum) }
      }
    }
    guard let (power, divisor) = quotient, let sum = pattern.gathered(.sum, divisor),
      sum.input == power, sum.axes.count == 1, let exponent = pattern.operand(.exp, power)
    else { return nil }
    return found(withoutGreatest(exponent, along: sum.axes, pattern), sum.axes, logarithm: false)
  }

  /// `x - log(Σ exp(x))`, where the greatest may be taken from `x` before.
  private static func logarithm(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    guard let (value, rest) = pattern.operands(.subtract, id),
      let inner = pattern.operand(.log, rest), let sum = pattern.gathered(.sum, inner),
      sum.axes.count == 1, pattern.operand(.exp, sum.input) == value
    else { return nil }
    return found(withoutGreatest(value, along: sum.axes, pattern), sum.axes, logarithm: true)
  }

  private static func found(
    _ input: Graph.TensorID, _ axes: [Int], logarithm: Bool
  ) -> Found {
    var attributes = Softmax.Attributes()
    attributes.axis = Int32(axes[0])
    attributes.logarithm = logarithm
    return (input, attributes)
  }

  /// `x` of `x - max(x)`, and any other value itself.
  private static func withoutGreatest(
    _ id: Graph.TensorID, along axes: [Int], _ pattern: Pattern
  ) -> Graph.TensorID {
    guard let (value, greatest) = pattern.operands(.subtract, id),
      let gathered = pattern.gathered(.maximum, greatest), gathered.input == value,
      gathered.axes == axes
    else { return id }
    return value
  }

  /// Lets a softmax multiply by the positive number that its input is multiplied by.
  private static func foldScales(_ graph: inout Graph) throws {
    let pattern = Pattern(graph)
    let uses = graph.useCounts()
    for index in graph.nodes.indices {
      guard case .softmax(var attributes) = graph.nodes[index].operation,
        let input = graph.nodes[index].inputs[0], uses[input] == 1
      else { continue }
      let (number, values) = pattern.factors(input, depth: 2)
      let beta = attributes.beta * number
      guard values.count == 1, values[0] != input, beta > 0, beta.isFinite,
        graph.lengths(values[0]) == graph.lengths(input)
      else { continue }
      attributes.beta = beta
      graph.nodes[index].operation = .softmax(attributes)
      graph.nodes[index].inputs = [values[0]]
    }
  }
}
