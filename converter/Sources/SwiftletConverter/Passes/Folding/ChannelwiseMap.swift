internal import SwiftletCore
internal import SwiftletFormat

/// An operator of floats that maps each channel by a line: `y = scale * x + offset`, then bounds.
struct ChannelwiseMap {
  let input: Graph.TensorID
  let scales: [Float]
  let offsets: [Float]
  let bounds: Bounds

  /// The map that an operator is, if it is one.
  init?(_ node: Graph.Node, in graph: Graph) {
    guard graph.tensors[node.output].type.element == .float32 else { return nil }
    let channelCount = graph.lengths(node.output).last ?? 1
    let same = { (value: Float) in Array(repeating: value, count: channelCount) }
    if case .unary(let attributes) = node.operation, let input = node.inputs[0] {
      switch attributes.function {
      case .affine: (scales, offsets) = (same(attributes.alpha), same(attributes.beta))
      case .negative: (scales, offsets) = (same(-1), same(0))
      default: return nil
      }
      (self.input, bounds) = (input, Bounds())
      return
    }
    guard case .binary(let attributes) = node.operation,
      let (constant, other, isFirst) = node.constantOperand(in: graph),
      graph.lengths(other) == graph.lengths(node.output),
      let values = graph.channelReals(constant, channelCount)
    else { return nil }
    (input, bounds) = (other, attributes.bounds)
    switch (attributes.function, isFirst) {
    case (.add, _): (scales, offsets) = (same(1), values)
    case (.subtract, false): (scales, offsets) = (same(1), values.map { -$0 })
    case (.subtract, true): (scales, offsets) = (same(-1), values)
    case (.multiply, _): (scales, offsets) = (values, same(0))
    case (.divide, false): (scales, offsets) = (values.map { 1 / $0 }, same(0))
    default: return nil
    }
    guard (scales + offsets).allSatisfy(\.isFinite) else { return nil }
  }

  /// Whether nothing is added.
  var isScaling: Bool { offsets.allSatisfy { $0 == 0 } }
}

extension Graph {
  /// A constant as one number for each channel, the innermost axis; nil where it has other axes.
  func channelReals(_ id: TensorID, _ channelCount: Int) -> [Float]? {
    guard let values = reals(id) else { return nil }
    let lengths = lengths(id)
    if values.count == 1 { return Array(repeating: values[0], count: channelCount) }
    return lengths.last == channelCount && values.count == channelCount ? values : nil
  }
}
