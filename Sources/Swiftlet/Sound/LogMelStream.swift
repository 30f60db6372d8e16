internal import SwiftletCore
public import SwiftletSound

/// Makes log-mel features of sound as it comes, in memory of its own.
public final class LogMelStream {
  private let memory: ZeroedMemory
  private let logMel: LogMel

  /// Prepares a front end.
  public init(_ settings: LogMelSettings) throws(LogMelFault) {
    let count = try LogMel.byteCount(for: settings)
    do {
      memory = try ZeroedMemory(byteCount: count)
    } catch {
      throw .memoryTooSmall(needed: count, available: 0)
    }
    // The memory lives as long as this object, and nothing else writes to it.
    logMel = try unsafe LogMel(settings, in: memory.bytes)
  }

  /// What the features are made of.
  public var settings: LogMelSettings { logMel.settings }

  /// The rows that some more samples complete, in units of 1/512.
  public func rows(_ samples: [Int16]) -> [[Int16]] {
    defer { extendLifetime(self) }
    var samples = samples
    var rows: [[Int16]] = []
    unsafe samples.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      // The elements are used only while the closure runs.
      var rest = unsafe Elements<Int16>(start, count: bytes.count / 2)
      while let row = logMel.next(&rest) { rows.append((0..<row.count).map { row[$0] }) }
    }
    return rows
  }

  /// The nearest 16-bit samples to real ones, full scale being one, ties to even.
  public static func integers(_ samples: [Float]) -> [Int16] {
    samples.map { sample in
      let scaled = (sample * 32768).rounded(.toNearestOrEven)
      return scaled == scaled ? Int16(max(-32768, min(32767, scaled))) : 0
    }
  }
}
