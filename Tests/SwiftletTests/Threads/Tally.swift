import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Counts that several threads add to, one lock for all.
final class Tally: Sendable {
  private let state: Mutex<[Int]>

  init(count: Int) { state = Mutex([Int](repeating: 0, count: count)) }

  func add(at index: Int) { state.withLock { $0[index] += 1 } }

  var counts: [Int] { state.withLock { $0 } }
}

/// Plain memory, each cell written by one share of a run and by the next run's: lost writes show.
final class Cells: @unchecked Sendable {
  private let memory: UnsafeMutableBufferPointer<Int>

  init(count: Int) {
    memory = .allocate(capacity: count * 16)
    memory.initialize(repeating: 0)
  }

  deinit { memory.deallocate() }

  func increment(at index: Int) { memory[index * 16] += 1 }

  var values: [Int] { stride(from: 0, to: memory.count, by: 16).map { memory[$0] } }
}

func pause(microseconds: Int) {
  var time = timespec(tv_sec: 0, tv_nsec: microseconds * 1000)
  nanosleep(&time, nil)
}
