public import Swiftlet
internal import SwiftletCore

/// Runs a model on samples, several at once, and shows every value to an observer.
public struct ModelRunner: Sendable {
  /// The model.
  public let model: Model

  /// The threads that run samples, each with an arena of its own.
  public let threadCount: Int

  /// What the values of the file's tensors are called when they are shown.
  private let identities: [Graph.TensorID]

  /// The samples of each thread whose observers are kept until their turn comes.
  private static let depth = 4

  /// Runs a model file, whose values are known by the numbers of its tensors.
  public init(_ model: Model, threadCount: Int = ThreadPool.processorCount) {
    self.init(model, identities: Array(model.tensors.indices), threadCount: threadCount)
  }

  init(_ model: Model, identities: [Graph.TensorID], threadCount: Int) {
    self.model = model
    self.identities = identities
    self.threadCount = min(max(threadCount, 1), ThreadPool.limit)
  }

  /// Runs samples, each with an observer of its own, and takes the observers in the samples' order.
  ///
  /// What the observers hold, and the order in which they come, does not depend on the threads. At
  /// most four observers for each thread are in memory at a time.
  ///
  /// - Parameters:
  ///   - samples: The values of the inputs.
  ///   - range: Which of the samples to run; all when it is nil.
  ///   - observer: Makes the observer of a sample; called from several threads.
  ///   - merge: Takes the observer of a sample; called by the caller's thread, one after the other.
  /// - Throws: what the first sample threw that did, or `merge`.
  public func run<Observer: ValueObserver>(
    _ samples: some SampleSource, range: Range<Int>? = nil,
    observer: @Sendable (_ sample: Int) -> Observer,
    merge: (_ sample: Int, _ observer: consuming Observer) throws -> Void
  ) throws {
    let range = range ?? 0..<samples.count
    let laneCount = max(1, min(threadCount, range.count))
    let lanes = try Lanes(model, count: laneCount)
    let pool = try ThreadPool(count: laneCount)
    var start = range.lowerBound
    while start < range.upperBound {
      let block = start..<min(start + Self.depth * laneCount, range.upperBound)
      let results = Slots<Observer>(count: block.count)
      pool.run(shares: laneCount) { lane in
        for sample in stride(from: block.lowerBound + lane, to: block.upperBound, by: laneCount) {
          results.set(
            sample - block.lowerBound,
            Result { try run(sample, of: samples, in: lanes.sessions[lane], observer(sample)) })
        }
      }
      for (sample, result) in zip(block, results.taken()) {
        if let result { try merge(sample, result.get()) }
      }
      start = block.upperBound
    }
  }

  private func run<Observer: ValueObserver>(
    _ sample: Int, of samples: some SampleSource, in session: Session, _ observer: Observer
  ) throws -> Observer {
    // A run may overwrite its inputs, so each is written before every run.
    for input in model.inputs.indices {
      try session.setInput(input, reals: samples.reals(of: input, in: sample))
    }
    var showing = Showing(
      observer: observer, session: session, identities: identities,
      outputs: model.operators.map { $0.outputs.first ?? -1 })
    for input in model.inputNumbers { showing.show(input) }
    session.run(&showing)
    return showing.observer
  }
}

/// Shows the output of each step as it is made.
private struct Showing<Observer: ValueObserver>: StepObserver {
  var observer: Observer
  let session: Session
  let identities: [Graph.TensorID]
  let outputs: [Int]

  mutating func show(_ number: Int) {
    guard let tensor = session.tensor(number) else { return }
    observer.see(ShownValue(id: identities[number], tensor))
  }

  mutating func willRun(step: Int) {}
  mutating func didRun(step: Int) { show(outputs[step]) }
}

/// A session for each thread.
private final class Lanes: @unchecked Sendable {
  // Each session is used by the one share that has its number.
  let sessions: [Session]

  init(_ model: Model, count: Int) throws {
    sessions = try (0..<count).map { _ in try Session(model) }
  }
}
