public import Swiftlet
internal import SwiftletCore
public import SwiftletFormat

/// What a model gives beside what a reference gives for the same samples.
public struct Comparison: Sendable {
  /// An operator whose output both models have under one name.
  public struct Layer: Sendable {
    /// The name of the output.
    public let name: String
    /// The position of the operator among those of the tested model.
    public let step: Int
    /// What the operator is called.
    public let operatorName: String
    /// The element type of the output in the tested model.
    public let element: ElementType
    /// How far the output is from the reference.
    public let difference: Difference
    /// The noise for each unit of signal in what the operator works on.
    public let noiseRatioBefore: Double

    /// The noise that the operator adds for each unit of signal.
    ///
    /// This takes the operator to pass on noise and signal of its inputs alike.
    public var addedNoiseRatio: Double { max(0, difference.noiseRatio - noiseRatioBefore) }

    /// The ratio of signal to noise that the operator alone would leave, in decibels.
    public var ownDecibels: Double { Decibels.ofNoise(addedNoiseRatio) }
  }

  /// An output of the models.
  public struct Output: Sendable {
    /// Its name in the tested model.
    public let name: String
    /// How far it is from the reference.
    public let difference: Difference
  }

  /// The number of samples.
  public let sampleCount: Int

  /// The operators whose outputs could be compared, in running order.
  public let layers: [Layer]

  /// The operators of the tested model, with those whose outputs the reference does not have.
  public let operatorCount: Int

  /// The outputs, in order.
  public let outputs: [Output]

  /// How often each model is right; nil without labels.
  public let accuracy: (reference: Accuracy, tested: Accuracy)?

  /// The layers that add noise, those that add most first.
  public var layersByDamage: [Layer] {
    layers.filter { $0.addedNoiseRatio > 0 }.sorted {
      ($1.addedNoiseRatio, $0.step) < ($0.addedNoiseRatio, $1.step)
    }
  }

  /// Runs samples on both models.
  ///
  /// - Parameters:
  ///   - tested: The model in question.
  ///   - reference: The model whose values are taken as right.
  ///   - samples: Values for the inputs of both.
  ///   - labels: The class of each sample, of which the first output gives the scores.
  ///   - threadCount: How many samples are run at once; the result does not depend on it.
  ///   - progress: Learns how many of how many samples are done.
  /// - Throws: ``ComparisonFault``, or what stands in the way of running a model.
  public init(
    of tested: Model, with reference: Model, samples: some SampleSource, labels: [Int]? = nil,
    threadCount: Int, progress: (_ completed: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    try ComparisonFault.check(tested, reference, sampleCount: samples.count, labels: labels)
    var run = ComparisonRun(tested, reference, labels: labels, threadCount: threadCount)
    for start in stride(from: 0, to: samples.count, by: run.blockCount) {
      let block = start..<min(start + run.blockCount, samples.count)
      try run.compare(samples, block) { progress($0, samples.count) }
    }
    sampleCount = samples.count
    operatorCount = tested.operators.count
    accuracy = labels == nil ? nil : run.accuracy
    layers = Self.layers(of: tested, run.values, run.differences)
    let differences = run.differences
    outputs = zip(tested.outputs, tested.outputNumbers).enumerated().map { index, output in
      Output(
        name: output.0.name ?? "\(index)", difference: differences[output.1] ?? Difference())
    }
  }

  private static func layers(
    of model: Model, _ values: ComparedValues, _ differences: [Int: Difference]
  ) -> [Layer] {
    guard values.haveNames else { return [] }
    let tensors = Array(model.tensors)
    return model.operators.enumerated().compactMap { step, operation in
      guard let number = operation.outputs.first, let difference = differences[number],
        tensors[number].isReal
      else { return nil }
      let before = (values.sources[number] ?? []).compactMap { differences[$0] }
      let signal = before.reduce(0) { $0 + $1.signal }
      let noise = before.reduce(0) { $0 + $1.noise }
      return Layer(
        name: tensors[number].name ?? "\(number)", step: step,
        operatorName: operation.code.map { "\($0)" } ?? "", element: tensors[number].element,
        difference: difference, noiseRatioBefore: noise == 0 ? 0 : noise / signal)
    }
  }
}
