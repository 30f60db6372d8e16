/// The work of one share: the state that the runtime gave, and the share's position.
public typealias ShareBody = @convention(c) (UnsafeMutableRawPointer?, Int) -> Void

/// Threads that the caller lends to a model.
///
/// The runtime makes none of its own, and its results do not depend on their number.
@safe public struct Threads: BitwiseCopyable, @unchecked Sendable {
  /// Runs a body once for each share, in any order and on any thread, and returns when all are done.
  public typealias Function =
    @convention(c) (
      UnsafeMutableRawPointer?, Int, ShareBody?, UnsafeMutableRawPointer?
    ) -> Void

  /// The number of threads, with the caller's own.
  public let count: Int

  private let function: Function?
  private let pool: UnsafeMutableRawPointer?

  /// The caller's thread alone.
  public static var one: Threads { Threads() }

  private init() {
    count = 1
    unsafe function = nil
    unsafe pool = nil
  }

  /// Lends a pool of threads.
  ///
  /// - Precondition: `function` may be called with `pool` whenever a model runs.
  @unsafe public init(count: Int, function: @escaping Function, pool: UnsafeMutableRawPointer?) {
    self.count = max(1, count)
    unsafe self.function = function
    unsafe self.pool = pool
  }

  /// Runs a body for each of some shares.
  @unsafe func run(_ shareCount: Int, _ body: ShareBody, _ state: UnsafeMutableRawPointer?) {
    if let function = unsafe function, shareCount > 1 {
      unsafe function(pool, shareCount, body, state)
    } else {
      for share in 0..<shareCount { unsafe body(state, share) }
    }
  }
}
