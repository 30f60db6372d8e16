internal import SwiftletCore

/// Runs the operators that read constants alone, and leaves only what they make.
enum FoldConstants: Pass {
  static let name = "fold-constants"

  static func run(_ graph: inout Graph) throws {
    var builder = GraphBuilder(valuesOf: graph)
    var replacements: [Graph.TensorID: Graph.TensorID] = [:]
    for node in graph.nodes {
      var kept = node
      kept.inputs = node.inputs.map { $0.map { replacements[$0] ?? $0 } }
      let isKnown = kept.inputs.allSatisfy { input in
        input.map { builder.graph.tensors[$0].constant != nil } ?? true
      }
      guard isKnown, !node.operation.isWeighted else {
        builder.keep(kept)
        continue
      }
      let type = graph.tensors[node.output].type
      let value = try builder.add(
        node.operation, kept.inputs, name: node.name, quantization: type.quantization)
      builder.rename(value, graph.tensors[node.output].name)
      replacements[node.output] = value
    }
    graph = builder.graph
    graph.replaceAll(replacements)
  }
}
