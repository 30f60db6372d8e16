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
    pool.run(shares: 2) { _ in }
    pause(microseconds: 5000)
    // Other tests may work beside this one, so a single quiet stretch is what is asked for.
    let isQuiet = (0..<200).contains { _ in
      let before = processorMicroseconds()
      pause(microseconds: 20_000)
      return processorMicroseconds() - before < 5000
    }
    #expect(isQuiet)
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
