import SwiftletCore
import Testing

@testable import SwiftletSound

@Suite struct LogMelTests {
  private static let settings = [
    LogMelSettings(),
    LogMelSettings(
      sampleRate: 8_000, windowMilliseconds: 32, hopMilliseconds: 10, melCount: 20, lowerHertz: 0,
      upperHertz: 4_000),
    LogMelSettings(
      sampleRate: 44_100, windowMilliseconds: 25, hopMilliseconds: 25, melCount: 64,
      lowerHertz: 60, upperHertz: 20_000),
    LogMelSettings(
      sampleRate: 4_000, windowMilliseconds: 8, hopMilliseconds: 3, melCount: 1, lowerHertz: 1,
      upperHertz: 1_999),
  ]

  private static func sounds(_ count: Int) -> [[Int16]] {
    [
      Sound.silence(count), Sound.square(count), Sound.square(count, period: 2),
      Array(repeating: .min, count: count), Sound.noise(count, amplitude: 32767),
      Sound.noise(count, amplitude: 100), Sound.noise(count, amplitude: 2),
      Sound.sine(count, amplitude: 32767, turnsPerSample: 0.0371),
      Sound.sine(count, amplitude: 3, turnsPerSample: 0.21),
    ]
  }

  @Test(arguments: settings)
  func everyFeatureIsThatOfDoublePrecision(settings: LogMelSettings) throws {
    let reference = LogMelReference(settings)
    let count = settings.windowSampleCount + settings.hopSampleCount
    for sound in Self.sounds(count) {
      let rows = try LogMelMemory(settings).rows(sound)
      #expect(rows.count == 2)
      for (index, row) in rows.enumerated() {
        let frame = sound[(index * settings.hopSampleCount)...]
          .prefix(settings.windowSampleCount)
        #expect(row.count == settings.melCount)
        for (feature, interval) in zip(row, reference.intervals(frame)) {
          #expect(interval.contains(Double(feature)))
        }
      }
    }
  }

  @Test func fullScaleIsWithinAFiftiethOfDoublePrecision() throws {
    let settings = LogMelSettings()
    let sound = Sound.noise(settings.windowSampleCount, amplitude: 32767)
    let row = try LogMelMemory(settings).rows(sound)[0]
    for (feature, interval) in zip(row, LogMelReference(settings).intervals(sound[...])) {
      #expect(interval.upperBound - interval.lowerBound < 0.02 * 512)
      #expect(interval.contains(Double(feature)))
    }
  }

  @Test func silenceIsZero() throws {
    let rows = try LogMelMemory(LogMelSettings()).rows(Sound.silence(16_000))
    #expect(rows.count == 49)
    #expect(rows.allSatisfy { $0 == Array(repeating: 0, count: 40) })
  }

  @Test(arguments: [1, 7, 160, 320, 479, 480, 481, 5000])
  func everyCutOfTheSamplesGivesTheSameRows(piece: Int) throws {
    let sound = Sound.noise(6_000, amplitude: 9000)
    let whole = try LogMelMemory(LogMelSettings()).rows(sound)
    #expect(whole.count == LogMelSettings().rowCount(ofSamples: 6_000))
    let memory = try LogMelMemory(LogMelSettings())
    var rows: [[Int16]] = []
    for start in stride(from: 0, to: sound.count, by: piece) {
      rows += memory.rows(Array(sound[start..<min(start + piece, sound.count)]))
    }
    #expect(rows == whole)
  }

  @Test func resettingForgetsTheUnfinishedFrame() throws {
    let memory = try LogMelMemory(LogMelSettings())
    let sound = Sound.noise(700, amplitude: 9000)
    let rows = memory.rows(sound)
    memory.logMel.reset()
    #expect(memory.rows(sound) == rows)
  }

  @Test func theSettingsAreKept() throws {
    let settings = Self.settings[2]
    let memory = try LogMelMemory(settings)
    #expect(memory.logMel.settings == settings)
    #expect(LogMel(handle: memory.logMel.handle).settings == settings)
  }

  @Test func storedFeaturesAreThoseThatAnInputOfAModelTakes() throws {
    let features: [Int16] = [0, 1, 200, -3, 4_321, 22_528, .max, .min]
    let quantization = Quantization(scale: 0.17, zeroPoint: -90)
    var (source, stored) = (features, [Int8](repeating: 0, count: features.count))
    source.withUnsafeMutableBytes { from in
      stored.withUnsafeMutableBytes { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        LogMel.quantize(
          Elements(from, count: features.count), by: quantization,
          to: Elements(to, count: features.count))
      }
    }
    #expect(
      stored
        == features.map { Int8(quantization.stored(Float($0) / 512, in: -128...127)) })
  }

  @Test func theMemoryIsExact() throws {
    let settings = LogMelSettings()
    let count = try LogMel.byteCount(for: settings)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count + 8, alignment: 8)
    defer { memory.deallocate() }
    #expect(throws: LogMelFault.memoryTooSmall(needed: count, available: count - 1)) {
      _ = try LogMel(settings, in: UnsafeMutableRawBufferPointer(rebasing: memory[..<(count - 1)]))
    }
    #expect(throws: LogMelFault.memoryMisaligned(needed: 8)) {
      let shifted = UnsafeMutableRawBufferPointer(rebasing: memory[4...])
      _ = try LogMel(settings, in: shifted)
    }
  }
}

@Suite struct LogMelSettingsTests {
  private static func changed(
    _ change: (inout LogMelSettings) -> Void
  ) -> LogMelSettings {
    var settings = LogMelSettings()
    change(&settings)
    return settings
  }

  @Test(arguments: [
    (changed { $0.sampleRate = 3_999 }, LogMelFault.sampleRateOutOfRange(3_999)),
    (changed { $0.sampleRate = .max }, .sampleRateOutOfRange(.max)),
    (changed { $0.sampleRate = -16_000 }, .sampleRateOutOfRange(-16_000)),
    (changed { $0.windowMilliseconds = 0 }, .windowOutOfRange(0)),
    (changed { $0.windowMilliseconds = .max }, .windowOutOfRange(.max)),
    (changed { $0.windowMilliseconds = 513 }, .windowOutOfRange(513)),
    (changed { $0.windowMilliseconds = 1 }, .windowOutOfRange(1)),
    (changed { $0.hopMilliseconds = 0 }, .hopOutOfRange(0)),
    (changed { $0.hopMilliseconds = 31 }, .hopOutOfRange(31)),
    (changed { $0.hopMilliseconds = .min }, .hopOutOfRange(.min)),
    (changed { $0.melCount = 0 }, .melCountOutOfRange(0)),
    (changed { $0.melCount = 257 }, .melCountOutOfRange(257)),
    (changed { $0.lowerHertz = -1 }, .frequenciesOutOfRange(lower: -1, upper: 7_600)),
    (changed { $0.upperHertz = 8_001 }, .frequenciesOutOfRange(lower: 20, upper: 8_001)),
    (changed { $0.lowerHertz = 7_600 }, .frequenciesOutOfRange(lower: 7_600, upper: 7_600)),
    (changed { $0.melCount = 256 }, .filterEmpty(2)),
    (changed { $0.lowerHertz = 7_590 }, .filterEmpty(0)),
  ])
  func everySettingBeyondItsRangeIsRefused(settings: LogMelSettings, fault: LogMelFault) {
    #expect(throws: fault) { _ = try LogMel.byteCount(for: settings) }
  }

  @Test(arguments: [0, 479, 480, 799, 800, 16_000])
  func theRowsAreThoseThatTheSamplesComplete(count: Int) throws {
    let settings = LogMelSettings()
    let rows = try LogMelMemory(settings).rows(Sound.noise(count, amplitude: 1))
    #expect(rows.count == settings.rowCount(ofSamples: count))
  }
}

@Suite struct EnergyTests {
  @Test func theLogarithmIsThatOfDoublePrecisionToTheNearestUnit() {
    var parts: [Int32] = [0, 1, 2, 181, 182, 255, 256, 257, 1 << 29, 1 << 30]
    parts += (0..<4000).map { Int32(truncatingIfNeeded: ($0 * $0 * $0) % (1 << 30)) }
    for part in parts {
      let energy = Energy(real: part, imaginary: -part)
      let exact = Double(energy.high) * 0x1p32 + Double(energy.low)
      #expect(exact == 2 * Double(part) * Double(part))
      let logarithm = 512 * LogMelReference.binaryLogarithm(1 + exact / 65536)
      // Half a unit for rounding, half for the digits that are cut off before it.
      #expect(abs(Double(energy.logarithm) - logarithm) <= 0.51 + 0.5)
    }
  }

  @Test func aPartIsAddedRoundedDown() {
    for part in [0, 1, 5, 16_384, 32_767, 32_768] as [UInt32] {
      let whole = Energy(real: 0x2FFF_1234, imaginary: 0x1357_9BDF)
      var sum = Energy()
      sum.add(whole, part: part)
      sum.add(whole, part: 32_768 - part)
      let bits = { (energy: Energy) in UInt64(energy.high) << 32 | UInt64(energy.low) }
      #expect(bits(whole) - bits(sum) <= 2)
    }
  }
}
