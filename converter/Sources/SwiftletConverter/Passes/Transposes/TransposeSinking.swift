internal import SwiftletCore

/// Draws a graph again with every transpose as late as it can be, where many meet their inverse.
///
/// A value that a transpose makes is only noted: what it is turned from, and how. An operator that
/// can work in the order of what it is turned from does so, and its own result is noted in turn; a
/// transpose runs where an operator cannot.
struct TransposeSinking {
  /// A value as another one turned.
  struct View {
    let base: Graph.TensorID
    let turn: Permutation
  }

  /// An order in which a value is asked for.
  private struct Turned: Hashable {
    let base: Graph.TensorID
    let turn: Permutation
  }

  let source: Graph
  /// The values that are not noted but made at once, because that moves fewer bytes.
  let held: Set<Graph.TensorID>
  var builder: GraphBuilder
  var views: [Graph.TensorID: View] = [:]
  private var made: [Turned: Graph.TensorID] = [:]

  /// The graph drawn again, with some values made where they were.
  static func run(_ graph: Graph, holding held: Set<Graph.TensorID>) throws -> Graph {
    var sinking = TransposeSinking(
      source: graph, held: held, builder: GraphBuilder(valuesOf: graph))
    for node in graph.nodes { try sinking.draw(node) }
    for (index, port) in graph.outputs.enumerated() {
      sinking.builder.redirectOutput(index, to: try sinking.value(port.tensor))
    }
    return sinking.builder.graph
  }

  private init(source: Graph, held: Set<Graph.TensorID>, builder: GraphBuilder) {
    self.source = source
    self.held = held
    self.builder = builder
  }

  // MARK: Values

  /// A value of the source as it is known now.
  func view(_ id: Graph.TensorID) -> View {
    views[id] ?? View(base: id, turn: .identity(source.tensors[id].type.shape.rank))
  }

  /// A value of the source, made if it was only noted.
  mutating func value(_ id: Graph.TensorID) throws -> Graph.TensorID {
    guard let view = views[id] else { return id }
    if view.turn.isIdentity { return view.base }
    let turned = Turned(base: view.base, turn: view.turn)
    let result = made[turned] ?? id
    if made[turned] == nil {
      builder.keep(
        .init(
          name: source.tensors[id].name,
          operation: try view.turn.operation(on: builder.lengths(view.base)),
          inputs: [view.base], output: id))
      made[turned] = id
    }
    views[id] = View(base: result, turn: .identity(view.turn.rank))
    return result
  }

  /// A value turned in some order.
  mutating func turned(
    _ base: Graph.TensorID, by turn: Permutation
  ) throws -> Graph.TensorID {
    if turn.isIdentity { return base }
    let key = Turned(base: base, turn: turn)
    if let value = made[key] { return value }
    let value = try builder.add(
      turn.operation(on: builder.lengths(base)), [base], name: builder.graph.tensors[base].name)
    made[key] = value
    return value
  }

  /// A value under a shape with the same elements.
  mutating func reshaped(
    _ base: Graph.TensorID, _ lengths: [Int]
  ) throws -> Graph.TensorID {
    guard builder.lengths(base) != lengths else { return base }
    guard let shape = IntegerList(lengths) else { throw ModelFault.Reason.shapeOutOfRange }
    return try builder.add(
      .reshape(.init(shape: shape)), [base], name: builder.graph.tensors[base].name)
  }

  // MARK: Operators

  private mutating func draw(_ node: Graph.Node) throws {
    if case .transpose(let attributes) = node.operation, let input = node.inputs[0] {
      let from = view(input)
      let turn = from.turn.followed(by: Permutation(attributes.permutation.values))
      views[node.output] = View(base: from.base, turn: turn)
      if held.contains(node.output) { _ = try value(node.output) }
      return
    }
    if case .reshape(let attributes) = node.operation, let input = node.inputs[0],
      !view(input).turn.isIdentity, !held.contains(node.output)
    {
      return try drawReshape(node.output, of: view(input), to: attributes.shape.values)
    }
    guard try !drawRelocated(node) else { return }
    var kept = node
    if case .matMul(let attributes) = node.operation {
      kept.operation = .matMul(absorbTurns(attributes, &kept.inputs))
    }
    kept.inputs = try kept.inputs.map { try $0.map { try value($0) } }
    builder.keep(kept)
  }

  /// Lets a product of matrices read a turned matrix where it lies.
  private func absorbTurns(
    _ attributes: MatMul.Attributes, _ inputs: inout [Graph.TensorID?]
  ) -> MatMul.Attributes {
    var attributes = attributes
    for index in inputs.indices {
      guard let input = inputs[index], !view(input).turn.isIdentity else { continue }
      let turn = view(input).turn
      let rank = turn.rank
      let swapped = Array(0..<(rank - 2)) + [rank - 1, rank - 2]
      guard turn.axes == swapped else { continue }
      if index == 0 {
        attributes.transposesLeft.toggle()
      } else {
        attributes.transposesRight.toggle()
      }
      inputs[index] = view(input).base
    }
    return attributes
  }

  /// Draws an operator in the order of what its inputs are turned from, if it can be.
  private mutating func drawRelocated(_ node: Graph.Node) throws -> Bool {
    let noted = node.inputs.contains { $0.map { !view($0).turn.isIdentity } ?? false }
    guard noted, !held.contains(node.output), let first = node.inputs[0] else { return false }
    let rank = source.tensors[node.output].type.shape.rank
    let firstTurn = view(first).turn
    guard let shapeOfRule = node.operation.relocated(by: firstTurn) else { return false }
    var inputs = node.inputs
    let relocation: Relocation
    switch shapeOfRule.operands {
    case .first:
      guard !firstTurn.isIdentity else { return false }
      relocation = shapeOfRule
      inputs[0] = view(first).base
      for index in inputs.indices.dropFirst() {
        inputs[index] = try inputs[index].map { try value($0) }
      }
    case .each, .broadcast:
      let turn = cheapestTurn(of: node.inputs.compactMap(\.self), rank: rank)
      guard !turn.isIdentity, let chosen = node.operation.relocated(by: turn),
        !node.inputs.contains(where: { $0.map { source.tensors[$0].channels != nil } ?? false })
      else { return false }
      relocation = chosen
      inputs = try node.inputs.map { try $0.map { try operand($0, turn) } }
    }
    let output = source.tensors[node.output]
    let base = try builder.add(
      relocation.operation, inputs, name: node.name, quantization: output.type.quantization)
    builder.rename(base, output.name)
    views[node.output] = View(base: base, turn: relocation.output)
    return true
  }

  /// The order in which the fewest bytes of the operands have to be moved.
  private func cheapestTurn(of operands: [Graph.TensorID], rank: Int) -> Permutation {
    var candidates: [Permutation] = []
    for operand in operands {
      let turn = view(operand).turn.extended(toRank: rank)
      if !turn.isIdentity, !candidates.contains(turn) { candidates.append(turn) }
    }
    candidates.append(.identity(rank))
    let costs = candidates.map { turn in
      operands.reduce(0) { sum, operand in
        let tensor = source.tensors[operand]
        guard tensor.constant == nil, tensor.type.shape.elementCount > 1 else { return sum }
        let from = view(operand)
        let added = rank - from.turn.rank
        let lengths = Array(repeating: 1, count: added) + builder.lengths(from.base)
        let way = from.turn.extended(toRank: rank).followed(by: turn.inverse)
        return sum + (way.keepsOrder(of: lengths) ? 0 : tensor.type.byteCount ?? 0)
      }
    }
    let best = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0
    return candidates[best]
  }

  /// An operand in the order of what it is turned from; one element has no order.
  private mutating func operand(
    _ id: Graph.TensorID, _ turn: Permutation
  ) throws -> Graph.TensorID {
    let from = view(id)
    let lengths = builder.lengths(from.base)
    if lengths.allSatisfy({ $0 == 1 }) { return from.base }
    let base = try reshaped(
      from.base, Array(repeating: 1, count: turn.rank - lengths.count) + lengths)
    return try turned(
      base, by: from.turn.extended(toRank: turn.rank).followed(by: turn.inverse))
  }
}
