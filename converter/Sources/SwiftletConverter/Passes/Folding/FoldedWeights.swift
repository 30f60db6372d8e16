internal import SwiftletCore
internal import SwiftletFormat

/// The float weights of an operator, which constants beside it are worked into.
struct FoldedWeights {
  private(set) var weights: [Float]
  private(set) var bias: [Float]
  private let operation: Operation
  private let shape: Shape
  private let name: String
  /// The channels of the input.
  let depth: Int

  /// Takes the weights of an operator of floats, if they are all known.
  init?(_ node: Graph.Node, in graph: Graph) {
    guard node.operation.isWeighted, !node.isPacked, (2...3).contains(node.inputs.count),
      let input = node.inputs[0], let id = node.inputs[1], let weights = graph.reals(id)
    else { return nil }
    operation = node.operation
    self.weights = weights
    shape = graph.tensors[id].type.shape
    name = graph.tensors[id].name
    depth = graph.lengths(input).last ?? 1
    let channelCount = graph.lengths(node.output).last ?? 1
    guard weights.count % channelCount == 0 else { return nil }
    if node.inputs.count > 2, let id = node.inputs[2] {
      guard let values = graph.reals(id), values.count == channelCount else { return nil }
      bias = values
    } else {
      bias = Array(repeating: 0, count: channelCount)
    }
  }

  /// The channels of the output.
  var channelCount: Int { bias.count }

  private var isDepthwise: Bool {
    if case .depthwiseConv2D = operation { true } else { false }
  }

  /// The channel of the output to which a weight belongs.
  private func outputChannel(_ index: Int) -> Int {
    isDepthwise ? index % channelCount : index / (weights.count / channelCount)
  }

  /// The channel of the input that a weight multiplies.
  private func inputChannel(_ index: Int) -> Int {
    let channel = outputChannel(index)
    if isDepthwise { return channel / max(1, channelCount / depth) }
    let groups: Int =
      switch operation {
      case .conv2D(let attributes): Int(attributes.groups)
      case .transposeConv2D(let attributes): Int(attributes.groups)
      default: 1
      }
    let depthOfGroup = depth / groups
    return channel / (channelCount / groups) * depthOfGroup + index % depthOfGroup
  }

  /// Multiplies the results by one number for each channel, and adds another.
  mutating func scaleOutputs(_ scales: [Float], _ offsets: [Float]) {
    for index in weights.indices { weights[index] *= scales[outputChannel(index)] }
    for channel in bias.indices {
      bias[channel] = bias[channel] * scales[channel] + offsets[channel]
    }
  }

  /// Multiplies what is read by one number for each channel, after adding another's share.
  mutating func scaleInputs(_ scales: [Float], _ offsets: [Float]) {
    var shares = bias.map { Double($0) }
    for index in weights.indices {
      let channel = inputChannel(index)
      shares[outputChannel(index)] += Double(weights[index]) * Double(offsets[channel])
      weights[index] *= scales[channel]
    }
    bias = shares.map { Float($0) }
  }

  /// Whether every number is one that sums can hold.
  var isFinite: Bool { (weights + bias).allSatisfy(\.isFinite) }

  /// Adds the weights to a graph, and lets an operator read them.
  func store(in graph: inout Graph, at node: Int) throws {
    let input = graph.nodes[node].inputs[0]
    graph.nodes[node].inputs = [
      input, graph.addReals(weights, shape, name: name),
      graph.addReals(bias, try Shape([bias.count]), name: "\(graph.nodes[node].name)/bias"),
    ]
  }
}

extension Operation {
  /// Whether each place of a window lies inside of the image.
  var hasNoBorder: Bool {
    switch self {
    case .conv2D(let attributes): attributes.pads.allSatisfy { $0 == 0 }
    case .depthwiseConv2D(let attributes): attributes.pads.allSatisfy { $0 == 0 }
    case .fullyConnected: true
    default: false
    }
  }
}

extension WindowAttributes {
  fileprivate var pads: [Int32] { [padTop, padLeft, padBottom, padRight] }
}
