internal import SwiftletCore

/// Lets a convolution step over an image that comes to it cut into blocks as a batch.
///
/// TensorFlow writes a dilated convolution as space to batch, the convolution, and batch to space.
enum RecognizeDilation: Pass {
  static let name = "recognize-dilation"

  /// An image whose every second line and column, or more, are images of a batch.
  private struct Cut {
    let image: Graph.TensorID
    let blockHeight: Int
    let blockWidth: Int
  }

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    let uses = graph.useCounts()
    for index in graph.nodes.indices {
      guard case .reshape = graph.nodes[index].operation,
        let (joined, convolution) = joined(graph.nodes[index], in: graph, producers, uses),
        let input = graph.nodes[convolution].inputs[0],
        let cut = cut(input, in: graph, producers), cut.blockHeight == joined.blockHeight,
        cut.blockWidth == joined.blockWidth,
        let widened = graph.nodes[convolution].operation.dilated(
          by: (cut.blockHeight, cut.blockWidth))
      else { continue }
      var node = graph.nodes[convolution]
      node.operation = widened
      node.inputs[0] = cut.image
      node.output = graph.nodes[index].output
      guard let type = try? widened.outputType(graph.inputTypes(of: node)),
        type.shape == graph.tensors[node.output].type.shape
      else { continue }
      graph.nodes[index] = node
    }
    try RemoveDeadCode.run(&graph)
  }

  /// The convolution whose batch becomes one image again, and the blocks.
  private static func joined(
    _ node: Graph.Node, in graph: Graph, _ producers: [Graph.TensorID: Int], _ uses: [Int]
  ) -> (Cut, Int)? {
    guard let turned = node.inputs[0], uses[turned] == 1, let transpose = producers[turned],
      case .transpose(let attributes) = graph.nodes[transpose].operation,
      attributes.permutation.values == [2, 3, 0, 4, 1, 5],
      let spread = graph.nodes[transpose].inputs[0], uses[spread] == 1,
      let reshape = producers[spread], case .reshape = graph.nodes[reshape].operation,
      let result = graph.nodes[reshape].inputs[0], uses[result] == 1,
      let convolution = producers[result]
    else { return nil }
    let (parts, batch) = (graph.lengths(spread), graph.lengths(result))
    let whole = graph.lengths(node.output)
    guard batch.count == 4, batch[1...] == parts[3...],
      whole == [parts[2], parts[3] * parts[0], parts[4] * parts[1], parts[5]],
      graph.tensors[node.output].type.quantization == graph.tensors[result].type.quantization
    else { return nil }
    return (Cut(image: result, blockHeight: parts[0], blockWidth: parts[1]), convolution)
  }

  /// The image that becomes a batch, and the blocks.
  private static func cut(
    _ id: Graph.TensorID, in graph: Graph, _ producers: [Graph.TensorID: Int]
  ) -> Cut? {
    guard let reshape = producers[id], case .reshape = graph.nodes[reshape].operation,
      let turned = graph.nodes[reshape].inputs[0], let transpose = producers[turned],
      case .transpose(let attributes) = graph.nodes[transpose].operation,
      attributes.permutation.values == [2, 4, 0, 1, 3, 5],
      let spread = graph.nodes[transpose].inputs[0], let first = producers[spread],
      case .reshape = graph.nodes[first].operation, let image = graph.nodes[first].inputs[0]
    else { return nil }
    let (whole, parts) = (graph.lengths(image), graph.lengths(spread))
    guard whole == [parts[0], parts[1] * parts[2], parts[3] * parts[4], parts[5]],
      graph.lengths(id) == [parts[2] * parts[4] * parts[0], parts[1], parts[3], parts[5]]
    else { return nil }
    return Cut(image: image, blockHeight: parts[2], blockWidth: parts[4])
  }
}

extension Operation {
  /// The convolution with its taps and its border farther apart; nil where it steps already.
  fileprivate func dilated(by blocks: (Int, Int)) -> Operation? {
    switch self {
    case .conv2D(var attributes):
      return attributes.dilate(by: blocks) ? .conv2D(attributes) : nil
    case .depthwiseConv2D(var attributes):
      return attributes.dilate(by: blocks) ? .depthwiseConv2D(attributes) : nil
    default: return nil
    }
  }
}

extension WindowAttributes {
  fileprivate mutating func dilate(by blocks: (Int, Int)) -> Bool {
    guard strideHeight == 1, strideWidth == 1, blocks.0 < 1 << 15, blocks.1 < 1 << 15 else {
      return false
    }
    let (rows, columns) = (Int32(blocks.0), Int32(blocks.1))
    let sides = [dilationHeight, dilationWidth, padTop, padBottom, padLeft, padRight]
    guard sides.allSatisfy({ $0 < 1 << 15 }) else { return false }
    dilationHeight *= rows
    dilationWidth *= columns
    padTop *= rows
    padBottom *= rows
    padLeft *= columns
    padRight *= columns
    return true
  }
}
