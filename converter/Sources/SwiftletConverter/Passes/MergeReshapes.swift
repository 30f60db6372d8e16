internal import SwiftletCore

/// Makes one operator of a chain of reshapes, and none of one that changes nothing.
enum MergeReshapes: Pass {
  static let name = "merge-reshapes"

  static func run(_ graph: inout Graph) throws {
    var sources: [Graph.TensorID: Graph.TensorID] = [:]
    var replacements: [Graph.TensorID: Graph.TensorID] = [:]
    let outputs = Set(graph.outputs.map(\.tensor))
    for index in graph.nodes.indices {
      guard case .reshape = graph.nodes[index].operation, let input = graph.nodes[index].inputs[0]
      else { continue }
      let source = sources[input] ?? input
      let output = graph.nodes[index].output
      graph.nodes[index].inputs[0] = source
      sources[output] = source
      let types = (graph.tensors[source].type, graph.tensors[output].type)
      if types.0.shape == types.1.shape, !outputs.contains(output) {
        replacements[output] = source
      }
    }
    graph.replaceAll(replacements)
    try RemoveDeadCode.run(&graph)
  }
}
