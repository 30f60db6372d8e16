import Glibc
import Swiftlet
import Synchronization
import Testing

@Suite(.serialized) struct ThreadPoolTests {
  @Test(arguments: 1...8)
  func everyShareIsDoneExactlyOnce(threads: Int) throws {
    let pool = try ThreadPool(count: threads)
    #expect(pool.count == threads)
    for shares in [0, 1, 2, 3, 7, 64, 1000] {
      let tally = Tally(count: shares)
      pool.run(shares: shares) { tally.add(at: $0) }
      #expect(tally.counts == [Int](repeating: 1, count: shares), "\(shares) shares")
    }
  }

  @Test(arguments: [1, 2, 3, 8])
  func oneHundredThousandRunsLoseNoShareAndNoWrite(threads: Int) throws {
    let pool = try ThreadPool(count: threads)
    let cells = Cells(count: threads)
    let clock = ContinuousClock()
    let runs = 100_000
    let time = clock.measure {
      for _ in 0..<runs { pool.run(shares: threads) { cells.increment(at: $0) } }
    }
    #expect(cells.values == [Int](repeating: runs, count: threads))
    print("\(threads) threads: \(time / runs) a run")
  }

  @Test func runsAfterASleepStillDivide() throws {
    let pool = try ThreadPool(count: 2)
    let tally = Tally(count: 2)
    for _ in 0..<50 {
      pool.run(shares: 2) { tally.add(at: $0) }
      pause(microseconds: 500)
    }
    #expect(tally.counts == [50, 50])
  }

  @Test func aRunInsideAShareIsDoneByItsCaller() throws {
    let pool = try ThreadPool(count: 2)
    let tally = Tally(count: 8)
    pool.run(shares: 2) { outer in
      pool.run(shares: 4) { inner in tally.add(at: outer * 4 + inner) }
    }
    #expect(tally.counts == [Int](repeating: 1, count: 8))
  }

  @Test func twoCallersMayShareOnePool() async throws {
    let pool = try ThreadPool(count: 2)
    let tally = Tally(count: 4)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<1000 { pool.run(shares: 4) { tally.add(at: $0) } }
        }
      }
    }
    #expect(tally.counts == [Int](repeating: 4000, count: 4))
  }

  @Test func anIdlePoolUsesNoProcessor() throws {
    let pool = try ThreadPool(count: 2)
    let clock = try #require(workerClock(of: pool))
    pause(microseconds: 50_000)
    let before = nanoseconds(clock)
    pause(microseconds: 200_000)
    #expect(nanoseconds(clock) - before < 1_000_000)
    withExtendedLifetime(pool) {}
  }

  @Test(arguments: [0, -1, 1025, Int.max])
  func aCountOutOfRangeIsRefused(count: Int) {
    #expect(throws: ThreadPool.Fault.countOutOfRange(count: count, limit: 1024)) {
      _ = try ThreadPool(count: count)
    }
  }

  @Test func theCFunctionRunsTheSameTeam() throws {
    let pool = try ThreadPool(count: 3)
    var counts = [UInt8](repeating: 0, count: 9)
    counts.withUnsafeMutableBytes { bytes in
      ThreadPool.runFunction(
        pool.handle, 9,
        { state, share in state?.storeBytes(of: 1, toByteOffset: share, as: UInt8.self) },
        bytes.baseAddress)
    }
    #expect(counts == [UInt8](repeating: 1, count: 9))
    withExtendedLifetime(pool) {}
  }

  @Test func atLeastOneProcessorIsUsable() {
    #expect(ThreadPool.processorCount >= 1)
  }
}

/// The clock of the processor time that a pool's own thread uses.
private func workerClock(of pool: ThreadPool) -> clockid_t? {
  let caller = UInt(bitPattern: Int(pthread_self()))
  let seen = Mutex<UInt?>(nil)
  // The caller may do every share of a run that is over before the other thread wakes.
  for _ in 0..<1000 where seen.withLock({ $0 }) == nil {
    pool.run(shares: 2) { _ in
      let own = UInt(bitPattern: Int(pthread_self()))
      if own != caller { seen.withLock { $0 = own } }
      pause(microseconds: 200)
    }
  }
  guard let worker = seen.withLock({ $0 }) else { return nil }
  var clock = clockid_t()
  return pthread_getcpuclockid(pthread_t(worker), &clock) == 0 ? clock : nil
}

private func nanoseconds(_ clock: clockid_t) -> Int {
  var time = timespec()
  clock_gettime(clock, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
