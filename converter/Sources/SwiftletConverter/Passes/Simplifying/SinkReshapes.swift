internal import SwiftletCore
internal import SwiftletFormat

/// Lets operators that work element by element, or widen axes, come before reshapes.
enum SinkReshapes: Pass {
  static let name = "sink-reshapes"

  static func run(_ graph: inout Graph) throws {
    var uses = graph.useCounts()
    var builder = GraphBuilder(valuesOf: graph)
    var sources: [Graph.TensorID: Graph.TensorID] = [:]
    for node in graph.nodes {
      let moved = try moved(node, over: sources, &builder, uses)
      guard let moved, let shape = IntegerList(graph.lengths(node.output)) else {
        if case .reshape = node.operation, let input = node.inputs[0] {
          sources[node.output] = input
        }
        builder.keep(node)
        continue
      }
      for case let input? in node.inputs { uses[input] -= 1 }
      builder.keep(
        .init(
          name: node.name, operation: .reshape(.init(shape: shape)), inputs: [moved],
          output: node.output))
      sources[node.output] = moved
    }
    graph = builder.graph
    try MergeReshapes.run(&graph)
  }

  /// The operator's result under the shape that its input had before it was reshaped.
  private static func moved(
    _ node: Graph.Node, over sources: [Graph.TensorID: Graph.TensorID],
    _ builder: inout GraphBuilder, _ uses: [Int]
  ) throws -> Graph.TensorID? {
    let operands: [Graph.TensorID?]
    var operation = node.operation
    switch node.operation {
    case .unary, .lookup, .quantize, .dequantize, .requantize, .cast:
      guard let input = node.inputs[0], let source = sources[input], uses[input] == 1 else {
        return nil
      }
      operands = [source] + node.inputs.dropFirst()
    case .binary:
      guard let pair = try movedPair(node, over: sources, &builder, uses) else { return nil }
      operands = pair
    case .pad(let pad):
      // The source is read anyway, and the reshape stays for its other readers.
      guard let input = node.inputs[0], let source = sources[input],
        let moved = pad.moved(from: builder.lengths(input), to: builder.lengths(source))
      else { return nil }
      operation = .pad(moved)
      operands = [source] + node.inputs.dropFirst()
    case .conv2D, .depthwiseConv2D, .transposeConv2D, .fullyConnected, .pRelu, .pool2D, .reduce,
      .softmax, .concatenation, .slice, .reshape, .transpose, .resize, .argMax, .matMul,
      .normalization, .cumulative, .gather, .scatter, .compare, .select, .broadcastTo, .topK,
      .winogradConv2D:
      return nil
    }
    let output = builder.graph.tensors[node.output]
    let value = try builder.add(
      operation, operands, name: node.name, quantization: output.type.quantization)
    builder.rename(value, output.name)
    return value
  }

  /// Both operands under one earlier shape.
  private static func movedPair(
    _ node: Graph.Node, over sources: [Graph.TensorID: Graph.TensorID],
    _ builder: inout GraphBuilder, _ uses: [Int]
  ) throws -> [Graph.TensorID?]? {
    if let (constant, other, isFirst) = node.constantOperand(in: builder.graph) {
      guard let source = sources[other], uses[other] == 1,
        builder.lengths(other) == builder.lengths(node.output),
        let moved = try movedConstant(
          constant, builder.lengths(other), to: builder.lengths(source), &builder)
      else { return nil }
      return isFirst ? [moved, source] : [source, moved]
    }
    guard let left = node.inputs[0], let right = node.inputs[1],
      uses[left] == 1 || uses[right] == 1, builder.lengths(left) == builder.lengths(right),
      let sourceLeft = sources[left], let sourceRight = sources[right],
      builder.lengths(sourceLeft) == builder.lengths(sourceRight)
    else { return nil }
    return [sourceLeft, sourceRight]
  }

  /// A constant that meets the same elements under an earlier shape.
  private static func movedConstant(
    _ constant: Graph.TensorID, _ late: [Int], to early: [Int], _ builder: inout GraphBuilder
  ) throws -> Graph.TensorID? {
    let lengths = builder.lengths(constant)
    guard lengths.contains(where: { $0 > 1 }) else {
      return lengths.count <= early.count ? constant : nil
    }
    // The same long axes in the same order: each axis of the constant goes with its own.
    guard late.filter({ $0 > 1 }) == early.filter({ $0 > 1 }) else { return nil }
    let stretched = Array(repeating: 1, count: late.count - lengths.count) + lengths
    var ofLong = zip(late, stretched).filter { $0.0 > 1 }.map(\.1)[...]
    let target = early.map { $0 > 1 ? ofLong.popFirst() ?? 1 : 1 }
    guard let shape = IntegerList(target) else { return nil }
    return try builder.add(
      .reshape(.init(shape: shape)), [constant], name: builder.graph.tensors[constant].name)
  }
}

extension Pad.Attributes {
  /// The same elements added under an earlier shape that differs in axes of one element alone.
  fileprivate func moved(from late: [Int], to early: [Int]) -> Pad.Attributes? {
    guard late.filter({ $0 > 1 }) == early.filter({ $0 > 1 }),
      before.values.count == late.count, after.values.count == late.count,
      zip(late, zip(before.values, after.values)).allSatisfy({ $0 > 1 || $1 == (0, 0) }),
      let before = IntegerList(Self.moved(before.values, from: late, to: early)),
      let after = IntegerList(Self.moved(after.values, from: late, to: early))
    else { return nil }
    var attributes = self
    (attributes.before, attributes.after) = (before, after)
    return attributes
  }

  /// The numbers of the long axes, in their order, and 0 for the others.
  private static func moved(_ numbers: [Int], from late: [Int], to early: [Int]) -> [Int] {
    var ofLong = zip(late, numbers).filter { $0.0 > 1 }.map(\.1)[...]
    return early.map { $0 > 1 ? ofLong.popFirst() ?? 0 : 0 }
  }
}
