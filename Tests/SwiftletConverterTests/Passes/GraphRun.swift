import SwiftletCore
import SwiftletFormat

@testable import SwiftletConverter

extension Graph {
  /// What the graph computes from the bytes of its inputs, one operator after the other.
  func outputs(from inputs: [[UInt8]]) throws -> [[UInt8]] {
    let graph = try WeightPacking.pack(self)
    var values = graph.tensors.map(\.constant)
    for (port, bytes) in zip(graph.inputs, inputs) { values[port.tensor] = bytes }
    for node in graph.nodes {
      var evaluation = Evaluation(
        types: try graph.inputTypes(of: node),
        constants: node.inputs.map { $0.flatMap { values[$0] } },
        output: graph.tensors[node.output].type)
      values[node.output] = try node.operation.visit(&evaluation)
    }
    return graph.outputs.map { values[$0.tensor] ?? [] }
  }

  /// What a graph of floats computes from random inputs.
  func realOutputs(seed: UInt64) throws -> [[Float]] {
    var random = SeededNumbers(seed)
    let inputs = inputs.map { port in
      [UInt8](elements: random.reals(tensors[port.tensor].type.shape.elementCount))
    }
    return try outputs(from: inputs).map { $0.elements(of: Float.self) }
  }

  /// How many operators there are of a kind.
  func count(_ code: OperatorCode) -> Int { nodes.count { $0.operation.code == code } }
}

/// Whether two lists of numbers agree to a share of the greatest of them.
func agree(_ left: [[Float]], _ right: [[Float]], within tolerance: Float = 1e-4) -> Bool {
  guard left.map(\.count) == right.map(\.count) else { return false }
  let greatest = left.joined().reduce(1) { max($0, abs($1)) }
  return zip(left.joined(), right.joined()).allSatisfy { abs($0 - $1) <= tolerance * greatest }
}
