internal import SwiftletCore

/// Adds a residual in the convolution that makes the other summand, and writes over the residual.
///
/// The convolution keeps its own output's quantization and bounds as those of its sum, so that the
/// result is the same, byte for byte, as that of two operators.
enum FuseResidual: Pass {
  static let name = "fuse-residual"

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    let uses = graph.useCounts()
    var moved: [(from: Int, to: Int)] = []
    for (index, node) in graph.nodes.enumerated() {
      guard case .binary(let sum) = node.operation, sum.function == .add,
        let candidate = candidate(node, in: graph, producers, uses)
      else { continue }
      let (convolution, residual) = candidate
      guard !moved.contains(where: { $0.from == convolution }) else { continue }
      fuse(&graph, convolution, sum, residual: residual, into: node)
      moved.append((convolution, index))
    }
    // The convolution runs where the sum did: by then the residual has been made.
    for (from, to) in moved { graph.nodes[to] = graph.nodes[from] }
    let gone = Set(moved.map(\.from))
    graph.nodes = graph.nodes.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }

  /// The convolution to run the sum in, and the other summand: the later convolution of two.
  private static func candidate(
    _ node: Graph.Node, in graph: Graph, _ producers: [Graph.TensorID: Int], _ uses: [Int]
  ) -> (Int, Graph.TensorID)? {
    guard let left = node.inputs[0], let right = node.inputs[1], left != right else { return nil }
    let choices = [(left, right), (right, left)].compactMap { made, other -> (Int, Int)? in
      guard let producer = producers[made], uses[made] == 1,
        case .conv2D(let attributes) = graph.nodes[producer].operation,
        graph.nodes[producer].inputs.count <= 3, attributes.sumScale == 0,
        graph.tensors[other].constant == nil,
        graph.tensors[other].type.shape == graph.tensors[node.output].type.shape,
        graph.tensors[made].type.shape == graph.tensors[node.output].type.shape,
        graph.tensors[other].type.element == graph.tensors[made].type.element
      else { return nil }
      return (producer, other)
    }
    return choices.max { $0.0 < $1.0 }
  }

  private static func fuse(
    _ graph: inout Graph, _ convolution: Int, _ sum: Binary.Attributes, residual: Graph.TensorID,
    into node: Graph.Node
  ) {
    guard case .conv2D(var attributes) = graph.nodes[convolution].operation else { return }
    let own = graph.tensors[graph.nodes[convolution].output].type.quantization
    attributes.sumScale = own?.scale ?? 1
    attributes.sumZeroPoint = own?.zeroPoint ?? 0
    attributes.sumBounds = attributes.bounds
    attributes.bounds = sum.bounds
    let inputs = graph.nodes[convolution].inputs
    graph.nodes[convolution].operation = .conv2D(attributes)
    graph.nodes[convolution].inputs =
      inputs + Array(repeating: nil, count: 3 - inputs.count) + [residual]
    graph.nodes[convolution].output = node.output
  }
}
