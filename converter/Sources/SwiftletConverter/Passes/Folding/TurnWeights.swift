internal import SwiftletCore
internal import SwiftletFormat

/// Turns the constant weights of a matrix product once instead of what it reads at every run.
///
/// Images of channels, lines, columns that become rows come as a transpose and a reshape.
enum TurnWeights: Pass {
  static let name = "turn-weights"

  static func run(_ graph: inout Graph) throws {
    guard !graph.transposes.isEmpty else { return }
    let producers = graph.producers()
    // What is put in front of an operator moves only those that have been looked at.
    for index in graph.nodes.indices.reversed() {
      guard case .fullyConnected = graph.nodes[index].operation,
        let rows = graph.nodes[index].inputs[0], let reshape = producers[rows],
        case .reshape = graph.nodes[reshape].operation,
        let turned = graph.nodes[reshape].inputs[0], let transpose = producers[turned],
        case .transpose(let attributes) = graph.nodes[transpose].operation,
        let source = graph.nodes[transpose].inputs[0],
        let weights = graph.nodes[index].inputs[1],
        let order = order(
          Permutation(attributes.permutation.values), of: graph.lengths(source),
          rows: graph.lengths(rows))
      else { continue }
      guard let folded = try self.weights(weights, in: &graph, order) else { continue }
      let value = graph.add(.init(name: graph.tensors[rows].name, type: graph.tensors[rows].type))
      var node = graph.nodes[reshape]
      (node.inputs, node.output) = ([source], value)
      graph.nodes[index].inputs[0] = value
      graph.nodes[index].inputs[1] = folded
      graph.nodes.insert(node, at: index)
    }
    try RemoveDeadCode.run(&graph)
  }

  /// The lengths of the turned axes that make up a row, and the order in which the source has them.
  private static func order(
    _ turn: Permutation, of lengths: [Int], rows: [Int]
  ) -> (lengths: [Int], order: Permutation)? {
    let depth = rows.last ?? 1
    var first = turn.rank
    var product = 1
    while first > 0, product < depth {
      first -= 1
      product *= lengths[turn[first]]
    }
    guard product == depth else { return nil }
    let inner = Array(turn.axes[first...])
    let outer = turn.axes[..<first].filter { lengths[$0] > 1 }
    let innermost = inner.filter { lengths[$0] > 1 }.min() ?? turn.rank
    guard outer == outer.sorted(), outer.allSatisfy({ $0 < innermost }) else { return nil }
    let sorted = inner.sorted()
    return (
      inner.map { lengths[$0] }, Permutation(sorted.compactMap { inner.firstIndex(of: $0) })
    )
  }

  /// Weights whose columns stand in another order.
  private static func weights(
    _ id: Graph.TensorID, in graph: inout Graph, _ columns: (lengths: [Int], order: Permutation)
  ) throws -> Graph.TensorID? {
    let tensor = graph.tensors[id]
    guard let bytes = tensor.constant, tensor.channels.map({ $0.axis == 0 }) ?? true else {
      return nil
    }
    let count = columns.lengths.reduce(1, *) * tensor.type.element.byteCount
    guard count > 0, bytes.count % count == 0 else { return nil }
    let size = tensor.type.element.byteCount
    let sources = columns.order.positions(of: columns.lengths)
    var turned: [UInt8] = []
    turned.reserveCapacity(bytes.count)
    for row in stride(from: 0, to: bytes.count, by: count) {
      for position in sources {
        let start = row + position * size
        turned += bytes[start..<(start + size)]
      }
    }
    return graph.add(
      .init(name: tensor.name, type: tensor.type, constant: turned, channels: tensor.channels))
  }
}

extension Permutation {
  /// For each element of what is turned, in order, its position in what it is turned from.
  fileprivate func positions(of lengths: [Int]) -> [Int] {
    var strides = lengths
    var step = 1
    for axis in lengths.indices.reversed() {
      strides[axis] = step
      step *= lengths[axis]
    }
    var positions = [0]
    for axis in axes {
      positions = positions.flatMap { start in
        (0..<lengths[axis]).map { start + $0 * strides[axis] }
      }
    }
    return positions
  }
}
