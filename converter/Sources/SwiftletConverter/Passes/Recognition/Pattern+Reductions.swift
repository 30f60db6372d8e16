internal import SwiftletCore
internal import SwiftletFormat

/// A value gathered along axes that stay with length one.
struct Gathered {
  let input: Graph.TensorID
  let axes: [Int]
}

extension Pattern {
  /// What a value is gathered from by a function.
  func gathered(_ function: Reduce.Function, _ id: Graph.TensorID) -> Gathered? {
    guard let node = node(id), case .reduce(let attributes) = node.operation,
      attributes.function == function, attributes.keepsAxes, let input = node.inputs[0]
    else { return nil }
    let rank = graph.lengths(input).count
    let axes =
      attributes.axes.count == 0
      ? Array(0..<rank) : attributes.axes.values.map { $0 < 0 ? $0 + rank : $0 }
    return Gathered(input: input, axes: axes.sorted())
  }

  /// The value whose square a value is.
  func squared(_ id: Graph.TensorID) -> Graph.TensorID? {
    let (number, values) = factors(id, depth: 1)
    return number == 1 && values.count == 2 && values[0] == values[1] ? values[0] : nil
  }

  /// A value divided by the root of another: `x / √s`, `x * (1 / √s)`.
  func dividedByRoot(
    _ id: Graph.TensorID
  ) -> [(value: Graph.TensorID, square: Graph.TensorID)] {
    if let (value, divisor) = operands(.divide, id), let square = rooted(divisor) {
      return [(value, square)]
    }
    guard let (left, right) = operands(.multiply, id) else { return [] }
    return [(left, right), (right, left)].compactMap { value, factor in
      inverseRooted(factor).map { (value, $0) }
    }
  }

  /// What a value is the square root of.
  func rooted(_ id: Graph.TensorID) -> Graph.TensorID? {
    if let square = operand(.sqrt, id) { return square }
    if let (base, exponent) = operands(.power, id), graph.uniformReal(exponent) == 0.5 {
      return base
    }
    return power(id, 0.5)
  }

  /// What a value is one over the square root of.
  func inverseRooted(_ id: Graph.TensorID) -> Graph.TensorID? {
    if let square = operand(.reciprocalSqrt, id) ?? power(id, -0.5) { return square }
    if let root = operand(.reciprocal, id) { return rooted(root) }
    if let (base, exponent) = operands(.power, id), graph.uniformReal(exponent) == -0.5 {
      return base
    }
    guard let (one, root) = operands(.divide, id), graph.uniformReal(one) == 1 else { return nil }
    return rooted(root)
  }

  private func power(_ id: Graph.TensorID, _ exponent: Float) -> Graph.TensorID? {
    guard let node = node(id), case .unary(let attributes) = node.operation,
      attributes.function == .power, attributes.alpha == exponent
    else { return nil }
    return node.inputs[0]
  }
}
