internal import SwiftletCore
internal import SwiftletFormat

/// Lets a float operator hold its results between the bounds of the clamp that follows it.
enum FuseActivation: Pass {
  static let name = "fuse-activation"

  static func run(_ graph: inout Graph) throws {
    var producers = graph.producers()
    let uses = graph.useCounts()
    var gone: Set<Int> = []
    for (index, node) in graph.nodes.enumerated() {
      guard case .unary(let attributes) = node.operation, let bounds = attributes.bounds,
        let input = node.inputs[0], uses[input] == 1, let producer = producers[input],
        graph.tensors[input].type.element == .float32,
        let fused = graph.nodes[producer].operation.clamped(to: bounds)
      else { continue }
      graph.nodes[producer].operation = fused
      graph.nodes[producer].output = node.output
      producers[node.output] = producer
      gone.insert(index)
    }
    graph.nodes = graph.nodes.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }
}

extension Unary.Attributes {
  /// The bounds of a function that only clamps.
  var bounds: Bounds? {
    switch function {
    case .relu: Bounds(lower: 0)
    case .relu6: Bounds(lower: 0, upper: 6)
    case .reluN1To1: Bounds(lower: -1, upper: 1)
    case .clip where alpha <= beta: Bounds(lower: alpha, upper: beta)
    case .relu0To1: Bounds(lower: 0, upper: 1)
    default: nil
    }
  }

  /// Creates the attributes of a function that only clamps, by its own name where it has one.
  init(clampingTo bounds: Bounds) {
    self.init()
    switch (bounds.lower, bounds.upper) {
    case (0, .infinity): function = .relu
    case (0, 6): function = .relu6
    case (-1, 1): function = .reluN1To1
    case (0, 1): function = .relu0To1
    default: (function, alpha, beta) = (.clip, bounds.lower, bounds.upper)
    }
  }
}

extension Operation {
  /// The bounds of the results; nil where the operation has none.
  var bounds: Bounds? {
    switch self {
    case .conv2D(let attributes): attributes.bounds
    case .depthwiseConv2D(let attributes): attributes.bounds
    case .transposeConv2D(let attributes): attributes.bounds
    case .fullyConnected(let attributes): attributes.bounds
    case .binary(let attributes): attributes.bounds
    case .matMul(let attributes): attributes.bounds
    case .pool2D(let attributes): attributes.bounds
    case .winogradConv2D(let attributes): attributes.bounds
    case .unary, .lookup, .pRelu, .reduce, .softmax, .concatenation, .slice, .pad, .reshape,
      .transpose, .resize, .quantize, .dequantize, .requantize, .cast, .argMax, .normalization,
      .cumulative, .gather, .scatter, .compare, .select, .broadcastTo, .topK:
      nil
    }
  }

  /// The operation with its results clamped once more; nil where it has no bounds to narrow.
  func clamped(to bounds: Bounds) -> Operation? {
    switch self {
    case .conv2D(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .conv2D(attributes)
    case .depthwiseConv2D(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .depthwiseConv2D(attributes)
    case .transposeConv2D(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .transposeConv2D(attributes)
    case .fullyConnected(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .fullyConnected(attributes)
    case .binary(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .binary(attributes)
    case .matMul(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .matMul(attributes)
    case .pool2D(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .pool2D(attributes)
    case .winogradConv2D(var attributes):
      attributes.bounds = attributes.bounds.clamped(to: bounds)
      return .winogradConv2D(attributes)
    case .unary(let attributes):
      return attributes.bounds.map { .unary(.init(clampingTo: $0.clamped(to: bounds))) }
    case .lookup, .pRelu, .reduce, .softmax, .concatenation, .slice, .pad, .reshape, .transpose,
      .resize, .quantize, .dequantize, .requantize, .cast, .argMax, .normalization, .cumulative,
      .gather, .scatter, .compare, .select, .broadcastTo, .topK:
      return nil
    }
  }
}

extension Bounds {
  /// The bounds of clamping by these and then by others: both ends, clamped.
  func clamped(to other: Bounds) -> Bounds {
    Bounds(
      lower: min(max(lower, other.lower), other.upper),
      upper: min(max(upper, other.lower), other.upper))
  }
}
