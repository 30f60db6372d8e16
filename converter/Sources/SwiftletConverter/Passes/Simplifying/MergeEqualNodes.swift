internal import SwiftletCore
internal import SwiftletFormat

/// Computes once what several operators compute alike, and keeps equal constants once.
enum MergeEqualNodes: Pass {
  static let name = "merge-equal-nodes"

  private struct Key: Hashable {
    let operation: String
    let inputs: [Graph.TensorID?]
    let type: String
  }

  private struct ConstantKey: Hashable {
    let type: String
    let scales: [Float]
    let bytes: [UInt8]
  }

  static func run(_ graph: inout Graph) throws {
    var replacements = equalConstants(graph)
    var first: [Key: Graph.TensorID] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for position in node.inputs.indices {
        let input = node.inputs[position]
        graph.nodes[index].inputs[position] = input.map { replacements[$0] ?? $0 }
      }
      let key = Key(
        operation: node.operation.text, inputs: graph.nodes[index].inputs,
        type: typeText(graph.tensors[node.output].type))
      guard let same = first[key] else {
        first[key] = node.output
        continue
      }
      replacements[node.output] = same
    }
    graph.replaceAll(replacements)
    try RemoveDeadCode.run(&graph)
  }

  /// For each constant that is another one's equal, the first of them.
  private static func equalConstants(_ graph: Graph) -> [Graph.TensorID: Graph.TensorID] {
    var first: [ConstantKey: Graph.TensorID] = [:]
    var replacements: [Graph.TensorID: Graph.TensorID] = [:]
    for (id, tensor) in graph.tensors.enumerated() {
      guard let bytes = tensor.constant else { continue }
      let key = ConstantKey(
        type: typeText(tensor.type) + "\(tensor.channels?.axis ?? -1)",
        scales: tensor.channels?.scales ?? [], bytes: bytes)
      if let same = first[key] { replacements[id] = same } else { first[key] = id }
    }
    return replacements
  }

  private static func typeText(_ type: TensorType) -> String {
    let quantization = type.quantization.map { "\($0.scale) \($0.zeroPoint)" } ?? ""
    return "\(type.element) \(type.shape.lengths) \(quantization)"
  }
}
