internal import SwiftletCore
internal import SwiftletFormat

/// Brings the channels between two weighted operators to the same range, which keeps what they do.
///
/// A channel that the first makes `s` times smaller, and the second weighs `s` times more, computes
/// the same numbers; with `s` the root of the ratio of its greatest weights on both sides, neither
/// side has a channel that needs much larger steps than the others. Between the two there may be
/// a rectifier, which such a factor goes through, and nothing else.
enum Equalization {
  /// How often all pairs are gone through; chains settle in few rounds.
  private static let roundCount = 8

  /// Equalizes all pairs of a float graph.
  static func run(_ graph: inout Graph) {
    let pairs = pairs(of: graph)
    for _ in 0..<roundCount {
      for (first, second) in pairs { equalize(&graph, first, second) }
    }
    // What lies between has other numbers than the source's value of that name.
    for first in Set(pairs.map(\.0)) {
      graph.tensors[graph.nodes[first].output].name += "/equalized"
    }
  }

  /// The operators of which the second alone reads what the first makes.
  private static func pairs(of graph: Graph) -> [(Int, Int)] {
    let producers = graph.producers()
    let uses = graph.useCounts()
    return graph.nodes.enumerated().compactMap { index, node in
      guard node.isEqualizable, let input = node.inputs[0], uses[input] == 1,
        let producer = producers[input], graph.nodes[producer].isEqualizable,
        graph.nodes[producer].letsFactorsThrough, graph.hasOwnConstants(producer, uses),
        graph.hasOwnConstants(index, uses)
      else { return nil }
      return (producer, index)
    }
  }

  private static func equalize(_ graph: inout Graph, _ first: Int, _ second: Int) {
    guard var maker = try? RealWeights(graph.nodes[first], in: graph),
      var reader = try? RealWeights(graph.nodes[second], in: graph)
    else { return }
    let made = maker.magnitudes
    let multiplier = reader.multiplier(of: graph.nodes[second], inputs: made.count)
    guard let inputs = reader.inputMagnitudes(count: made.count, multiplier) else { return }
    let factors = zip(made, inputs).map { one, other -> Float in
      guard one > 0, other > 0 else { return 1 }
      let factor = (one / other).squareRoot()
      return factor.isFinite && factor > 0x1p-20 && factor < 0x1p20 ? factor : 1
    }
    maker.divideOutputs(by: factors)
    reader.multiplyInputs(by: factors, multiplier)
    graph.store(maker, of: first)
    graph.store(reader, of: second)
  }
}

extension Graph.Node {
  /// Whether the operator has weights whose channels can be told apart on both sides.
  fileprivate var isEqualizable: Bool {
    if case .conv2D(let attributes) = operation {
      return attributes.groups == 1 && inputs.count <= 3
    }
    if case .fullyConnected = operation { return true }
    return operation.isDepthwise
  }

  /// Whether a factor of the operator's sums is one of its results.
  fileprivate var letsFactorsThrough: Bool {
    guard let bounds = operation.bounds else { return false }
    return bounds.upper == .infinity && (bounds.lower == 0 || bounds.lower == -.infinity)
  }
}

extension RealWeights {
  /// How many output channels belong to each input channel of a depthwise operator; 0 for others.
  fileprivate func multiplier(of node: Graph.Node, inputs: Int) -> Int {
    node.operation.isDepthwise ? channelCount / max(inputs, 1) : 0
  }

  /// The input channel of a weight.
  private func input(of index: Int, count: Int, _ multiplier: Int) -> Int {
    multiplier > 0 ? channel(of: index) / multiplier : index % count
  }

  /// The greatest magnitude of the weights of each input channel; nil where they do not fit.
  fileprivate func inputMagnitudes(count: Int, _ multiplier: Int) -> [Float]? {
    let innermost = lengths[lengths.count - 1]
    guard multiplier > 0 ? innermost == count * multiplier : innermost == count else { return nil }
    var result = [Float](repeating: 0, count: count)
    for (index, weight) in weights.enumerated() {
      let channel = input(of: index, count: count, multiplier)
      result[channel] = max(result[channel], abs(weight))
    }
    return result
  }

  fileprivate mutating func divideOutputs(by factors: [Float]) {
    for index in weights.indices { weights[index] /= factors[channel(of: index)] }
    for index in bias.indices { bias[index] /= factors[index] }
  }

  fileprivate mutating func multiplyInputs(by factors: [Float], _ multiplier: Int) {
    for index in weights.indices {
      weights[index] *= factors[input(of: index, count: factors.count, multiplier)]
    }
  }
}

extension Graph {
  /// Whether no other operator reads the weights and the bias of one.
  fileprivate func hasOwnConstants(_ index: Int, _ uses: [Int]) -> Bool {
    nodes[index].inputs.dropFirst().allSatisfy { input in
      input.map { uses[$0] == 1 && tensors[$0].type.element == .float32 } ?? true
    }
  }

  /// Stores the weights and the bias of an operator.
  fileprivate mutating func store(_ real: RealWeights, of index: Int) {
    if let id = nodes[index].inputs[1] {
      tensors[id].constant = .init(elements: real.weights)
    }
    if nodes[index].inputs.count > 2, let id = nodes[index].inputs[2] {
      tensors[id].constant = .init(elements: real.bias)
    }
  }
}
