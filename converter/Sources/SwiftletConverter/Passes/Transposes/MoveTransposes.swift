internal import SwiftletCore

/// Moves transposes to where the fewest bytes go through them: next to their inverse, best of all.
enum MoveTransposes: Pass {
  static let name = "move-transposes"

  /// The most operators, and kibibytes of constants beside them, that are drawn while searching.
  private static let mostDrawn = 1 << 18

  static func run(_ graph: inout Graph) throws {
    let count = graph.transposes.count
    guard count > 0 else { return }
    var held: Set<Graph.TensorID> = []
    var best = try drawn(graph, [])
    // A value that several operators need in its own order is best made once, where it was.
    var budget = mostDrawn / graph.drawingCost
    for id in graph.nodes.map(\.output) where budget > 0 && best.hasInnerTransposes {
      budget -= 1
      let candidate = try drawn(graph, held.union([id]))
      guard candidate.transposeCost < best.transposeCost else { continue }
      held.insert(id)
      best = candidate
    }
    let isBetter =
      (best.transposeCost, best.nodes.count) < (graph.transposeCost, graph.nodes.count)
    if isBetter { graph = best }
  }

  private static func drawn(_ graph: Graph, _ held: Set<Graph.TensorID>) throws -> Graph {
    var result = try TransposeSinking.run(graph, holding: held)
    try MergeReshapes.run(&result)
    return result
  }
}

extension Graph {
  /// The operators that turn axes.
  var transposes: [Node] {
    nodes.filter { if case .transpose = $0.operation { true } else { false } }
  }

  /// The operators, and the kibibytes of constants that are turned with what they meet.
  fileprivate var drawingCost: Int {
    nodes.reduce(1) { sum, node in
      guard !node.operation.isWeighted else { return sum + 1 }
      let byteCount = node.inputs.reduce(0) {
        $0 + ($1.flatMap { tensors[$0].constant?.count } ?? 0)
      }
      return sum + 1 + byteCount / 1024
    }
  }

  /// Whether a transpose turns what the caller does not give, and might go elsewhere.
  fileprivate var hasInnerTransposes: Bool {
    let doors = Set(inputs.map(\.tensor))
    return transposes.contains { node in node.inputs[0].map { !doors.contains($0) } ?? false }
  }

  /// The bytes that transposes move, and some for each that there is.
  fileprivate var transposeCost: Int {
    transposes.reduce(0) { sum, node in
      guard case .transpose(let attributes) = node.operation, let input = node.inputs[0] else {
        return sum
      }
      let type = tensors[input].type
      let turn = Permutation(attributes.permutation.values)
      return turn.keepsOrder(of: type.shape.lengths) ? sum : sum + 64 + (type.byteCount ?? 0)
    }
  }
}
