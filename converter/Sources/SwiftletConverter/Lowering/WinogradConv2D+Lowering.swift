internal import SwiftletCore
internal import SwiftletFormat

/// The tiles in which a convolution takes fewer products.
public enum WinogradTile: String, Sendable, CaseIterable {
  /// Tiles of 2 × 2 outputs: 16 products instead of 36, and 16/9 of the weights' bytes.
  case two = "2x2"
  /// Tiles of 4 × 4 outputs: 36 products instead of 144, and 4 times the weights' bytes.
  case four = "4x4"

  var length: Int {
    switch self {
    case .two: 2
    case .four: 4
    }
  }
}

/// Turns float convolutions into ones with fewer products, where that takes less time.
enum WinogradLowering {
  /// The fewest channels on each side; with fewer, the transforms take what the products save.
  static let fewestChannels = 16

  /// The fewest tiles that weights outside of the second-level cache are worth.
  static let fewestTiles = 9

  /// The bytes of weights that the second-level cache holds.
  static let cachedByteCount = 1 << 20

  /// Gives each convolution the largest tiles that pay.
  static func run(_ graph: inout Graph, largest: WinogradTile) throws {
    for (index, node) in graph.nodes.enumerated() {
      guard case .conv2D(let attributes) = node.operation, !node.isPacked,
        let input = node.inputs[0], let weights = node.inputs[1],
        graph.tensors[input].type.element == .float32,
        graph.tensors[weights].type.element == .float32,
        let tile = tile(
          attributes, input: graph.lengths(input), output: graph.lengths(node.output), largest)
      else { continue }
      graph.nodes[index].operation = .winogradConv2D(.init(attributes, tile))
    }
  }

  /// The tile that takes the least time; nil where the convolution stays as it is.
  static func tile(
    _ attributes: Conv2D.Attributes, input: [Int], output: [Int], _ largest: WinogradTile
  ) -> WinogradTile? {
    let lengths = [
      attributes.strideHeight, attributes.strideWidth, attributes.dilationHeight,
      attributes.dilationWidth, attributes.groups,
    ]
    guard attributes.kernelHeight == 3, attributes.kernelWidth == 3,
      lengths.allSatisfy({ $0 == 1 }), input[3] >= fewestChannels, output[3] >= fewestChannels
    else { return nil }
    return WinogradTile.allCases.last { tile in
      let (length, side) = (tile.length, tile.length + 2)
      let tileCount =
        output[0] * ((output[1] - 1) / length + 1) * ((output[2] - 1) / length + 1)
      return tile.length <= largest.length
        && (tileCount >= fewestTiles || side * side * input[3] * output[3] * 4 <= cachedByteCount)
    }
  }
}

extension WinogradConv2D.Attributes {
  /// The attributes of a convolution in tiles.
  fileprivate init(_ convolution: Conv2D.Attributes, _ tile: WinogradTile) {
    self.init()
    tileLength = Int32(tile.length)
    padTop = convolution.padTop
    padLeft = convolution.padLeft
    padBottom = convolution.padBottom
    padRight = convolution.padRight
    channels = convolution.channels
    bounds = convolution.bounds
    sumBounds = convolution.sumBounds
  }
}
