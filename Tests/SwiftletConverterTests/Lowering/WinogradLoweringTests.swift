import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct WinogradLoweringTests {
  /// A network of one convolution.
  private static func network(
    _ image: [Int] = [1, 9, 10, 16], channels: Int = 20, kernel: Int32 = 3,
    _ change: (inout Conv2D.Attributes) -> Void = { _ in }
  ) throws -> Graph {
    var sketch = Sketch(seed: 3)
    let x = try sketch.input(image)
    var attributes = Conv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth) = (kernel, kernel)
    (attributes.padTop, attributes.padLeft) = (1, 1)
    (attributes.padBottom, attributes.padRight) = (1, 1)
    attributes.channels = Int32(channels)
    change(&attributes)
    let weights = try sketch.constant(
      [channels, Int(kernel), Int(kernel), image[3] / Int(attributes.groups)])
    let bias = try sketch.constant([channels])
    return sketch.graph(try sketch.add(.conv2D(attributes), x, weights, bias))
  }

  private static func lowered(_ graph: Graph, _ largest: WinogradTile) throws -> Graph {
    var lowered = graph
    try WinogradLowering.run(&lowered, largest: largest)
    try lowered.check()
    return lowered
  }

  /// The tile of the only operator; nil where it is a convolution as before.
  private static func tile(_ graph: Graph) -> Int32? {
    guard case .winogradConv2D(let attributes) = graph.nodes[0].operation else { return nil }
    return attributes.tileLength
  }

  @Test(arguments: WinogradTile.allCases)
  func aNetworkComputesTheSame(_ largest: WinogradTile) throws {
    var graph = try Self.network { $0.bounds = Bounds(lower: 0, upper: 6) }
    let lowered = try Self.lowered(graph, largest)
    #expect(Self.tile(lowered) == Int32(largest.length))
    #expect(try agree(lowered.realOutputs(seed: 1), graph.realOutputs(seed: 1), within: 1e-5))
    graph.nodes[0].inputs[2] = nil
    let bare = try Self.lowered(graph, largest)
    #expect(try agree(bare.realOutputs(seed: 2), graph.realOutputs(seed: 2), within: 1e-5))
  }

  @Test func theSumThatAResidualIsAddedToKeepsItsBounds() throws {
    var sketch = Sketch(seed: 6)
    let x = try sketch.input([1, 8, 8, 16])
    let other = try sketch.input([1, 8, 8, 16])
    var attributes = Conv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth) = (3, 3)
    (attributes.padTop, attributes.padLeft) = (1, 1)
    (attributes.padBottom, attributes.padRight) = (1, 1)
    attributes.channels = 16
    attributes.bounds = Bounds(lower: -1, upper: 1)
    let weights = try sketch.constant([16, 3, 3, 16])
    let sum = try sketch.add(.conv2D(attributes), x, weights, try sketch.constant([16]))
    var graph = sketch.graph(try sketch.binary(.add, sum, other))
    let expected = try graph.realOutputs(seed: 4)
    try Passes.finish(&graph)
    #expect(graph.count(.binary) == 0)
    let lowered = try Self.lowered(graph, .four)
    #expect(lowered.count(.winogradConv2D) == 1)
    // The sums are clamped to a tenth of what they are rounded at.
    #expect(try agree(lowered.realOutputs(seed: 4), expected, within: 1e-4))
  }

  @Test func otherWindowsAndFewChannelsStayAsTheyAre() throws {
    let others = [
      try Self.network(kernel: 5), try Self.network(kernel: 1),
      try Self.network { $0.strideHeight = 2 }, try Self.network { $0.strideWidth = 2 },
      try Self.network { ($0.dilationHeight, $0.padTop, $0.padBottom) = (2, 2, 2) },
      try Self.network { $0.groups = 2 }, try Self.network([1, 9, 10, 15]),
      try Self.network(channels: 15),
    ]
    for graph in others { #expect(Self.tile(try Self.lowered(graph, .four)) == nil) }
  }

  @Test func weightsThatAreNoFloatsStayAsTheyAre() throws {
    var graph = try Self.network()
    let weights = try #require(graph.nodes[0].inputs[1])
    let count = graph.tensors[weights].type.shape.elementCount
    let shape = graph.tensors[weights].type.shape
    graph.nodes[0].inputs[1] = graph.add(
      .init(
        name: "halves", type: TensorType(.float16, shape),
        constant: [UInt8](repeating: 0, count: 2 * count)))
    #expect(Self.tile(try Self.lowered(graph, .four)) == nil)
  }

  @Test func weightsBeyondTheCacheNeedTilesThatShareThem() throws {
    var attributes = Conv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth) = (3, 3)
    func tile(_ side: Int, _ depth: Int, _ largest: WinogradTile) -> WinogradTile? {
      let image = [1, side, side, depth]
      return WinogradLowering.tile(attributes, input: image, output: image, largest)
    }
    #expect(tile(14, 256, .four) == .four)
    #expect(tile(7, 512, .four) == .two)
    #expect(tile(4, 512, .four) == nil)
    #expect(tile(8, 64, .four) == .four)
    #expect(tile(14, 256, .two) == .two)
  }

  @Test func theOptionChangesNothingButTheConvolutions() throws {
    var options = Converter.Options()
    let model = ImportedModel(graph: try Self.network(), sourceOperatorCount: 1)
    let plain = try Converter.convert(model, options)
    options.winograd = .two
    var stages: [String] = []
    options.dump = { stage, _ in stages.append(stage) }
    let tiled = try Converter.convert(model, options)
    #expect(stages.last == "winograd")
    #expect(tiled.operatorCount == plain.operatorCount)
    // 16 positions of 16 weights and a bias, instead of 9 · 16 and a bias.
    #expect(tiled.constantByteCount == 20 * 16 * 17 * 4)
    #expect(plain.constantByteCount == 20 * 145 * 4 + 16 * 4)
  }
}
