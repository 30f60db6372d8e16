internal import Swiftlet
internal import Synchronization

/// Makes a value for each of some numbers on several threads, in the order of the numbers.
func parallelMap<Value: Sendable>(
  _ count: Int, threadCount: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let pool = try ThreadPool(count: max(1, min(threadCount, count, ThreadPool.limit)))
  let slots = Slots<Value>(count: count)
  pool.run(shares: count) { index in slots.set(index, Result { try body(index) }) }
  return try slots.taken().compactMap { try $0?.get() }
}

/// What several threads make, each in its place.
final class Slots<Value: Sendable>: Sendable {
  private let results: Mutex<[Result<Value, any Error>?]>

  init(count: Int) { results = Mutex(Array(repeating: nil, count: count)) }

  func set(_ index: Int, _ result: Result<Value, any Error>) {
    results.withLock { $0[index] = result }
  }

  /// What was made; the slots are empty afterwards.
  func taken() -> [Result<Value, any Error>?] {
    results.withLock { results in
      defer { results = [] }
      return results
    }
  }
}
