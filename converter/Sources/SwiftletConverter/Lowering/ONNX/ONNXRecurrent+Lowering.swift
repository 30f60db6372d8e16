internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Networks that go along a sequence, unfolded step by step.
  static var recurrentLowerings: [String: ONNXLowering] {
    [
      "LSTM": { importer, use throws in try importer.recurrence(use, .lstm) },
      "GRU": { importer, use throws in try importer.recurrence(use, .gru) },
      "RNN": { importer, use throws in try importer.recurrence(use, .plain) },
    ]
  }

  private enum Cell {
    case lstm, gru, plain

    /// The gates of the cell, which share one product.
    var gateCount: Int {
      switch self {
      case .lstm: 4
      case .gru: 3
      case .plain: 1
      }
    }

    /// The functions of one direction, unless the node names others.
    var functions: [String] {
      switch self {
      case .lstm: ["Sigmoid", "Tanh", "Tanh"]
      case .gru: ["Sigmoid", "Tanh"]
      case .plain: ["Tanh"]
      }
    }
  }

  /// The weights of one direction.
  private struct Direction {
    let cell: Cell
    let size: Int
    /// The shares of the inputs in the gates, one for each step.
    var inputs: [Graph.TensorID]
    let recurrent: Graph.TensorID
    let recurrentBias: Graph.TensorID?
    let peepholes: [Graph.TensorID]
    let functions: [(UnaryFunction, Float, Float)]
    var hidden: Graph.TensorID
    var state: Graph.TensorID?
  }

  private mutating func recurrence(_ use: ONNXUse, _ cell: Cell) throws -> [ONNXValue] {
    let stated = try use.value(0).element
    let isBatchFirst = try use.integer("layout", 0) == 1
    let x = try isBatchFirst ? transposed(use.tensor(0), [1, 0, 2]) : use.tensor(0)
    let shape = lengths(x)
    let window = lengths(try use.tensor(2))
    guard shape.count == 3, window.count == 3, lengths(try use.tensor(1)).count == 3,
      window[1] == cell.gateCount * window[2], lengths(try use.tensor(1))[0] == window[0]
    else { throw LoweringFault("the shapes \(shape) and \(window) are not a sequence and weights") }
    guard shape[0] <= 1024 else {
      throw LoweringFault("its \(shape[0]) steps are too many to be unfolded")
    }
    if use.optional(4) != nil {
      guard try integers(use, 4).allSatisfy({ $0 == shape[0] }) else {
        throw LoweringFault(
          "its sequences end at different steps", remedy: "run one sequence at a time")
      }
    }
    let name = try use.text("direction") ?? "forward"
    guard ["forward", "reverse", "bidirectional"].contains(name),
      window[0] == (name == "bidirectional" ? 2 : 1)
    else { throw LoweringFault("its direction '\(name)' does not fit \(window[0]) directions") }
    var outputs: [[Graph.TensorID]] = []
    var last: (hidden: [Graph.TensorID], states: [Graph.TensorID]) = ([], [])
    for index in 0..<window[0] {
      var direction = try direction(use, cell, x, index, window[2], isBatchFirst)
      let isReverse = name == "reverse" || index == 1
      var steps: [Graph.TensorID] = []
      for step in 0..<shape[0] {
        try advance(
          &direction, use, direction.inputs[isReverse ? shape[0] - 1 - step : step])
        steps.append(direction.hidden)
      }
      outputs.append(isReverse ? steps.reversed() : steps)
      last.hidden.append(direction.hidden)
      if let state = direction.state { last.states.append(state) }
    }
    var results: [Graph.TensorID] = []
    let lines = try outputs.map { steps in
      try joined(try steps.map { try reshaped($0, [1, 1, shape[1], window[2]]) }, axis: 0)
    }
    results.append(try joined(lines, axis: 1))
    for list in [last.hidden, last.states] where !list.isEmpty {
      results.append(
        try joined(try list.map { try reshaped($0, [1, shape[1], window[2]]) }, axis: 0))
    }
    if isBatchFirst {
      results = try results.map {
        try transposed($0, lengths($0).count == 4 ? [2, 0, 1, 3] : [1, 0, 2])
      }
    }
    return results.map { ONNXValue($0, stated) }
  }

  /// One entry of the outermost axis.
  private mutating func entry(_ id: Graph.TensorID, _ index: Int) throws -> Graph.TensorID {
    let shape = lengths(id)
    return try reshaped(
      try cut(id, axis: 0, from: index, count: 1), Array(shape.dropFirst()))
  }

  private mutating func direction(
    _ use: ONNXUse, _ cell: Cell, _ x: Graph.TensorID, _ index: Int, _ size: Int,
    _ isBatchFirst: Bool
  ) throws -> Direction {
    let shape = lengths(x)
    let gates = cell.gateCount * size
    let weights = try entry(try use.tensor(1), index)
    var inputBias: Graph.TensorID?
    var recurrentBias: Graph.TensorID?
    if let bias = try use.optionalTensor(3) {
      let list = try entry(bias, index)
      inputBias = try cut(list, axis: 0, from: 0, count: gates)
      recurrentBias = try cut(list, axis: 0, from: gates, count: gates)
    }
    // The inputs of all steps go through one product.
    var shares = try product(x, try transposed(weights, [1, 0]))
    if let inputBias { shares = try binary(.add, shares, inputBias) }
    if cell != .gru, let recurrentBias { shares = try binary(.add, shares, recurrentBias) }
    let steps = try (0..<shape[0]).map { try entry(shares, $0) }
    let start = { (importer: inout ONNXImporter, position: Int) throws -> Graph.TensorID in
      guard let given = try use.optionalTensor(position) else {
        return try importer.reals(
          Array(repeating: 0, count: shape[1] * size), [shape[1], size])
      }
      let turned = try isBatchFirst ? importer.transposed(given, [1, 0, 2]) : given
      return try importer.entry(turned, index)
    }
    var peepholes: [Graph.TensorID] = []
    if cell == .lstm, let given = try use.optionalTensor(7) {
      let list = try entry(given, index)
      peepholes = try (0..<3).map { try cut(list, axis: 0, from: $0 * size, count: size) }
    }
    return Direction(
      cell: cell, size: size, inputs: steps,
      recurrent: try transposed(try entry(try use.tensor(2), index), [1, 0]),
      recurrentBias: cell == .gru ? recurrentBias : nil, peepholes: peepholes,
      functions: try functions(use, cell, index), hidden: try start(&self, 5),
      state: cell == .lstm ? try start(&self, 6) : nil)
  }

  /// The functions of a direction with their parameters.
  private func functions(
    _ use: ONNXUse, _ cell: Cell, _ index: Int
  ) throws -> [(UnaryFunction, Float, Float)] {
    let count = cell.functions.count
    let names = try use.texts("activations") ?? cell.functions + cell.functions
    guard names.count >= count * (index + 1) else {
      throw LoweringFault("its activations are \(names)")
    }
    let alphas = try use.floats("activation_alpha") ?? []
    let betas = try use.floats("activation_beta") ?? []
    return try (0..<count).map { position in
      let place = index * count + position
      let alpha = place < alphas.count ? alphas[place] : nil
      let beta = place < betas.count ? betas[place] : nil
      switch names[place].lowercased() {
      case "sigmoid": return (.logistic, 0, 0)
      case "tanh": return (.tanh, 0, 0)
      case "relu": return (.relu, 0, 0)
      case "affine": return (.affine, alpha ?? 1, beta ?? 0)
      case "leakyrelu": return (.leakyRelu, alpha ?? 0.01, 0)
      case "thresholdedrelu": return (.thresholdedRelu, alpha ?? 1, 0)
      case "hardsigmoid": return (.hardSigmoid, alpha ?? 0.2, beta ?? 0.5)
      case "elu": return (.elu, alpha ?? 1, 0)
      case "softsign": return (.softsign, 0, 0)
      case "softplus": return (.softplus, 0, 0)
      case let other: throw LoweringFault("its activation '\(other)' is not known")
      }
    }
  }

  private mutating func activated(
    _ id: Graph.TensorID, _ function: (UnaryFunction, Float, Float), _ use: ONNXUse
  ) throws -> Graph.TensorID {
    var value = id
    if let bound = try use.float("clip") {
      value = try unary(.clip, id, alpha: -bound, beta: bound)
    }
    return try unary(function.0, value, alpha: function.1, beta: function.2)
  }

  /// Takes one step.
  private mutating func advance(
    _ direction: inout Direction, _ use: ONNXUse, _ share: Graph.TensorID
  ) throws {
    switch direction.cell {
    case .lstm: try advanceLSTM(&direction, use, share)
    case .gru: try advanceGRU(&direction, use, share)
    case .plain:
      let sum = try binary(.add, share, try product(direction.hidden, direction.recurrent))
      direction.hidden = try activated(sum, direction.functions[0], use)
    }
  }

  private mutating func advanceLSTM(
    _ direction: inout Direction, _ use: ONNXUse, _ share: Graph.TensorID
  ) throws {
    guard let state = direction.state else { return }
    let sums = try binary(.add, share, try product(direction.hidden, direction.recurrent))
    let gates = try (0..<4).map {
      try cut(sums, axis: 1, from: $0 * direction.size, count: direction.size)
    }
    let functions = direction.functions
    let peepholes = direction.peepholes
    // The gates stand as input, output, forget, cell.
    let peep = { (importer: inout ONNXImporter, gate: Int, state: Graph.TensorID) throws in
      peepholes.isEmpty
        ? gates[gate]
        : try importer.binary(
          .add, gates[gate], try importer.binary(.multiply, peepholes[gate], state))
    }
    let input = try activated(try peep(&self, 0, state), functions[0], use)
    let forget =
      try use.flag("input_forget")
      ? unary(.affine, input, alpha: -1, beta: 1)
      : activated(try peep(&self, 2, state), functions[0], use)
    let candidate = try activated(gates[3], functions[1], use)
    let next = try binary(
      .add, try binary(.multiply, forget, state), try binary(.multiply, input, candidate))
    let output = try activated(try peep(&self, 1, next), functions[0], use)
    let shown = try unary(
      functions[2].0, next, alpha: functions[2].1, beta: functions[2].2)
    direction.state = next
    direction.hidden = try binary(.multiply, output, shown)
  }

  private mutating func advanceGRU(
    _ direction: inout Direction, _ use: ONNXUse, _ share: Graph.TensorID
  ) throws {
    let size = direction.size
    let functions = direction.functions
    var sums = try product(direction.hidden, direction.recurrent)
    if let bias = direction.recurrentBias { sums = try binary(.add, sums, bias) }
    let gates = try binary(
      .add, try cut(share, axis: 1, from: 0, count: 2 * size),
      try cut(sums, axis: 1, from: 0, count: 2 * size))
    let update = try activated(try cut(gates, axis: 1, from: 0, count: size), functions[0], use)
    let reset = try activated(try cut(gates, axis: 1, from: size, count: size), functions[0], use)
    var memory: Graph.TensorID
    if try use.flag("linear_before_reset") {
      memory = try binary(
        .multiply, reset, try cut(sums, axis: 1, from: 2 * size, count: size))
    } else {
      let weights = try cut(direction.recurrent, axis: 1, from: 2 * size, count: size)
      memory = try product(try binary(.multiply, reset, direction.hidden), weights)
      if let bias = direction.recurrentBias {
        memory = try binary(.add, memory, try cut(bias, axis: 0, from: 2 * size, count: size))
      }
    }
    let candidate = try activated(
      try binary(.add, try cut(share, axis: 1, from: 2 * size, count: size), memory),
      functions[1], use)
    // h = (1 - z) * candidate + z * h, with one product fewer.
    let change = try binary(
      .multiply, update, try binary(.subtract, direction.hidden, candidate))
    direction.hidden = try binary(.add, candidate, change)
  }
}
