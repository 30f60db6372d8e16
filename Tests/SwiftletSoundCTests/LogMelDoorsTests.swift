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
  private func rows(
    of samples: [Int16], piece: Int, _ settings: swiftlet_log_mel_settings = Self.settings
  ) -> [[Int16]] {
    var settings = settings
    let width = Int(settings.mel_count)
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
          rows.append(Array(UnsafeBufferPointer(start: row, count: width)))
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

  /// The sound and the checksum of `Tests/CrossTests/sound.c`, which prints it on every machine.
  @Test func theChecksumIsThatOfEveryMachine() {
    var state: UInt32 = 1
    let samples = (0..<24_000).map { (index: Int32) -> Int16 in
      state = state &* 1_664_525 &+ 1_013_904_223
      let (noise, amplitude) = (Int32(state >> 16) - 32768, index * 32767 / 12_000)
      guard index < 12_000 else { return index % 50 < 25 ? .max : .min }
      return Int16(noise * amplitude / 32768)
    }
    var checksum: UInt64 = 14_695_981_039_346_656_037
    func add<Element>(_ elements: [Element]) {
      elements.withUnsafeBytes { bytes in
        for byte in bytes { checksum = (checksum ^ UInt64(byte)) &* 1_099_511_628_211 }
      }
    }
    let lists: [[Int32]] = [
      [16_000, 30, 20, 40, 20, 7_600], [8_000, 32, 10, 20, 0, 4_000],
      [44_100, 25, 25, 64, 60, 20_000], [192_000, 42, 21, 128, 0, 96_000],
    ]
    let settings = lists.map { (list: [Int32]) in
      swiftlet_log_mel_settings(
        sample_rate: list[0], window_ms: list[1], hop_ms: list[2], mel_count: list[3],
        lower_hz: list[4], upper_hz: list[5])
    }
    for (index, settings) in settings.enumerated() {
      let width = Int(settings.mel_count)
      for row in rows(of: samples, piece: 777 * (index + 1), settings) {
        var reals = [Float](repeating: 0, count: width)
        var stored = [Int8](repeating: 0, count: width)
        swiftlet_log_mel_reals(row, width, &reals)
        swiftlet_log_mel_int8(row, width, 0.173, -101, &stored)
        add(row)
        add(reals)
        add(stored)
      }
    }
    #expect(checksum == 0x519F_E865_28B3_2A6C)
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
    let changes: [((inout swiftlet_log_mel_settings) -> Void, swiftlet_log_mel_status, String)] = [
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
