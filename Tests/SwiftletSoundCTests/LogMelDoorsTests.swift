import CSwiftlet
import SwiftletCore
import SwiftletSound
import SwiftletSoundC
import Testing

@Suite("Sound through the C interface")
struct LogMelDoorsTests {
  private static let settings = swiftlet_log_mel_settings(
    sample_rate: 16_000, window_ms: 30, hop_ms: 20, mel_count: 40, lower_hz: 20, upper_hz: 7_600)

  private static let noise: [Int16] = {
    var state: UInt32 = 1
    return (0..<9_000).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int16(truncatingIfNeeded: state >> 16)
    }
  }()

  /// The rows of the C interface, taken from pieces of the samples.
  private func rows(of samples: [Int16], piece: Int) -> [[Int16]] {
    var settings = Self.settings
    var size = 0
    #expect(swiftlet_log_mel_size(&settings, &size) == .ok)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
    defer { memory.deallocate() }
    var logMel: OpaquePointer?
    #expect(swiftlet_log_mel_start(&settings, memory, size, &logMel) == .ok)
    var rows: [[Int16]] = []
    samples.withUnsafeBufferPointer { buffer in
      for start in stride(from: 0, to: buffer.count, by: piece) {
        var next = buffer.baseAddress.map { $0 + start }
        var count = min(piece, buffer.count - start)
        while let row = swiftlet_log_mel_next(logMel, &next, &count) {
          rows.append(Array(UnsafeBufferPointer(start: row, count: 40)))
        }
        #expect(count == 0)
      }
    }
    return rows
  }

  @Test func theRowsAreThoseOfSwift() throws {
    let count = try LogMel.byteCount(for: LogMelSettings())
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
    defer { memory.deallocate() }
    let logMel = try LogMel(LogMelSettings(), in: memory)
    var expected: [[Int16]] = []
    var samples = Self.noise
    samples.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      var rest = Elements<Int16>(start, count: bytes.count / 2)
      while let row = logMel.next(&rest) { expected.append((0..<40).map { row[$0] }) }
    }
    #expect(expected.count == 27)
    #expect(rows(of: Self.noise, piece: 9_000) == expected)
    #expect(rows(of: Self.noise, piece: 333) == expected)
  }

  @Test func realsAndBytesAreThoseOfSwift() {
    let row: [Int16] = [0, 512, 700, 22_528]
    var reals = [Float](repeating: -1, count: 4)
    swiftlet_log_mel_reals(row, 4, &reals)
    #expect(reals == [0, 1, 700 / 512, 44])
    var stored = [Int8](repeating: 0, count: 4)
    swiftlet_log_mel_int8(row, 4, 0.25, -100, &stored)
    #expect(stored == [-100, -96, -95, 76])
  }

  @Test func everySettingAndPointerThatIsWrongIsRefusedByName() {
    var size = 5
    var logMel: OpaquePointer?
    var settings = Self.settings
    #expect(swiftlet_log_mel_size(nil, &size) == .argumentMissing)
    #expect(swiftlet_log_mel_size(&settings, nil) == .argumentMissing)
    #expect(swiftlet_log_mel_start(&settings, nil, 5, &logMel) == .argumentMissing)
    let changes:
      [((inout swiftlet_log_mel_settings) -> Void, swiftlet_log_mel_status, String)] = [
        ({ $0.sample_rate = .max }, .sampleRateOutOfRange, "sample rate out of range"),
        ({ $0.window_ms = .min }, .windowOutOfRange, "window out of range"),
        ({ $0.hop_ms = 31 }, .hopOutOfRange, "hop out of range"),
        ({ $0.mel_count = -1 }, .melCountOutOfRange, "mel count out of range"),
        ({ $0.upper_hz = 10 }, .frequenciesOutOfRange, "frequencies out of range"),
        ({ $0.mel_count = 250 }, .filterEmpty, "filter empty"),
      ]
    for (change, status, name) in changes {
      settings = Self.settings
      change(&settings)
      #expect(swiftlet_log_mel_size(&settings, &size) == status)
      #expect(String(cString: swiftlet_log_mel_status_name(status)) == name)
    }
    #expect(size == 5)
    settings = Self.settings
    #expect(swiftlet_log_mel_size(&settings, &size) == .ok)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size + 8, alignment: 8)
    defer { memory.deallocate() }
    #expect(swiftlet_log_mel_start(&settings, memory, size - 1, &logMel) == .memoryTooSmall)
    #expect(swiftlet_log_mel_start(&settings, memory + 1, size, &logMel) == .memoryMisaligned)
    #expect(logMel == nil)
    var none: UnsafePointer<Int16>?
    var count = 5
    #expect(swiftlet_log_mel_next(nil, &none, &count) == nil)
    swiftlet_log_mel_reset(nil)
    #expect(String(cString: swiftlet_log_mel_status_name(.ok)) == "ok")
  }
}
