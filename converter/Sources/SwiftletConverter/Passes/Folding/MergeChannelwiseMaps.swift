internal import SwiftletCore
internal import SwiftletFormat

/// Makes of a chain of operators that multiply and shift channels the shortest one.
enum MergeChannelwiseMaps: Pass {
  static let name = "merge-channelwise-maps"

  /// What a chain does, and how many operators it has.
  private struct Chain {
    var input: Graph.TensorID
    var scales: [Float]
    var offsets: [Float]
    var count = 1
    let bounds: Bounds

    init(_ map: ChannelwiseMap) {
      (input, scales, offsets, bounds) = (map.input, map.scales, map.offsets, map.bounds)
    }

    /// Puts another map in front.
    mutating func prepend(_ map: ChannelwiseMap) {
      for channel in scales.indices {
        offsets[channel] += scales[channel] * map.offsets[channel]
        scales[channel] *= map.scales[channel]
      }
      input = map.input
      count += 1
    }

    var isFinite: Bool { (scales + offsets).allSatisfy(\.isFinite) }
  }

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    let uses = graph.useCounts()
    var builder = GraphBuilder(valuesOf: graph)
    for node in graph.nodes {
      guard let last = ChannelwiseMap(node, in: graph) else {
        builder.keep(node)
        continue
      }
      var chain = Chain(last)
      while uses[chain.input] == 1, let producer = producers[chain.input],
        let map = ChannelwiseMap(graph.nodes[producer], in: graph), map.bounds == Bounds()
      {
        var longer = chain
        longer.prepend(map)
        guard longer.isFinite else { break }
        chain = longer
      }
      let isReadElsewhere = uses[chain.input] > 1
      let shorter =
        try (isReadElsewhere ? depthwise(chain, node, in: &builder) : nil)
        ?? replacement(of: chain, node, in: &builder)
      if let shorter { builder.keep(shorter) } else { builder.keep(node) }
    }
    graph = builder.graph
    try RemoveDeadCode.run(&graph)
  }

  /// The last operator of a shorter chain, after those before it have been added.
  private static func replacement(
    of chain: Chain, _ node: Graph.Node, in builder: inout GraphBuilder
  ) throws -> Graph.Node? {
    guard chain.count > 1 else { return nil }
    let isScaled = chain.scales.contains { $0 != 1 }
    let isShifted = chain.offsets.contains { $0 != 0 }
    let isUniform = Set(chain.scales).count == 1 && Set(chain.offsets).count == 1
    var attributes = Binary.Attributes()
    attributes.bounds = chain.bounds
    if isScaled, isShifted, isUniform, chain.bounds == Bounds() {
      var line = Unary.Attributes()
      (line.function, line.alpha, line.beta) = (.affine, chain.scales[0], chain.offsets[0])
      return Graph.Node(
        name: node.name, operation: .unary(line), inputs: [chain.input], output: node.output)
    }
    if isScaled, isShifted {
      return try chain.count > 2 ? pair(chain, node, in: &builder) : nil
    }
    attributes.function = isShifted ? .add : .multiply
    let values = isShifted ? chain.offsets : chain.scales
    return Graph.Node(
      name: node.name, operation: .binary(attributes),
      inputs: [chain.input, try constant(values, node, in: &builder)], output: node.output)
  }

  /// One operator with a weight and a bias for each channel of an image.
  ///
  /// It cannot work in place, which a chain on a value that is read elsewhere cannot either.
  private static func depthwise(
    _ chain: Chain, _ node: Graph.Node, in builder: inout GraphBuilder
  ) throws -> Graph.Node? {
    guard chain.count > 1, builder.lengths(chain.input).count == 4, chain.scales.count > 1,
      chain.scales.contains(where: { $0 != 1 }), chain.offsets.contains(where: { $0 != 0 })
    else { return nil }
    var attributes = DepthwiseConv2D.Attributes()
    attributes.bounds = chain.bounds
    let channelCount = chain.scales.count
    let weights = builder.constant(
      node.name, TensorType(.float32, try Shape([1, 1, 1, channelCount])),
      .init(elements: chain.scales))
    let bias = builder.constant(
      node.name, TensorType(.float32, try Shape([channelCount])), .init(elements: chain.offsets))
    return Graph.Node(
      name: node.name, operation: .depthwiseConv2D(attributes),
      inputs: [chain.input, weights, bias], output: node.output)
  }

  /// A product, which is added, and the sum behind it.
  private static func pair(
    _ chain: Chain, _ node: Graph.Node, in builder: inout GraphBuilder
  ) throws -> Graph.Node {
    var attributes = Binary.Attributes()
    attributes.function = .multiply
    let product = try builder.add(
      .binary(attributes), [chain.input, try constant(chain.scales, node, in: &builder)],
      name: node.name)
    attributes.function = .add
    attributes.bounds = chain.bounds
    return Graph.Node(
      name: node.name, operation: .binary(attributes),
      inputs: [product, try constant(chain.offsets, node, in: &builder)], output: node.output)
  }

  private static func constant(
    _ values: [Float], _ node: Graph.Node, in builder: inout GraphBuilder
  ) throws -> Graph.TensorID {
    let isUniform = Set(values).count == 1
    return builder.constant(
      node.name, TensorType(.float32, try isUniform ? Shape() : Shape([values.count])),
      .init(elements: isUniform ? [values[0]] : values))
  }
}
