internal import SwiftletFormat
public import SwiftletKernels

/// A model that has loaded, and runs.
///
/// Loading checks the whole file and writes everything that running needs into the arena; after
/// that ``run()`` cannot fail, and touches no memory but the arena and the file.
@safe public struct Interpreter<Operators: OperatorSet>: BitwiseCopyable {
  /// The start of the arena, which holds a ``LoadedModel``.
  private let header: UnsafeMutablePointer<LoadedModel>

  /// The multiple of bytes at which an arena starts in memory.
  public static var arenaAlignment: Int { ArenaLayout.alignment }

  /// The multiple of bytes at which a file starts in memory, as its constants do in the file.
  public static var fileAlignment: Int { ModelView.constantsAlignment }

  /// The bytes of arena that a file needs on this machine; one fewer is refused.
  @unsafe public static func arenaByteCount(
    of file: UnsafeRawBufferPointer
  ) throws(ModelFault) -> Int {
    let model: ModelView
    do throws(ModelFault.Reason) {
      model = try unsafe Loader<Operators>.open(file)
    } catch {
      throw ModelFault(error)
    }
    return try ArenaLayout(of: model, operators: Operators.self).byteCount
  }

  /// Loads a file into an arena.
  ///
  /// - Precondition: both stay where they are, and nothing else writes to the arena, for as long as
  ///   the interpreter is used.
  @unsafe public init(
    loading file: UnsafeRawBufferPointer, into arena: UnsafeMutableRawBufferPointer,
    instructionSet: InstructionSet = .best
  ) throws(ModelFault) {
    let loader: Loader<Operators>
    do throws(ModelFault.Reason) {
      loader = try unsafe Loader(file, arena: arena, instructionSet: instructionSet)
    } catch {
      throw ModelFault(error)
    }
    try loader.load()
    unsafe header = loader.arena.assumingMemoryBound(to: LoadedModel.self)
  }

  /// Finds a model that was loaded before.
  ///
  /// - Precondition: an interpreter of the same operators was loaded into the arena at `handle`.
  @unsafe public init(handle: UnsafeMutableRawPointer) {
    unsafe header = handle.assumingMemoryBound(to: LoadedModel.self)
  }

  /// The start of the arena, by which ``init(handle:)`` finds the model again.
  @unsafe public var handle: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(header) }

  /// The threads that share the work; one at first.
  public var threads: Threads {
    get { unsafe header.pointee.threads }
    nonmutating set { unsafe header.pointee.threads = newValue }
  }

  /// What the arena starts with.
  var loaded: LoadedModel { unsafe header.pointee }

  /// The instruction set of the kernels.
  public var instructionSet: InstructionSet { unsafe header.pointee.instructionSet }

  /// The number of steps.
  public var stepCount: Int { unsafe header.pointee.stepCount }

  /// Runs every step.
  public func run() {
    var observer = NoObserver()
    run(&observer)
  }

  /// Runs every step, and shows an observer each before and after.
  public func run<Observer: StepObserver>(_ observer: inout Observer) {
    // Loading wrote `stepCount` headers, each followed by the plan of its operator.
    var cursor = unsafe header.pointee.firstStep
    for index in 0..<stepCount {
      let step = unsafe cursor.load(as: StepHeader.self)
      observer.willRun(step: index)
      unsafe run(step.code, plan: cursor + StepHeader.byteCount)
      observer.didRun(step: index)
      unsafe cursor += Int(step.byteCount)
    }
  }

  /// Runs one step, alone or in shares.
  private func run(_ code: OperatorCode, plan: UnsafeMutableRawPointer) {
    var shareCount = 1
    if threads.count > 1 {
      var counter = unsafe ShareCounter(plan: plan)
      shareCount = max(1, min(threads.count, Operators.visit(code, with: &counter)))
    }
    var work = unsafe SharedWork(plan: plan, code: code, shareCount: shareCount)
    // The one way to an operator's `run`, so that its code is there once.
    unsafe withUnsafeMutablePointer(to: &work) { state in
      unsafe threads.run(shareCount, Operators.shareBody, UnsafeMutableRawPointer(state))
    }
  }

  /// Runs every step by its operator's reference.
  public func runReference() {
    var observer = NoObserver()
    runReference(&observer)
  }

  /// Runs every step by its operator's reference, and shows an observer each before and after.
  public func runReference<Observer: StepObserver>(_ observer: inout Observer) {
    var cursor = unsafe header.pointee.firstStep
    for index in 0..<stepCount {
      let step = unsafe cursor.load(as: StepHeader.self)
      var runner = unsafe ReferenceRunner(plan: cursor + StepHeader.byteCount)
      observer.willRun(step: index)
      Operators.visit(step.code, with: &runner)
      observer.didRun(step: index)
      unsafe cursor += Int(step.byteCount)
    }
  }
}

/// Follows a run step by step.
public protocol StepObserver {
  /// Learns that a step is about to run.
  mutating func willRun(step: Int)

  /// Learns that a step has run; its output is in place.
  mutating func didRun(step: Int)
}

private struct NoObserver: StepObserver {
  func willRun(step: Int) {}
  func didRun(step: Int) {}
}

/// Answers with the shares that a step is worth.
@safe private struct ShareCounter: OperatorVisitor {
  typealias Failure = Never

  let plan: UnsafeMutableRawPointer

  mutating func visit<O: Operator>(_ operator: O.Type) -> Int {
    unsafe O.shareCount(plan.assumingMemoryBound(to: O.Plan.self).pointee)
  }

  // Loading refused every operator that is not linked.
  mutating func missing(_ code: OperatorCode) -> Int { 0 }
}

@safe private struct ReferenceRunner: OperatorVisitor {
  typealias Failure = Never

  let plan: UnsafeMutableRawPointer

  mutating func visit<O: Operator>(_ operator: O.Type) {
    unsafe O.reference(plan.assumingMemoryBound(to: O.Plan.self).pointee)
  }

  mutating func missing(_ code: OperatorCode) {}
}

/// The work that the shares of one step have in common.
@safe private struct SharedWork: BitwiseCopyable {
  let plan: UnsafeMutableRawPointer
  let code: OperatorCode
  let shareCount: Int
}

/// Runs one share of a step; called on the caller's threads.
///
/// - Precondition: `state` is what a ``StepRunner`` gave to the threads.
@unsafe public func runShare<Operators: OperatorSet>(
  _ operators: Operators.Type, _ state: UnsafeMutableRawPointer?, _ index: Int
) {
  guard let work = unsafe state?.assumingMemoryBound(to: SharedWork.self).pointee else { return }
  var runner = unsafe ShareRunner(
    plan: work.plan, share: Share(index: index, count: work.shareCount))
  Operators.visit(work.code, with: &runner)
}

@safe private struct ShareRunner: OperatorVisitor {
  typealias Failure = Never

  let plan: UnsafeMutableRawPointer
  let share: Share

  mutating func visit<O: Operator>(_ operator: O.Type) {
    unsafe O.run(plan.assumingMemoryBound(to: O.Plan.self).pointee, share)
  }

  mutating func missing(_ code: OperatorCode) {}
}
