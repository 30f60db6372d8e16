internal import SwiftletCore
internal import SwiftletFormat

/// Finds the range of each float value of a graph from samples.
public enum Calibration {
  /// Runs samples, and chooses a range for every float32 value that is made from them.
  ///
  /// Methods that count values in bins run the samples twice: once for the least and the greatest
  /// value, between which the bins then lie. Counts are integers and extremes are taken in the
  /// samples' order, so that the ranges are the same for every number of threads.
  ///
  /// - Parameters:
  ///   - graph: A float graph.
  ///   - samples: Values for its inputs.
  ///   - method: How ranges are chosen.
  ///   - threadCount: How many samples are run at once.
  ///   - progress: Learns how many of how many runs are done.
  /// - Returns: the ranges, as they were measured: zero is not always in them.
  /// - Throws: ``CalibrationFault``, or what stands in the way of running the graph.
  public static func ranges(
    of graph: Graph, samples: some SampleSource, method: Method, threadCount: Int,
    progress: (_ completed: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [Graph.TensorID: ValueRange] {
    guard samples.count > 0 else { throw CalibrationFault.noSamples }
    let runner = try GraphRunner(graph, threadCount: threadCount)
    let total = method.needsHistograms ? 2 * samples.count : samples.count
    var ranges: [Graph.TensorID: ValueRange] = [:]
    try runner.run(samples, observer: { _ in ExtremeObserver() }) { sample, observer in
      if let id = observer.notFinite {
        throw CalibrationFault.valueNotFinite(name: graph.tensors[id].name, sample: sample)
      }
      for (id, found) in observer.ranges {
        ranges[id] =
          ranges[id].map { method == .movingAverage ? $0.moved(to: found) : $0.joined(found) }
          ?? found
      }
      progress(sample + 1, total)
    }
    guard method.needsHistograms else { return ranges }
    var histograms = ranges.mapValues { Histogram($0) }
    let empty = histograms
    try runner.run(samples, observer: { _ in HistogramObserver(empty) }) { sample, observer in
      for (id, counted) in observer.histograms { histograms[id]?.add(counted) }
      progress(samples.count + sample + 1, total)
    }
    let ids = histograms.keys.sorted()
    let counted = ids.compactMap { histograms[$0] }
    let chosen = try parallelMap(ids.count, threadCount: threadCount) {
      counted[$0].range(by: method)
    }
    return Dictionary(uniqueKeysWithValues: zip(ids, chosen))
  }
}

/// Why ranges could not be found.
public enum CalibrationFault: Error, Equatable, Sendable {
  /// There are no samples.
  case noSamples
  /// A sample makes a value that is not finite.
  case valueNotFinite(name: String, sample: Int)
}

extension CalibrationFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .noSamples: "there are no samples to calibrate with"
    case .valueNotFinite(let name, let sample):
      "the float model gives NaN or an infinite number at '\(name)' for sample \(sample)"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .noSamples: "give at least one sample; some tens are better"
    case .valueNotFinite: "check that the samples are scaled as the model was trained with"
    }
  }
}

extension ValueRange {
  fileprivate func joined(_ other: ValueRange) -> ValueRange {
    ValueRange(lower: min(lower, other.lower), upper: max(upper, other.upper))
  }

  /// The range a tenth of the way to another.
  fileprivate func moved(to other: ValueRange) -> ValueRange {
    // Differences of finite numbers may be infinite; their parts are not.
    ValueRange(
      lower: lower * 0.9 + other.lower * 0.1, upper: upper * 0.9 + other.upper * 0.1)
  }
}

/// Finds the least and the greatest number of every float value of a sample.
private struct ExtremeObserver: ValueObserver {
  private(set) var ranges: [Graph.TensorID: ValueRange] = [:]

  /// The first value that holds something that is no finite number.
  private(set) var notFinite: Graph.TensorID?

  mutating func see(_ value: borrowing ShownValue) {
    guard value.type.element == .float32 else { return }
    let range = value.withReals { reals in
      var range = ValueRange(lower: .infinity, upper: -.infinity)
      var areFinite = true
      for index in reals.indices {
        let real = reals[index]
        range.lower = real < range.lower ? real : range.lower
        range.upper = real > range.upper ? real : range.upper
        areFinite = areFinite && real.magnitude < .infinity
      }
      return areFinite ? range : nil
    }
    let id = value.id
    ranges[id] = range
    if range == nil, notFinite == nil { notFinite = id }
  }
}

/// Counts the values of a sample in bins.
private struct HistogramObserver: ValueObserver {
  private(set) var histograms: [Graph.TensorID: Histogram]

  init(_ histograms: [Graph.TensorID: Histogram]) { self.histograms = histograms }

  mutating func see(_ value: borrowing ShownValue) {
    let id = value.id
    value.withReals { reals in histograms[id]?.count(reals) }
  }
}
