internal import SwiftletCore
internal import SwiftletFormat

/// Makes a depthwise convolution of factors and summands that each channel has of its own.
///
/// As operands of int8 arithmetic they would share one scale, which the largest of them decides. As
/// weights each has a scale of its own, and the summands are as fine as a bias.
enum ChannelAffine {
  /// Rewrites every `x * factors + summands`, and either alone, of a float image.
  ///
  /// A product whose quantization is stated stays one of its own. An operator that has become
  /// needless stays where it is, so that positions keep their meaning.
  static func run(_ graph: inout Graph, stated: Set<Graph.TensorID>) throws {
    let original = graph
    let producers = graph.producers()
    let uses = graph.useCounts()
    for index in graph.nodes.indices {
      guard let last = original.channelConstant(of: original.nodes[index]) else { continue }
      var (source, factors, summands) = (last.source, [Float]?.none, [Float]?.none)
      if last.function == .multiply {
        factors = last.numbers
      } else {
        summands = last.numbers
        if let producer = producers[source], uses[source] == 1, !stated.contains(source),
          let first = original.channelConstant(of: original.nodes[producer]),
          first.function == .multiply, first.bounds == Bounds()
        {
          (source, factors) = (first.source, first.numbers)
        }
      }
      try graph.replace(
        index, source: source, factors: factors ?? last.numbers.map { _ in 1 },
        summands: summands ?? last.numbers.map { _ in 0 }, bounds: last.bounds)
    }
  }
}

/// A product or a sum with one number for each channel.
private struct ChannelConstant {
  let source: Graph.TensorID
  let function: Binary.Function
  let numbers: [Float]
  let bounds: Bounds
}

extension Graph {
  fileprivate func channelConstant(of node: Node) -> ChannelConstant? {
    guard case .binary(let attributes) = node.operation, let left = node.inputs[0],
      let right = node.inputs[1]
    else { return nil }
    let function = attributes.function
    guard function == .multiply || function == .add || function == .subtract else { return nil }
    // A difference counts only with the constant on the right.
    let isRight = tensors[right].constant != nil
    guard isRight || function != .subtract else { return nil }
    let (source, constant) = isRight ? (left, right) : (right, left)
    let image = tensors[source].type
    guard tensors[source].constant == nil, image.element == .float32, image.shape.rank == 4,
      image.shape == tensors[node.output].type.shape, image.shape[3] > 1,
      tensors[constant].type.shape.elementCount == image.shape[3],
      tensors[constant].type.shape.fromInnermost(0) == image.shape[3],
      let numbers = tensors[constant].reals, numbers.allSatisfy(\.isFinite)
    else { return nil }
    return ChannelConstant(
      source: source, function: function == .multiply ? .multiply : .add,
      numbers: function == .subtract ? numbers.map { -$0 } : numbers, bounds: attributes.bounds)
  }

  fileprivate mutating func replace(
    _ index: Int, source: TensorID, factors: [Float], summands: [Float], bounds: Bounds
  ) throws {
    let name = nodes[index].name
    let weights = add(
      .init(
        name: "\(name)/factors", type: TensorType(.float32, try Shape([1, 1, 1, factors.count])),
        constant: .init(elements: factors)))
    let bias = add(
      .init(
        name: "\(name)/summands", type: TensorType(.float32, try Shape([summands.count])),
        constant: .init(elements: summands)))
    var attributes = DepthwiseConv2D.Attributes()
    attributes.bounds = bounds
    nodes[index].operation = .depthwiseConv2D(attributes)
    nodes[index].inputs = [source, weights, bias]
  }
}
