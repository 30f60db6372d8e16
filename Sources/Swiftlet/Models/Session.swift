public import SwiftletCore
public import SwiftletKernels

/// A model that has loaded into an arena, and runs.
///
/// A session is used by one thread at a time; each has an arena of its own, and all share the file.
@safe public final class Session {
  /// The model.
  public let model: Model

  /// The threads that share the work; nil for the caller's alone.
  public let threads: ThreadPool?

  // The memory of the arena, where the session owns it.
  private let memory: ZeroedMemory?
  private let interpreter: Interpreter<AllOperators>

  /// Loads a model into an arena of the session's own.
  public convenience init(
    _ model: Model, threads: ThreadPool? = nil, instructionSet: InstructionSet = .best
  ) throws(ModelError) {
    let memory = try ZeroedMemory(byteCount: model.arenaByteCount)
    try unsafe self.init(model, memory, memory.bytes, threads, instructionSet)
  }

  /// Loads a model into an arena of the session's own, and makes the threads that run it.
  public convenience init(
    _ model: Model, threadCount: Int, instructionSet: InstructionSet = .best
  ) throws(ModelError) {
    let threads: ThreadPool
    do throws(ThreadPool.Fault) {
      threads = try ThreadPool(count: threadCount)
    } catch {
      throw .threads(error)
    }
    try self.init(model, threads: threads, instructionSet: instructionSet)
  }

  /// Loads a model into an arena of the caller's, aligned to 16 bytes.
  ///
  /// - Precondition: the arena stays in place, and nothing else writes to it, while the session
  ///   lives.
  @unsafe public convenience init(
    _ model: Model, arena: UnsafeMutableRawBufferPointer, threads: ThreadPool? = nil,
    instructionSet: InstructionSet = .best
  ) throws(ModelError) {
    try unsafe self.init(model, nil, arena, threads, instructionSet)
  }

  private init(
    _ model: Model, _ memory: ZeroedMemory?, _ arena: UnsafeMutableRawBufferPointer,
    _ threads: ThreadPool?, _ instructionSet: InstructionSet
  ) throws(ModelError) {
    self.model = model
    self.memory = memory
    self.threads = threads
    do throws(ModelFault) {
      interpreter = try unsafe Interpreter(
        loading: model.bytes, into: arena, instructionSet: instructionSet)
    } catch {
      throw .refused(error, path: model.path)
    }
    if let threads { interpreter.threads = Threads(threads) }
  }

  /// The instruction set of the kernels.
  public var instructionSet: InstructionSet { interpreter.instructionSet }

  /// Runs the model once, from its inputs to its outputs.
  public func run() {
    defer { extendLifetime(self) }
    interpreter.run()
  }

  /// Runs the model once, each operator by its reference.
  public func runReference() {
    defer { extendLifetime(self) }
    interpreter.runReference()
  }

  /// Runs the model once, and shows an observer each step before and after.
  public func run<Observer: StepObserver>(_ observer: inout Observer) {
    defer { extendLifetime(self) }
    interpreter.run(&observer)
  }

  /// Runs the model once, and measures each step.
  public func profile() -> [Duration] {
    defer { extendLifetime(self) }
    var stopwatch = Stopwatch(stepCount: interpreter.stepCount)
    interpreter.run(&stopwatch)
    return stopwatch.durations
  }

  /// Any tensor of the file, whose bytes are its own only while it is alive.
  package func tensor(_ number: Int) -> ModelTensor? { interpreter.tensor(number) }

  func input(_ index: Int) throws(ModelError) -> ModelTensor {
    guard let tensor = interpreter.input(index) else {
      throw .indexOutOfRange(index: index, count: interpreter.inputCount)
    }
    return tensor
  }

  func output(_ index: Int) throws(ModelError) -> ModelTensor {
    guard let tensor = interpreter.output(index) else {
      throw .indexOutOfRange(index: index, count: interpreter.outputCount)
    }
    return tensor
  }
}

/// Measures how long each step takes.
private struct Stopwatch: StepObserver {
  private(set) var durations: [Duration] = []
  private var start = ContinuousClock.now

  init(stepCount: Int) { durations.reserveCapacity(stepCount) }

  mutating func willRun(step: Int) { start = .now }
  mutating func didRun(step: Int) { durations.append(start.duration(to: .now)) }
}

extension Threads {
  /// Lends a team of threads, which must outlive the model.
  fileprivate init(_ pool: ThreadPool) {
    unsafe self.init(
      count: pool.count, function: ThreadPool.runFunction, pool: pool.handle)
  }
}
