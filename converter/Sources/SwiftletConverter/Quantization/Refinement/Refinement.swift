internal import SwiftletCore
internal import SwiftletFormat

/// Goes through a quantized graph layer by layer, and fits each to the float one on samples.
///
/// A layer sees what the layers before it, fitted already, make of the samples; so it makes up for
/// part of their errors.
struct Refinement {
  /// The most numbers in the rows of a group.
  private static let mostNumbers = 1 << 22
  /// The most places at which a layer is looked at.
  private static let mostPlaces = 4096
  /// The longest row whose products with itself are worked out.
  private static let longestRow = 4096

  private let float: Graph
  private var floatWalk: GraphWalk
  private var walk: GraphWalk
  private var nextFloatNode = 0
  private let goals: LayerFit.Goals
  private let threadCount: Int
  private let floatProducers: [Graph.TensorID: Int]

  init(
    _ quantized: Graph, of float: Graph, samples: some SampleSource, goals: LayerFit.Goals,
    threadCount: Int
  ) throws {
    self.float = float
    self.goals = goals
    self.threadCount = threadCount
    let count = min(samples.count, Self.sampleCount(for: float))
    let reals = try (0..<count).map { sample in
      try float.inputs.indices.map { try samples.reals(of: $0, in: sample) }
    }
    floatWalk = GraphWalk(float, samples: try float.inputBytes(reals), threadCount: threadCount)
    walk = GraphWalk(
      quantized, samples: try quantized.inputBytes(reals), threadCount: threadCount)
    floatProducers = float.producers()
  }

  /// As many samples as their values fit well in memory.
  private static func sampleCount(for graph: Graph) -> Int {
    let largest = graph.nodes.map { graph.tensors[$0.output].type.byteCount ?? 0 }.max() ?? 1
    return max(8, min(128, (256 << 20) / max(largest, 1)))
  }

  /// The graph with all layers fitted.
  mutating func refined(progress: (Int, Int) -> Void) throws -> Graph {
    for index in walk.graph.nodes.indices {
      if walk.graph.nodes[index].operation.isWeighted { try fit(index) }
      try walk.run(index)
      walk.forget(after: index)
      progress(index + 1, walk.graph.nodes.count)
    }
    return walk.graph
  }

  private mutating func fit(_ index: Int) throws {
    let node = walk.graph.nodes[index]
    guard let position = floatProducers[node.output] else { return }
    // What the float layer reads is there, and not yet forgotten.
    while nextFloatNode < position {
      try floatWalk.run(nextFloatNode)
      floatWalk.forget(after: nextFloatNode)
      nextFloatNode += 1
    }
    let origin = float.nodes[position]
    guard origin.operation.isWeighted, let x = node.inputs[0], let weights = node.inputs[1],
      let bias = node.inputs[2],
      walk.graph.tensors[x].type.element == .int8, let source = origin.inputs[0],
      let channels = walk.graph.tensors[weights].channels, let bounds = node.operation.bounds,
      let rows = LayerRows(
        node.operation, input: walk.graph.tensors[x].type.shape,
        output: walk.graph.tensors[node.output].type.shape)
    else { return }
    let layer = Layer(
      real: try RealWeights(origin, in: float), rows: rows, stored: walk.reals(of: x),
      reals: floatWalk.reals(of: source), scales: channels.scales, bounds: bounds, goals: goals)
    guard rows.length <= Self.longestRow else { return }
    let most = max(64, min(Self.mostPlaces, Self.mostNumbers / rows.length))
    let places = rows.places(sampleCount: walk.sampleCount, most: most)
    // Many groups share the threads; one alone has them all.
    let threads = (outer: threadCount, inner: rows.groupCount > 1 ? 1 : threadCount)
    let groups = try parallelMap(rows.groupCount, threadCount: threads.outer) {
      try layer.fitted(group: $0, at: places, threadCount: threads.inner)
    }
    let input = try walk.graph.tensors[x].type.quantized().scale
    try store(groups, of: layer, in: (weights, bias), input: input)
  }

  private mutating func store(
    _ groups: [Layer.Fitted], of layer: Layer, in ids: (weights: Int, bias: Int), input: Float
  ) throws {
    guard let bytes = walk.graph.tensors[ids.weights].constant else { return }
    var stored = bytes.elements(of: Int8.self)
    var real = layer.real
    for (group, fitted) in groups.enumerated() {
      for (offset, weights) in fitted.weights.enumerated() {
        let channel = group * layer.rows.groupChannelCount + offset
        for (index, weight) in weights.enumerated() {
          stored[layer.rows.weight(index, ofChannel: channel)] = weight
        }
        real.bias[channel] = fitted.bias[offset]
      }
    }
    walk.graph.tensors[ids.weights].constant = .init(elements: stored)
    walk.graph.tensors[ids.bias].constant = .init(
      elements: real.storedBias(scales: layer.scales, input: input))
  }
}

/// What the groups of one layer are fitted with.
private struct Layer {
  struct Fitted {
    let weights: [[Int8]]
    let bias: [Float]
  }

  let real: RealWeights
  let rows: LayerRows
  let stored: [[Float]]
  let reals: [[Float]]
  let scales: [Float]
  let bounds: Bounds
  let goals: LayerFit.Goals

  func fitted(
    group: Int, at places: [LayerRows.Place], threadCount: Int
  ) throws -> Fitted {
    let channels = group * rows.groupChannelCount..<(group + 1) * rows.groupChannelCount
    let weights = channels.map { channel in
      (0..<rows.length).map { real.weights[rows.weight($0, ofChannel: channel)] }
    }
    let fit = LayerFit(
      stored: rows.rows(ofGroup: group, at: places, in: stored),
      real: rows.rows(ofGroup: group, at: places, in: reals), weights: weights,
      scales: Array(scales[channels]))
    let integers =
      goals.rounding ? try fit.roundedWeights(threadCount: threadCount) : fit.nearestWeights
    let bias = Array(real.bias[channels])
    return Fitted(
      weights: integers,
      bias: goals.bias ? fit.corrected(bias, of: integers, bounds: bounds) : bias)
  }
}

extension Graph {
  /// Real numbers as the bytes of the inputs' types.
  fileprivate func inputBytes(_ samples: [[[Float]]]) throws -> [[[UInt8]]] {
    try samples.map { sample in
      try zip(inputs, sample).map { port, reals in
        let type = tensors[port.tensor].type
        switch type.element {
        case .float32: return .init(elements: reals)
        case .int8: return .init(elements: try type.quantized().stored(reals))
        case .uint8:
          let quantization = try type.quantized()
          return reals.map { UInt8(clamping: quantization.stored($0, in: 0...255)) }
        case .int16: return .init(elements: reals.map { Int16($0) })
        case .int32: return .init(elements: reals.map { Int32($0) })
        case .int64: return .init(elements: reals.map { Int64($0) })
        case .boolean: return reals.map { $0 == 0 ? 0 : 1 }
        case .float16: return .init(elements: reals.map { Float16($0) })
        case .absent: return []
        }
      }
    }
  }
}
