internal import SwiftletCore

/// Drops a requantization that leads back to where an exact one came from.
///
/// Two of the same scale only move the stored values, so the second may undo the first.
enum MergeRequantize: Pass {
  static let name = "merge-requantize"

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    for node in graph.nodes {
      guard case .requantize = node.operation, let middle = node.inputs[0],
        let producer = producers[middle], case .requantize = graph.nodes[producer].operation,
        let source = graph.nodes[producer].inputs[0],
        graph.tensors[source].type == graph.tensors[node.output].type,
        graph.tensors[source].type.quantization?.scale
          == graph.tensors[middle].type.quantization?.scale,
        !graph.outputs.contains(where: { $0.tensor == node.output })
      else { continue }
      graph.replace(node.output, by: source)
    }
    try RemoveDeadCode.run(&graph)
  }
}
