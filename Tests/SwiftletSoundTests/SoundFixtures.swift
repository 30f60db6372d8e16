import SwiftletCore
import SwiftletSound
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A front end in memory of exactly its size, with guard bytes behind it.
final class LogMelMemory {
  private static let guardCount = 64
  let memory: UnsafeMutableRawBufferPointer
  let logMel: LogMel

  init(_ settings: LogMelSettings) throws {
    let count = try LogMel.byteCount(for: settings)
    memory = .allocate(byteCount: count + Self.guardCount, alignment: 8)
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
    logMel = try LogMel(settings, in: UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
  }

  deinit {
    #expect(memory.suffix(Self.guardCount).allSatisfy { $0 == 0xA5 })
    memory.deallocate()
  }

  /// The rows that some more samples complete.
  func rows(_ samples: [Int16]) -> [[Int16]] {
    var copy = samples
    return copy.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return [] }
      var rest = Elements<Int16>(start, count: samples.count)
      var rows: [[Int16]] = []
      while let row = logMel.next(&rest) { rows.append((0..<row.count).map { row[$0] }) }
      #expect(rest.count == 0)
      return rows
    }
  }
}

/// Sounds that are the same on every machine.
enum Sound {
  static func silence(_ count: Int) -> [Int16] { Array(repeating: 0, count: count) }

  /// A wave that jumps between the extremes, with a period of some samples.
  static func square(_ count: Int, period: Int = 40) -> [Int16] {
    (0..<count).map { $0 % period < period / 2 ? .max : .min }
  }

  /// Noise of an amplitude; `Tests/CrossTests/sound.c` makes the same.
  static func noise(_ count: Int, amplitude: Int32) -> [Int16] {
    var state: UInt32 = 1
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int16(truncatingIfNeeded: ((Int32(state >> 16) - 32768) * amplitude) >> 15)
    }
  }

  static func sine(_ count: Int, amplitude: Double, turnsPerSample: Double) -> [Int16] {
    (0..<count).map { Int16((amplitude * sin(2 * .pi * turnsPerSample * Double($0))).rounded()) }
  }
}
