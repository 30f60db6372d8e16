internal import SwiftletCore
internal import SwiftletFormat

/// The operators behind a value, as recognition looks at them.
struct Pattern {
  private(set) var graph: Graph
  private let producers: [Graph.TensorID: Int]

  init(_ graph: Graph) {
    self.graph = graph
    producers = graph.producers()
  }

  /// Takes notice of another operator that makes the same value.
  mutating func replace(_ index: Int, by node: Graph.Node) { graph.nodes[index] = node }

  /// The operator of floats that makes a value.
  func node(_ id: Graph.TensorID) -> Graph.Node? {
    guard graph.tensors[id].type.element == .float32 else { return nil }
    return producers[id].map { graph.nodes[$0] }
  }

  /// The operand of a function of one operand.
  func operand(_ function: UnaryFunction, _ id: Graph.TensorID) -> Graph.TensorID? {
    guard case .unary(let attributes)? = node(id)?.operation, attributes.function == function else {
      return nil
    }
    return node(id)?.inputs[0]
  }

  /// The operands of a function of two operands whose results are not held between bounds.
  func operands(
    _ function: Binary.Function, _ id: Graph.TensorID
  ) -> (Graph.TensorID, Graph.TensorID)? {
    guard let node = node(id), case .binary(let attributes) = node.operation,
      attributes.function == function, attributes.bounds == Bounds(), let left = node.inputs[0],
      let right = node.inputs[1]
    else { return nil }
    return (left, right)
  }

  /// A value and the one number that is added to it.
  func shifted(_ id: Graph.TensorID) -> (value: Graph.TensorID, by: Float)? {
    if case .unary(let attributes)? = node(id)?.operation, attributes.function == .affine,
      attributes.alpha == 1, let input = node(id)?.inputs[0]
    {
      return (input, attributes.beta)
    }
    if let (left, right) = operands(.add, id) {
      if let number = graph.uniformReal(right) { return (left, number) }
      if let number = graph.uniformReal(left) { return (right, number) }
    }
    guard let (left, right) = operands(.subtract, id), let number = graph.uniformReal(right) else {
      return nil
    }
    return (left, -number)
  }

  /// A value, the number added to it, and the bounds that hold the sum.
  func clampedShift(_ id: Graph.TensorID) -> (value: Graph.TensorID, by: Float, bounds: Bounds)? {
    guard let node = node(id) else { return nil }
    if case .unary(let attributes) = node.operation, let bounds = attributes.bounds,
      let input = node.inputs[0], let (value, number) = shifted(input)
    {
      return (value, number, bounds)
    }
    guard case .binary(let attributes) = node.operation, attributes.function == .add,
      let (constant, other, _) = node.constantOperand(in: graph),
      let number = graph.uniformReal(constant)
    else { return nil }
    return (other, number, attributes.bounds)
  }

  /// A product as one number and what else is multiplied, with squares and cubes taken apart.
  func factors(_ id: Graph.TensorID, depth: Int = 4) -> (number: Float, values: [Graph.TensorID]) {
    if let number = graph.uniformReal(id) { return (number, []) }
    guard depth > 0 else { return (1, [id]) }
    if let (left, right) = operands(.multiply, id) {
      let (one, other) = (factors(left, depth: depth - 1), factors(right, depth: depth - 1))
      return (one.number * other.number, one.values + other.values)
    }
    if let (left, right) = operands(.divide, id), let number = graph.uniformReal(right) {
      let product = factors(left, depth: depth - 1)
      return (product.number / number, product.values)
    }
    if let (left, right) = operands(.power, id), let number = graph.uniformReal(right) {
      if let copies = Self.copies(number) { return (1, Array(repeating: left, count: copies)) }
    }
    guard case .unary(let attributes)? = node(id)?.operation, let input = node(id)?.inputs[0] else {
      return (1, [id])
    }
    switch attributes.function {
    case .affine where attributes.beta == 0:
      let product = factors(input, depth: depth - 1)
      return (product.number * attributes.alpha, product.values)
    case .square: return (1, [input, input])
    case .power:
      let copies = Self.copies(attributes.alpha)
      return (1, copies.map { Array(repeating: input, count: $0) } ?? [id])
    default: return (1, [id])
    }
  }

  private static func copies(_ exponent: Float) -> Int? {
    exponent == 2 || exponent == 3 ? Int(exponent) : nil
  }
}

extension Float {
  /// Whether two numbers are the same but for the rounding of a constant.
  func isNearly(_ other: Float) -> Bool { abs(self - other) <= 1e-4 * abs(other) }
}
