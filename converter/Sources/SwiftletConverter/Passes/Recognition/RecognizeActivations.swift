internal import SwiftletCore
internal import SwiftletFormat

/// Makes one function of the sums, products and functions that spell it out.
enum RecognizeActivations: Pass {
  static let name = "recognize-activations"

  /// A function that a value turns out to be.
  private typealias Found = (input: Graph.TensorID, attributes: Unary.Attributes)

  static func run(_ graph: inout Graph) throws {
    var pattern = Pattern(graph)
    for index in graph.nodes.indices where graph.nodes[index].mayEndActivation {
      let output = graph.nodes[index].output
      guard
        let found = clamp(output, pattern) ?? logistic(output, pattern)
          ?? softplus(output, pattern) ?? product(output, pattern),
        graph.lengths(found.input) == graph.lengths(output)
      else { continue }
      graph.nodes[index].operation = .unary(found.attributes)
      graph.nodes[index].inputs = [found.input]
      pattern.replace(index, by: graph.nodes[index])
    }
    try RemoveDeadCode.run(&graph)
  }

  private static func function(
    _ function: UnaryFunction, of input: Graph.TensorID, alpha: Float = 0, beta: Float = 0
  ) -> Found {
    var attributes = Unary.Attributes()
    (attributes.function, attributes.alpha, attributes.beta) = (function, alpha, beta)
    return (input, attributes)
  }

  /// The greater or the smaller of a value and one number.
  private static func clamp(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    for (function, isLower) in [(Binary.Function.maximum, true), (.minimum, false)] {
      guard let (left, right) = pattern.operands(function, id) else { continue }
      for (number, value) in [(right, left), (left, right)] {
        guard let bound = pattern.graph.uniformReal(number) else { continue }
        let bounds = isLower ? Bounds(lower: bound) : Bounds(upper: bound)
        guard case .unary(let inner)? = pattern.node(value)?.operation, let earlier = inner.bounds,
          let input = pattern.node(value)?.inputs[0]
        else { return (value, Unary.Attributes(clampingTo: bounds)) }
        return (input, Unary.Attributes(clampingTo: earlier.clamped(to: bounds)))
      }
    }
    return nil
  }

  /// `1 / (1 + exp(-x))`.
  private static func logistic(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    var divisor = pattern.operand(.reciprocal, id)
    if let (one, other) = pattern.operands(.divide, id), pattern.graph.uniformReal(one) == 1 {
      divisor = other
    }
    guard let divisor, let (power, one) = pattern.shifted(divisor), one == 1,
      let exponent = pattern.operand(.exp, power)
    else { return nil }
    if let x = pattern.operand(.negative, exponent) { return function(.logistic, of: x) }
    let (number, values) = pattern.factors(exponent)
    return number == -1 && values.count == 1 ? function(.logistic, of: values[0]) : nil
  }

  /// `log(1 + exp(x))`.
  private static func softplus(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    if let power = pattern.operand(.logOnePlus, id), let x = pattern.operand(.exp, power) {
      return function(.softplus, of: x)
    }
    guard let sum = pattern.operand(.log, id), let (power, one) = pattern.shifted(sum), one == 1,
      let x = pattern.operand(.exp, power)
    else { return nil }
    return function(.softplus, of: x)
  }

  /// The functions that multiply their operand by something of it.
  private static func product(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    let (number, values) = pattern.factors(id)
    if values.count == 1, number.isNearly(1 / 6), isHardStep(values[0], pattern) != nil {
      return isHardStep(values[0], pattern).map {
        function(.hardSigmoid, of: $0, alpha: 1 / 6, beta: 0.5)
      }
    }
    guard values.count == 2 else { return nil }
    for (x, gate) in [(values[0], values[1]), (values[1], values[0])] {
      if number == 1, pattern.operand(.logistic, gate) == x { return function(.silu, of: x) }
      if number == 1, let inner = pattern.operand(.tanh, gate),
        pattern.operand(.softplus, inner) == x
      {
        return function(.mish, of: x)
      }
      if number.isNearly(1 / 6), isHardStep(gate, pattern) == x {
        return function(.hardSwish, of: x)
      }
      if number == 1, isHardSigmoid(gate, of: x, pattern) { return function(.hardSwish, of: x) }
      if number.isNearly(0.5), let (curve, one) = pattern.shifted(gate), one == 1 {
        if isScaledError(curve, of: x, pattern) { return function(.gelu, of: x) }
        if isScaledTangent(curve, of: x, pattern) { return function(.geluTanh, of: x) }
      }
    }
    return nil
  }

  /// `x` of `min(max(x + 3, 0), 6)`.
  private static func isHardStep(_ id: Graph.TensorID, _ pattern: Pattern) -> Graph.TensorID? {
    guard let (value, number, bounds) = pattern.clampedShift(id), number == 3,
      bounds == Bounds(lower: 0, upper: 6)
    else { return nil }
    return value
  }

  private static func isHardSigmoid(
    _ id: Graph.TensorID, of x: Graph.TensorID, _ pattern: Pattern
  ) -> Bool {
    guard let node = pattern.node(id), case .unary(let attributes) = node.operation else {
      return false
    }
    return node.inputs[0] == x && attributes.function == .hardSigmoid
      && attributes.alpha.isNearly(1 / 6) && attributes.beta == 0.5
  }

  /// `erf(x / √2)`.
  private static func isScaledError(
    _ id: Graph.TensorID, of x: Graph.TensorID, _ pattern: Pattern
  ) -> Bool {
    guard let inner = pattern.operand(.erf, id) else { return false }
    let (number, values) = pattern.factors(inner)
    return number.isNearly(0.707_106_8) && values == [x]
  }

  /// `tanh(√(2/π) * (x + 0.044715 * x³))`, where `x` may stand before the brackets.
  private static func isScaledTangent(
    _ id: Graph.TensorID, of x: Graph.TensorID, _ pattern: Pattern
  ) -> Bool {
    guard let inner = pattern.operand(.tanh, id) else { return false }
    let (number, values) = pattern.factors(inner)
    guard number.isNearly(0.797_884_6) else { return false }
    if values.count == 2, values.contains(x) {
      let other = values[0] == x ? values[1] : values[0]
      guard let (square, one) = pattern.shifted(other), one == 1 else { return false }
      let (share, powers) = pattern.factors(square)
      return share.isNearly(0.044_715) && powers == [x, x]
    }
    guard values.count == 1, let (left, right) = pattern.operands(.add, values[0]) else {
      return false
    }
    let (share, powers) = pattern.factors(left == x ? right : left)
    return (left == x || right == x) && share.isNearly(0.044_715) && powers == [x, x, x]
  }
}

extension Graph.Node {
  /// Whether the operator is of a kind with which a spelled-out activation ends.
  fileprivate var mayEndActivation: Bool {
    switch operation {
    case .binary: true
    case .unary(let attributes):
      [.reciprocal, .log, .logOnePlus, .affine].contains(attributes.function)
    default: false
    }
  }
}
