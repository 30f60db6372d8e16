internal import SwiftletCore
internal import SwiftletFormat

/// Works what multiplies and shifts channels into the weights before or behind it.
///
/// Batch normalization comes as such a map, or as several.
enum FoldScales: Pass {
  static let name = "fold-scales"

  static func run(_ graph: inout Graph) throws {
    try foldBehind(&graph)
    try foldBefore(&graph)
  }

  /// Folds maps into the weights of the operators whose results they take.
  private static func foldBehind(_ graph: inout Graph) throws {
    var producers = graph.producers()
    let uses = graph.useCounts()
    var gone: Set<Int> = []
    for index in graph.nodes.indices {
      guard let map = ChannelwiseMap(graph.nodes[index], in: graph), uses[map.input] == 1,
        let producer = producers[map.input],
        graph.nodes[producer].operation.bounds == Bounds(),
        var weights = FoldedWeights(graph.nodes[producer], in: graph),
        let bounded = graph.nodes[producer].operation.clamped(to: map.bounds)
      else { continue }
      weights.scaleOutputs(map.scales, map.offsets)
      guard weights.isFinite else { continue }
      let output = graph.nodes[index].output
      try weights.store(in: &graph, at: producer)
      graph.nodes[producer].operation = bounded
      graph.nodes[producer].output = output
      producers[output] = producer
      gone.insert(index)
    }
    graph.removeNodes(gone)
  }

  /// Folds maps into the weights of the operators that read them, where no border is in the way.
  private static func foldBefore(_ graph: inout Graph) throws {
    let producers = graph.producers()
    let uses = graph.useCounts()
    for index in graph.nodes.indices {
      var weights: FoldedWeights?
      while let input = graph.nodes[index].inputs.first, let input, uses[input] == 1,
        let producer = producers[input],
        let map = ChannelwiseMap(graph.nodes[producer], in: graph), map.bounds == Bounds(),
        map.isScaling || graph.nodes[index].operation.hasNoBorder,
        var next = weights ?? FoldedWeights(graph.nodes[index], in: graph),
        next.depth == map.scales.count
      {
        next.scaleInputs(map.scales, map.offsets)
        guard next.isFinite else { break }
        weights = next
        graph.nodes[index].inputs[0] = map.input
      }
      try weights?.store(in: &graph, at: index)
    }
    try RemoveDeadCode.run(&graph)
  }
}
