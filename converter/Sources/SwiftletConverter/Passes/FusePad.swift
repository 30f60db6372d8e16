internal import SwiftletCore
internal import SwiftletFormat

/// Lets a window have in its border the zeros that an operator before it adds to the image.
///
/// A convolution's border is zeros. A maximum's border counts for nothing, as zeros do where the image
/// has nothing below zero and every window meets the image.
enum FusePad: Pass {
  static let name = "fuse-pad"

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    for index in graph.nodes.indices {
      guard let input = graph.nodes[index].inputs.first, let input,
        let producer = producers[input], case .pad(let pad) = graph.nodes[producer].operation,
        let image = graph.nodes[producer].inputs[0], let pads = imagePads(pad)
      else { continue }
      switch graph.nodes[index].operation {
      case .conv2D(var attributes):
        guard attributes.widen(pads) else { continue }
        graph.nodes[index].operation = .conv2D(attributes)
      case .depthwiseConv2D(var attributes):
        guard attributes.widen(pads) else { continue }
        graph.nodes[index].operation = .depthwiseConv2D(attributes)
      case .pool2D(var attributes):
        guard attributes.function == .maximum, isAtLeastZero(image, in: graph, producers),
          attributes.widen(pads), attributes.alwaysMeetsImage
        else { continue }
        graph.nodes[index].operation = .pool2D(attributes)
      default: continue
      }
      graph.nodes[index].inputs[0] = image
    }
    try RemoveDeadCode.run(&graph)
  }

  /// The zeros around an image, if the pad adds nothing else.
  private static func imagePads(_ pad: Pad.Attributes) -> Geometry.Pads? {
    let (before, after) = (pad.before.values, pad.after.values)
    guard pad.mode == .constant, pad.value == 0, before.count == 4, after.count == 4,
      before[0] == 0, after[0] == 0, before[3] == 0, after[3] == 0
    else { return nil }
    return Geometry.Pads(
      top: Int32(before[1]), left: Int32(before[2]), bottom: Int32(after[1]),
      right: Int32(after[2]))
  }

  /// Whether no element of a tensor is below zero, by its type or by what makes it.
  private static func isAtLeastZero(
    _ tensor: Graph.TensorID, in graph: Graph, _ producers: [Graph.TensorID: Int]
  ) -> Bool {
    let type = graph.tensors[tensor].type
    if let quantization = type.quantization {
      if type.element == .int8, quantization.zeroPoint == -128 { return true }
      if type.element == .uint8, quantization.zeroPoint == 0 { return true }
    }
    guard let producer = producers[tensor] else { return false }
    if case .unary(let attributes) = graph.nodes[producer].operation {
      return attributes.bounds.map { $0.lower >= 0 } ?? false
    }
    return graph.nodes[producer].operation.bounds.map { $0.lower >= 0 } ?? false
  }
}

extension Pool2D.Attributes {
  /// Whether no window lies in the border alone; false as well where its taps have gaps.
  fileprivate var alwaysMeetsImage: Bool {
    dilationHeight == 1 && dilationWidth == 1
      && max(padTop, padBottom) < kernelHeight && max(padLeft, padRight) < kernelWidth
  }
}

extension WindowAttributes {
  /// Adds rows and columns to the border, unless it becomes wider than an operator takes.
  fileprivate mutating func widen(_ pads: Geometry.Pads) -> Bool {
    let widest = Int32(Int16.max)
    let sides = [
      (padTop, pads.top), (padLeft, pads.left), (padBottom, pads.bottom), (padRight, pads.right),
    ]
    guard sides.allSatisfy({ $0 <= widest && $1 <= widest - $0 }) else { return false }
    padTop += pads.top
    padLeft += pads.left
    padBottom += pads.bottom
    padRight += pads.right
    return true
  }
}
