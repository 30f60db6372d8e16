/// Tells how near a quantized graph comes to the float one.
struct PrecisionTrial<Samples: SampleSource> {
  /// How often the float graph is right; nil without labels.
  let reference: Accuracy?

  private let samples: Samples
  private let goal: MixedPrecision.Goal
  private let threadCount: Int
  // For each sample, the numbers of each output of the float graph.
  private let outputs: [[[Float]]]

  private var labels: [Int]? {
    if case .accuracyLoss(_, let labels) = goal { labels } else { nil }
  }

  /// Runs the float graph.
  init(
    _ graph: Graph, _ samples: Samples, _ goal: MixedPrecision.Goal, threadCount: Int
  ) throws {
    guard samples.count > 0 else { throw ComparisonFault.noSamples }
    self.samples = samples
    self.goal = goal
    self.threadCount = threadCount
    var outputs: [[[Float]]] = []
    try Self.run(graph, samples, threadCount) { _, numbers in outputs.append(numbers) }
    self.outputs = outputs
    guard case .accuracyLoss(_, let labels) = goal else {
      reference = nil
      return
    }
    guard labels.count == samples.count else {
      throw ComparisonFault.labelCount(labels: labels.count, samples: samples.count)
    }
    var accuracy = Accuracy()
    for (numbers, label) in zip(outputs, labels) {
      accuracy.count(numbers.first ?? [], label: label)
    }
    reference = accuracy
  }

  /// The quality of a quantized graph.
  func quality(of quantized: QuantizedGraph) throws -> MixedPrecision.Quality {
    var differences: [Difference] = []
    var accuracy = Accuracy()
    try Self.run(quantized.graph, samples, threadCount) { sample, numbers in
      let wanted = outputs[sample]
      if differences.isEmpty { differences = wanted.map { _ in Difference() } }
      for (index, pair) in zip(wanted, numbers).enumerated() {
        differences[index].add(pair.0.span, pair.1.span, limits: nil)
      }
      if let labels { accuracy.count(numbers.first ?? [], label: labels[sample]) }
    }
    return .init(
      decibels: differences.map { $0.undefinedCount > 0 ? -.infinity : $0.decibels }.min()
        ?? .infinity,
      accuracy: labels == nil ? nil : accuracy)
  }

  /// Whether a quality reaches the goal.
  func reaches(_ quality: MixedPrecision.Quality) -> Bool {
    switch goal {
    case .decibels(let least): quality.decibels >= least
    case .accuracyLoss(let most, _):
      // One part in a million is room for the rounding of shares.
      (reference?.first ?? 0) - (quality.accuracy?.first ?? 0) <= most + 1e-6
    }
  }

  private static func run(
    _ graph: Graph, _ samples: Samples, _ threadCount: Int,
    _ take: (_ sample: Int, _ outputs: [[Float]]) -> Void
  ) throws {
    let ids = graph.outputs.map(\.tensor)
    try GraphRunner(graph, threadCount: threadCount).run(
      samples, observer: { _ in ValueKeeper(Set(ids)) }
    ) { sample, keeper in take(sample, ids.map { keeper.values[$0] ?? [] }) }
  }
}

/// Looks for the fewest operators that have to stay in float.
struct PrecisionSearch<Samples: SampleSource> {
  /// A model that was tried.
  struct Found {
    let floatNodes: Set<Int>
    let quantized: QuantizedGraph
    let quality: MixedPrecision.Quality

    /// Whether this is to be taken and not another model.
    func isBetter(than other: Found, for trial: PrecisionTrial<Samples>) -> Bool {
      let (reaches, otherReaches) = (trial.reaches(quality), trial.reaches(other.quality))
      guard reaches == otherReaches else { return reaches }
      guard floatNodes.count == other.floatNodes.count else {
        return floatNodes.count < other.floatNodes.count
      }
      return quality.decibels > other.quality.decibels
    }
  }

  /// The operators, the most harmful first.
  let order: [Int]
  let trial: PrecisionTrial<Samples>
  let quantize: (Set<Int>) throws -> QuantizedGraph

  /// The operators that are tried in int8 once more, the least harmful ones.
  private static var mostReturns: Int { 16 }

  private var triedCount = 0

  init(
    order: [Int], trial: PrecisionTrial<Samples>,
    quantize: @escaping (Set<Int>) throws -> QuantizedGraph
  ) {
    self.order = order
    self.trial = trial
    self.quantize = quantize
  }

  /// Searches; gives everything in float where nothing else reaches the goal.
  mutating func run(_ progress: (_ completed: Int, _ total: Int) -> Void) throws -> Found {
    let halvings = Int.bitWidth - order.count.leadingZeroBitCount
    let total = halvings + min(order.count, Self.mostReturns)
    var (low, high) = (0, order.count)
    var best = try tried(Set(order))
    // With `low` of them in float the goal is missed, with `high` it is reached, as far as known.
    while high - low > 1 {
      progress(min(triedCount, total), total)
      let middle = (low + high) / 2
      let found = try tried(Set(order[..<middle]))
      if trial.reaches(found.quality) { (high, best) = (middle, found) } else { low = middle }
    }
    guard trial.reaches(best.quality) else { return best }
    for index in order[..<high].reversed().prefix(Self.mostReturns) {
      progress(min(triedCount, total), total)
      let found = try tried(best.floatNodes.subtracting([index]))
      if trial.reaches(found.quality) { best = found }
    }
    progress(total, total)
    return best
  }

  private mutating func tried(_ floatNodes: Set<Int>) throws -> Found {
    triedCount += 1
    let quantized = try quantize(floatNodes)
    return Found(
      floatNodes: floatNodes, quantized: quantized, quality: try trial.quality(of: quantized))
  }
}
