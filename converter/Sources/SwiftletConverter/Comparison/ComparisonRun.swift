internal import Swiftlet
internal import SwiftletCore

/// Runs two models on blocks of samples, and adds up how far their values are apart.
struct ComparisonRun {
  let values: ComparedValues

  /// The differences of the compared tensors of the tested model.
  private(set) var differences: [Int: Difference] = [:]

  /// How often each model is right.
  private(set) var accuracy = (reference: Accuracy(), tested: Accuracy())

  /// The samples whose reference values are in memory at once.
  var blockCount: Int { 4 * tested.threadCount }

  private let tested: ModelRunner
  private let reference: ModelRunner
  private let limits: [ClosedRange<Float>?]
  private let labels: [Int]?

  init(_ tested: Model, _ reference: Model, labels: [Int]?, threadCount: Int) {
    values = ComparedValues(tested, reference)
    limits = Array(tested.tensors.map(\.limits))
    self.labels = labels
    self.tested = ModelRunner(tested, threadCount: threadCount)
    self.reference = ModelRunner(reference, threadCount: threadCount)
  }

  /// Compares some samples.
  mutating func compare(
    _ samples: some SampleSource, _ block: Range<Int>, progress: (_ completed: Int) -> Void
  ) throws {
    let wanted = Set(values.partners.values)
    var kept: [[Int: [Float]]] = []
    try reference.run(samples, range: block, observer: { _ in ValueKeeper(wanted) }) {
      _, keeper in kept.append(keeper.values)
    }
    let references = kept
    let (partners, limits) = (values.partners, limits)
    let scores = labels == nil ? nil : tested.model.outputNumbers.first
    try tested.run(
      samples, range: block,
      observer: { sample in
        DifferenceObserver(
          partners, references[sample - block.lowerBound], limits, keeping: scores)
      }
    ) { sample, observer in
      for (number, difference) in observer.differences {
        differences[number, default: Difference()].add(difference)
      }
      if let labels, let other = reference.model.outputNumbers.first {
        let right = references[sample - block.lowerBound][other] ?? []
        accuracy.reference.count(right, label: labels[sample])
        accuracy.tested.count(observer.scores, label: labels[sample])
      }
      progress(sample + 1)
    }
  }
}

/// Compares the values of a sample as they are made.
private struct DifferenceObserver: ValueObserver {
  private(set) var differences: [Int: Difference] = [:]
  private(set) var scores: [Float] = []

  private let partners: [Int: Int]
  private let references: [Int: [Float]]
  private let limits: [ClosedRange<Float>?]
  private let kept: Int?

  init(
    _ partners: [Int: Int], _ references: [Int: [Float]], _ limits: [ClosedRange<Float>?],
    keeping kept: Int?
  ) {
    (self.partners, self.references, self.limits, self.kept) = (partners, references, limits, kept)
  }

  mutating func see(_ value: borrowing ShownValue) {
    let number = value.id
    if number == kept { scores = value.reals }
    guard let partner = partners[number], let reference = references[partner] else { return }
    differences[number] = value.withReals { reals in
      var difference = Difference()
      difference.add(reference.span, reals, limits: limits[number])
      return difference
    }
  }
}
