internal import SwiftletCore
internal import SwiftletFormat

/// Removes operators that give what they get.
enum RemoveIdentities: Pass {
  static let name = "remove-identities"

  static func run(_ graph: inout Graph) throws {
    var replacements: [Graph.TensorID: Graph.TensorID] = [:]
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard let source = source(of: node, in: graph) else { continue }
      let (from, to) = (graph.tensors[source].type, graph.tensors[node.output].type)
      guard from.element == to.element, from.quantization == to.quantization else { continue }
      if from.shape == to.shape {
        replacements[node.output] = source
      } else if from.shape.elementCount == to.shape.elementCount,
        let shape = IntegerList(to.shape.lengths)
      {
        graph.nodes[index].operation = .reshape(.init(shape: shape))
        graph.nodes[index].inputs = [source]
      }
    }
    graph.replaceAll(replacements)
    try RemoveDeadCode.run(&graph)
  }

  /// The input whose elements an operator gives unchanged and in order; nil where it changes them.
  private static func source(of node: Graph.Node, in graph: Graph) -> Graph.TensorID? {
    guard let input = node.inputs.first, let input else { return nil }
    let lengths = graph.lengths(input)
    let output = graph.lengths(node.output)
    switch node.operation {
    case .binary(let attributes): return neutral(node, attributes, in: graph)
    case .unary(let attributes): return attributes.isIdentity ? input : nil
    case .slice(let attributes):
      return attributes.stride.values.allSatisfy { $0 == 1 } && lengths == output ? input : nil
    case .pad: return lengths == output ? input : nil
    case .concatenation: return node.inputs.count == 1 ? input : nil
    case .cast, .requantize: return input
    case .resize(let attributes):
      return lengths[1] == Int(attributes.height) && lengths[2] == Int(attributes.width)
        ? input : nil
    case .reduce:
      return lengths.reduce(1, *) == output.reduce(1, *) ? input : nil
    case .transpose(let attributes):
      return Permutation(attributes.permutation.values).keepsOrder(of: lengths) ? input : nil
    case .pool2D(let attributes):
      return attributes.kernelHeight == 1 && attributes.kernelWidth == 1 && lengths == output
        && attributes.bounds == Bounds() && attributes.padTop == 0 && attributes.padLeft == 0
        ? input : nil
    case .conv2D, .depthwiseConv2D, .transposeConv2D, .fullyConnected, .lookup, .pRelu, .softmax,
      .reshape, .quantize, .dequantize, .argMax, .matMul, .normalization, .cumulative, .gather,
      .scatter, .compare, .select, .topK, .winogradConv2D:
      return nil
    case .broadcastTo: return lengths == output ? input : nil
    }
  }

  /// The operand that a neutral constant leaves as it is.
  private static func neutral(
    _ node: Graph.Node, _ attributes: Binary.Attributes, in graph: Graph
  ) -> Graph.TensorID? {
    guard attributes.bounds == Bounds(),
      let (constant, other, isFirst) = node.constantOperand(in: graph),
      let value = graph.uniformReal(constant),
      graph.lengths(other).reduce(1, *) == graph.lengths(node.output).reduce(1, *)
    else { return nil }
    switch attributes.function {
    case .add: return value == 0 ? other : nil
    case .subtract: return value == 0 && !isFirst ? other : nil
    case .multiply: return value == 1 ? other : nil
    case .divide, .power: return value == 1 && !isFirst ? other : nil
    case .maximum: return value == -.infinity ? other : nil
    case .minimum: return value == .infinity ? other : nil
    case .squaredDifference, .modulo, .remainder, .floorDivide, .and, .or, .exclusiveOr,
      .shiftLeft, .shiftRight, .arcTangent:
      return nil
    }
  }
}

extension Unary.Attributes {
  fileprivate var isIdentity: Bool {
    if function == .identity { return true }
    if function == .affine { return alpha == 1 && beta == 0 }
    if function == .power { return alpha == 1 }
    return function == .clip && alpha == -.infinity && beta == .infinity
  }
}
