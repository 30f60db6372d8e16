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
    nonmutating set {
      unsafe header.pointee.threads = newValue
      cutSteps(for: newValue)
    }
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
    let threads = threads
    // Loading wrote `stepCount` headers, each followed by the plan of its operator.
    var cursor = unsafe header.pointee.firstStep
    for index in 0..<stepCount {
      let step = unsafe cursor.load(as: StepHeader.self)
      observer.willRun(step: index)
      // The one way to an operator's `run`, so that its code is there once.
      unsafe threads.run(Int(step.shareCount), Operators.shareBody, cursor)
      observer.didRun(step: index)
      unsafe cursor += Int(step.byteCount)
    }
  }

  /// Works out how many shares each step is cut into.
  private func cutSteps(for threads: Threads) {
    var cursor = unsafe header.pointee.firstStep
    for _ in 0..<stepCount {
      var step = unsafe cursor.load(as: StepHeader.self)
      var counter = unsafe ShareCounter(plan: cursor + StepHeader.byteCount)
      let worthwhile = threads.count > 1 ? Operators.visit(step.code, with: &counter) : 1
      let shareCount = max(1, min(threads.count, worthwhile))
      step.shareCount = UInt16(truncatingIfNeeded: min(shareCount, Int(UInt16.max)))
      unsafe cursor.storeBytes(of: step, as: StepHeader.self)
      unsafe cursor += Int(step.byteCount)
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

/// Runs one share of a step; called on the caller's threads.
///
/// What a share needs lies in the arena and does not change from run to run, so that each thread
/// keeps it in its own cache.
///
/// - Precondition: `state` is the header of a step, which an ``Interpreter`` gave to the threads.
@unsafe public func runShare<Operators: OperatorSet>(
  _ operators: Operators.Type, _ state: UnsafeMutableRawPointer?, _ index: Int
) {
  guard let state = unsafe state else { return }
  let step = unsafe state.load(as: StepHeader.self)
  var runner = unsafe ShareRunner(
    plan: state + StepHeader.byteCount, share: Share(index: index, count: Int(step.shareCount)))
  Operators.visit(step.code, with: &runner)
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
