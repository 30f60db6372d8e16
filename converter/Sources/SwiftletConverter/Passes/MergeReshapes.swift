internal import SwiftletCore

/// Makes one operator of a chain of reshapes, and none of one that changes nothing.
enum MergeReshapes: Pass {
  static let name = "merge-reshapes"

  static func run(_ graph: inout Graph) throws {
    var sources: [Graph.TensorID: Graph.TensorID] = [:]
    for index in graph.nodes.indices {
      guard case .reshape = graph.nodes[index].operation, let input = graph.nodes[index].inputs[0]
      else { continue }
      let source = sources[input] ?? input
      let output = graph.nodes[index].output
      graph.nodes[index].inputs[0] = source
      sources[output] = source
      let types = (graph.tensors[source].type, graph.tensors[output].type)
      if types.0.shape == types.1.shape, !graph.outputs.contains(where: { $0.tensor == output }) {
        graph.replace(output, by: source)
      }
    }
    try RemoveDeadCode.run(&graph)
  }
}
