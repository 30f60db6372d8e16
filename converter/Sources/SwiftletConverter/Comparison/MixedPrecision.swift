internal import SwiftletCore
internal import SwiftletFormat

/// A choice of the operators that stay in float so that the rest may be int8.
public struct MixedPrecision: Sendable {
  /// What the model has to reach.
  public enum Goal: Sendable, Equatable {
    /// The least ratio of signal to noise, in decibels, that every output has.
    case decibels(Double)
    /// The largest share of samples, from 0 to 1, that may be right no longer.
    ///
    /// The labels are the classes of the samples, of which the first output gives the scores.
    case accuracyLoss(Double, labels: [Int])
  }

  /// How near a quantized model comes to the float one.
  public struct Quality: Sendable, Equatable {
    /// The ratio of signal to noise of the worst output, in decibels.
    public let decibels: Double
    /// How often the quantized model is right; nil without labels.
    public let accuracy: Accuracy?
  }

  /// An operator that can be int8.
  public struct Layer: Sendable, Equatable {
    /// Its position in the float graph.
    public let index: Int
    /// Its name.
    public let name: String
    /// What the operator is called.
    public let operatorName: String
    /// The ratio of signal to noise at the worst output where this operator alone is int8.
    public let decibelsAlone: Double
    /// The ratio where this operator alone is left in float.
    public let decibelsWithout: Double
    /// The bytes that its constants take more in float.
    public let addedByteCount: Int
  }

  /// The operators that can be int8, those that do most harm first.
  public let layers: [Layer]

  /// Those that stay in float, in running order.
  public let kept: [Layer]

  /// The quality with every operator in int8 that can be.
  public let before: Quality

  /// The quality of the choice.
  public let after: Quality

  /// How often the float model is right; nil without labels.
  public let reference: Accuracy?

  /// Whether the choice reaches the goal; if not, every operator stays in float.
  public let isReached: Bool

  /// The quantized graph of the choice.
  public let quantized: QuantizedGraph

  /// The bytes of constants that the choice adds to the model.
  public var addedByteCount: Int { kept.reduce(0) { $0 + $1.addedByteCount } }

  /// Chooses the fewest operators to keep in float that let a model reach a goal.
  ///
  /// Each operator is made int8 alone, and left in float alone. What the first does to the outputs
  /// shows harm that neighbours share, what the second does the gain for each operator by itself:
  /// two orders. In each, operators stay in float from the most harmful one on, as few as reach
  /// the goal, and then each of those is tried in int8 once more; the shorter list is taken.
  ///
  /// - Parameters:
  ///   - graph: A float graph.
  ///   - samples: Values for its inputs; better not those that gave the ranges.
  ///   - goal: What the model has to reach.
  ///   - threadCount: How many samples are run at once; the choice does not depend on it.
  ///   - progress: Learns how far each task is.
  ///   - quantize: Makes the model with some operators, by their positions, left in float.
  /// - Returns: the choice.
  /// - Throws: what stands in the way of quantizing or running a graph.
  public static func choose<Samples: SampleSource>(
    for graph: Graph, samples: Samples, goal: Goal, threadCount: Int,
    progress: (_ task: String, _ completed: Int, _ total: Int) -> Void = { _, _, _ in },
    quantize: @escaping (_ floatNodes: Set<Int>) throws -> QuantizedGraph
  ) throws -> MixedPrecision {
    let trial = try PrecisionTrial(graph, samples, goal, threadCount: threadCount)
    let whole = try quantize([])
    let before = try trial.quality(of: whole)
    let outside = Set(whole.floatNodes.map(\.index))
    let candidates = graph.nodes.indices.filter {
      !outside.contains($0) && graph.canHarm(graph.nodes[$0])
    }
    guard !trial.reaches(before) else {
      return MixedPrecision(
        layers: [], kept: [], before: before, after: before, reference: trial.reference,
        isReached: true, quantized: whole)
    }
    let layers = try measured(candidates, of: graph, trial, progress, quantize)
    let alone = layers.map(\.index)
    let without = layers.sorted { ($1.decibelsWithout, $0.index) < ($0.decibelsWithout, $1.index) }
    var found: PrecisionSearch<Samples>.Found?
    for order in [alone, without.map(\.index)] {
      var search = PrecisionSearch(order: order, trial: trial, quantize: quantize)
      let other = try search.run { progress("Choosing layers", $0, $1) }
      if found.map({ other.isBetter(than: $0, for: trial) }) ?? true { found = other }
    }
    guard let found else { throw ComparisonFault.noSamples }
    return MixedPrecision(
      layers: layers,
      kept: layers.filter { found.floatNodes.contains($0.index) }.sorted { $0.index < $1.index },
      before: before, after: found.quality, reference: trial.reference,
      isReached: trial.reaches(found.quality), quantized: found.quantized)
  }

  /// What each operator does in int8 alone, and in float alone; the most harmful first.
  private static func measured<Samples: SampleSource>(
    _ candidates: [Int], of graph: Graph, _ trial: PrecisionTrial<Samples>,
    _ progress: (_ task: String, _ completed: Int, _ total: Int) -> Void,
    _ quantize: (_ floatNodes: Set<Int>) throws -> QuantizedGraph
  ) throws -> [Layer] {
    var layers: [Layer] = []
    for (count, index) in candidates.enumerated() {
      progress("Measuring layers", count, candidates.count)
      let others = Set(graph.nodes.indices).subtracting([index])
      let alone = try trial.quality(of: quantize(others))
      let without = try trial.quality(of: quantize([index]))
      layers.append(Layer(index, graph, alone: alone.decibels, without: without.decibels))
    }
    progress("Measuring layers", candidates.count, candidates.count)
    return layers.sorted { ($0.decibelsAlone, $0.index) < ($1.decibelsAlone, $1.index) }
  }
}

extension MixedPrecision {
  /// What to say where the goal is out of reach.
  var fault: LoweringFault {
    LoweringFault(
      "even with every operator in float its inputs and outputs lose too much",
      remedy: "ask for less, or leave the inputs and outputs in float32")
  }
}

extension MixedPrecision.Layer {
  fileprivate init(_ index: Int, _ graph: Graph, alone: Double, without: Double) {
    let node = graph.nodes[index]
    self.index = index
    name = node.name
    operatorName = "\(node.operation.code)"
    (decibelsAlone, decibelsWithout) = (alone, without)
    // An int8 weight takes one byte for the four of a float; a bias takes four in both.
    let weights = node.operation.isWeighted ? node.inputs[1] : nil
    addedByteCount = weights.flatMap { graph.tensors[$0].constant }.map { $0.count / 4 * 3 } ?? 0
  }
}

extension Graph {
  /// Whether an operator in int8 rounds what it computes, and does not only move it.
  fileprivate func canHarm(_ node: Node) -> Bool {
    switch node.operation.quantizedForm {
    case .weighted, .arithmetic, .function, .fixed: tensors[node.output].type.element == .float32
    case .movement, .joining, .reader, .none: false
    }
  }
}
