internal import SwiftletCore
internal import SwiftletFormat

/// Makes one operator of the means and roots that spell out a normalization.
enum RecognizeNormalizations: Pass {
  static let name = "recognize-normalizations"

  /// A normalization, and the constants that it multiplies by and adds where it has them.
  struct Found {
    let input: Graph.TensorID
    let attributes: Normalization.Attributes
    var scale: Graph.TensorID?
    var bias: Graph.TensorID?

    var inputs: [Graph.TensorID?] {
      bias == nil ? (scale == nil ? [input] : [input, scale]) : [input, scale, bias]
    }
  }

  static func run(_ graph: inout Graph) throws {
    var pattern = Pattern(graph)
    for index in graph.nodes.indices {
      guard case .binary = graph.nodes[index].operation,
        let found = found(graph.nodes[index].output, pattern),
        graph.lengths(found.input) == graph.lengths(graph.nodes[index].output)
      else { continue }
      graph.nodes[index].operation = .normalization(found.attributes)
      graph.nodes[index].inputs = found.inputs
      pattern.replace(index, by: graph.nodes[index])
    }
    try RemoveDeadCode.run(&graph)
    try takeScales(&graph)
  }

  private static func found(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    for (value, square) in pattern.dividedByRoot(id) {
      if let found = layer(value, square, pattern) ?? rootMeanSquare(value, square, pattern)
        ?? euclidean(value, square, pattern)
      {
        return found
      }
    }
    return euclideanWithFloor(id, pattern) ?? moments(id, pattern)
  }

  /// `d / √(Σ d² / n + epsilon)` where `d = x - Σ x / n`.
  private static func layer(
    _ value: Graph.TensorID, _ square: Graph.TensorID, _ pattern: Pattern
  ) -> Found? {
    guard let (x, center) = pattern.operands(.subtract, value) else { return nil }
    return layer(x, center: center, square, pattern)
  }

  /// The layer of a value, its mean and its variance with epsilon.
  static func layer(
    _ x: Graph.TensorID, center: Graph.TensorID, _ square: Graph.TensorID, _ pattern: Pattern
  ) -> Found? {
    guard let mean = pattern.gathered(.mean, center), mean.input == x,
      let (variance, epsilon) = pattern.shifted(square),
      let spread = pattern.gathered(.mean, variance), spread.axes == mean.axes
    else { return nil }
    let pair = [x, center]
    let distance =
      pattern.operands(.squaredDifference, spread.input)
      ?? pattern.squared(spread.input).flatMap { pattern.operands(.subtract, $0) }
    guard let distance, pair == [distance.0, distance.1] || pair == [distance.1, distance.0] else {
      return nil
    }
    return found(.layer, x, mean.axes, epsilon, pattern)
  }

  /// `x / √(Σ x² / n + epsilon)`.
  private static func rootMeanSquare(
    _ x: Graph.TensorID, _ square: Graph.TensorID, _ pattern: Pattern
  ) -> Found? {
    guard let (mean, epsilon) = pattern.shifted(square),
      let gathered = pattern.gathered(.mean, mean), pattern.squared(gathered.input) == x
    else { return nil }
    return found(.rootMeanSquare, x, gathered.axes, epsilon, pattern)
  }

  /// `x / √(Σ x²)`, or `x / √max(Σ x², epsilon²)`.
  private static func euclidean(
    _ x: Graph.TensorID, _ square: Graph.TensorID, _ pattern: Pattern
  ) -> Found? {
    let (sum, floor) = floored(square, pattern)
    guard let gathered = pattern.gathered(.sum, sum), pattern.squared(gathered.input) == x,
      floor >= 0
    else { return nil }
    return found(.euclidean, x, gathered.axes, floor.squareRoot(), pattern)
  }

  /// `x / max(√(Σ x²), epsilon)`.
  private static func euclideanWithFloor(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    guard let (x, divisor) = pattern.operands(.divide, id) else { return nil }
    let (root, floor) = floored(divisor, pattern)
    guard let sum = pattern.rooted(root), let gathered = pattern.gathered(.sum, sum),
      pattern.squared(gathered.input) == x, floor >= 0
    else { return nil }
    return found(.euclidean, x, gathered.axes, floor, pattern)
  }

  /// A value that is held above a number, and the number; 0 where it is not held.
  private static func floored(
    _ id: Graph.TensorID, _ pattern: Pattern
  ) -> (Graph.TensorID, Float) {
    guard let node = pattern.node(id), case .unary(let attributes) = node.operation,
      let bounds = attributes.bounds, bounds.upper == .infinity, let input = node.inputs[0]
    else { return (id, 0) }
    return (input, bounds.lower)
  }

  static func found(
    _ kind: Normalization.Kind, _ input: Graph.TensorID, _ axes: [Int], _ epsilon: Float,
    _ pattern: Pattern
  ) -> Found? {
    guard let first = axes.first, axes == Array(first..<(first + axes.count)), epsilon >= 0,
      epsilon.isFinite
    else { return nil }
    var attributes = Normalization.Attributes()
    attributes.kind = kind
    attributes.axis = Int32(first)
    let isTrailing = first + axes.count == pattern.graph.lengths(input).count
    attributes.axisCount = isTrailing ? 0 : Int32(axes.count)
    attributes.epsilon = epsilon
    return Found(input: input, attributes: attributes)
  }

  // MARK: Scale and bias

  /// Lets a normalization multiply by and add the constants behind it.
  private static func takeScales(_ graph: inout Graph) throws {
    var producers = graph.producers()
    let uses = graph.useCounts()
    var gone: Set<Int> = []
    for (index, node) in graph.nodes.enumerated() {
      guard case .binary(let attributes) = node.operation, attributes.bounds == Bounds(),
        graph.tensors[node.output].type.element == .float32,
        let (constant, other, _) = node.constantOperand(in: graph), uses[other] == 1,
        graph.lengths(other) == graph.lengths(node.output), let producer = producers[other],
        case .normalization = graph.nodes[producer].operation
      else { continue }
      let inputs = graph.nodes[producer].inputs
      let (scale, bias) = (inputs.count > 1 ? inputs[1] : nil, inputs.count > 2 ? inputs[2] : nil)
      if attributes.function == .multiply, scale == nil, bias == nil {
        graph.nodes[producer].inputs = [inputs[0], constant]
      } else if attributes.function == .add, bias == nil {
        graph.nodes[producer].inputs = [inputs[0], scale, constant]
      } else {
        continue
      }
      graph.nodes[producer].output = node.output
      producers[node.output] = producer
      gone.insert(index)
    }
    graph.removeNodes(gone)
  }
}
