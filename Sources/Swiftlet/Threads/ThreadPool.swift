internal import CSwiftletThreads

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A fixed team of threads that divides one piece of work at a time.
///
/// The thread that calls ``run(shares:_:)`` works too, so a pool of one makes no thread. Workers
/// that wait for work sleep after some tens of microseconds: an idle pool costs nothing. A pool
/// does not survive `fork`.
@safe public final class ThreadPool: Sendable {
  /// Why a pool could not be made.
  public enum Fault: Error, Equatable, Sendable {
    /// The number of threads is not between one and `limit`.
    case countOutOfRange(count: Int, limit: Int)
    /// The system refused memory or a thread, with this `errno`.
    case system(code: Int32)
  }

  /// The most threads that one pool may have.
  public static let limit = Int(SWIFTLET_THREADS_MAXIMUM)

  /// The number of processors that this process may use, at least one.
  public static var processorCount: Int { Int(swiftlet_threads_processor_count()) }

  /// The number of threads, the caller of ``run(shares:_:)`` included.
  public let count: Int

  // The C side synchronizes every use of the team, and only `deinit` frees it.
  private nonisolated(unsafe) let threads: OpaquePointer

  /// Makes a pool of `count` threads, the caller included.
  public init(count: Int) throws(Fault) {
    guard count >= 1, count <= Self.limit else {
      throw .countOutOfRange(count: count, limit: Self.limit)
    }
    guard let threads = unsafe swiftlet_threads_create(count) else {
      throw .system(code: errno)
    }
    self.count = count
    unsafe self.threads = threads
  }

  deinit {
    unsafe swiftlet_threads_destroy(threads)
  }

  /// Calls `body` once for every number below `shares`, and returns when all calls returned.
  ///
  /// Which thread takes which share is not defined, so a share must not wait for another. A run
  /// that starts while the pool is busy, from inside a share or from another thread, is done by
  /// its caller alone. Nothing is allocated.
  public func run(shares: Int, _ body: @Sendable (Int) -> Void) {
    precondition(shares >= 0, "the number of shares is negative")
    withoutActuallyEscaping(body) { body in
      var work = Work(body: body)
      // The run returns only when every share returned, so `work` outlives every use of it.
      unsafe withUnsafeMutablePointer(to: &work) { pointer in
        unsafe swiftlet_threads_run(
          UnsafeMutableRawPointer(threads), shares,
          { state, share in
            guard let state = unsafe state else { return }
            unsafe state.assumingMemoryBound(to: Work.self).pointee.body(share)
          }, pointer)
      }
    }
  }

  /// The pool as the C interface takes it: the first argument of ``runFunction``.
  ///
  /// Valid while the pool lives.
  @unsafe public var handle: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(threads)
  }

  /// The function of the C interface that divides work among the threads of a ``handle``.
  @unsafe public static var runFunction: RunFunction {
    unsafe swiftlet_threads_run
  }

  /// A function that runs shares of work on a team of threads.
  public typealias RunFunction =
    @convention(c) (
      UnsafeMutableRawPointer?, Int, (@convention(c) (UnsafeMutableRawPointer?, Int) -> Void)?,
      UnsafeMutableRawPointer?
    ) -> Void

  private struct Work {
    let body: @Sendable (Int) -> Void
  }
}
