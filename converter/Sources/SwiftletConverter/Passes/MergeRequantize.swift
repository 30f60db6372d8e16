internal import SwiftletCore

/// Drops a requantization that leads back to where an exact one came from.
///
/// Two of the same scale only move the stored values, so the second may undo the first.
enum MergeRequantize: Pass {
  static let name = "merge-requantize"

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    var replacements: [Graph.TensorID: Graph.TensorID] = [:]
    let outputs = Set(graph.outputs.map(\.tensor))
    for node in graph.nodes {
      guard case .requantize = node.operation, let middle = node.inputs[0],
        let producer = producers[middle], case .requantize = graph.nodes[producer].operation,
        let source = graph.nodes[producer].inputs[0],
        graph.tensors[source].type == graph.tensors[node.output].type,
        graph.tensors[source].type.quantization?.scale
          == graph.tensors[middle].type.quantization?.scale,
        !outputs.contains(node.output)
      else { continue }
      replacements[node.output] = source
    }
    graph.replaceAll(replacements)
    try RemoveDeadCode.run(&graph)
  }
}
