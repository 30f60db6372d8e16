import Swiftlet
import Testing

@Suite struct WaveReaderTests {
  private func little(_ value: Int, _ count: Int) -> [UInt8] { WaveFixture.little(value, count) }

  @Test func everyEncodingIsReadToFullScale() throws {
    let cases: [(code: Int, bits: Int, bytes: [UInt8], samples: [Float])] = [
      (1, 8, [0, 128, 255, 192], [-1, 0, 127 / 128, 0.5]),
      (1, 16, little(-32768, 2) + little(0, 2) + little(32767, 2), [-1, 0, 32767 / 32768]),
      (1, 24, little(-8_388_608, 3) + little(4_194_304, 3), [-1, 0.5]),
      (1, 32, little(Int(Int32.min), 4) + little(1 << 29, 4), [-1, 0.25]),
      (3, 32, little(Int(Float(-0.75).bitPattern), 4), [-0.75]),
      (3, 64, little(Int(bitPattern: UInt(Double(0.125).bitPattern)), 8), [0.125]),
    ]
    for (code, bits, bytes, expected) in cases {
      let plain = WaveFixture.format(code: code, rate: 22_050, bits: bits)
      let wide = WaveFixture.extensible(code: code, channels: 1, rate: 22_050, bits: bits)
      for format in [plain, wide] {
        let read = try WaveFixture.samples(WaveFixture.recording(format, bytes).bytes)
        #expect(read.samples == expected)
        #expect(read.format.sampleRate == 22_050)
        #expect(read.format.channelCount == 1)
      }
    }
  }

  @Test func channelsAreMixedToTheirMean() throws {
    let samples = [100, 300, -200, -400].flatMap { little($0, 2) }
    let fixture = WaveFixture.recording(WaveFixture.format(channels: 2), samples)
    #expect(try WaveFixture.samples(fixture.bytes).samples == [200 / 32768, -300 / 32768])
  }

  @Test func otherPartsMayStandAnywhereBeforeTheSamples() throws {
    let samples = little(-7, 2)
    let fixture = WaveFixture(parts: [
      ("LIST", [1, 2, 3]), ("fmt ", WaveFixture.format() + [0, 0]), ("fact", [9, 9, 9, 9]),
      ("junk", []), ("data", samples), ("LIST", [5]),
    ])
    #expect(try WaveFixture.samples(fixture.bytes).samples == [-7 / 32768])
  }

  @Test(arguments: [0, 0x7FFF_0000, 0x7FFF_F024, 0xFFFF_FFFF] as [UInt32])
  func aLengthThatARecorderCouldNotKnowMeansAllThatComes(stated: UInt32) throws {
    var fixture = WaveFixture.recording(
      WaveFixture.format(), (0..<40_000).flatMap { little($0 % 1000, 2) })
    fixture.statedCount = stated
    for isEndless in [false, true] {
      let samples = try WaveFixture.samples(fixture.bytes, isEndless: isEndless).samples
      #expect(samples == (0..<40_000).map { Float($0 % 1000) / 32768 })
    }
  }

  @Test func aStreamMayEndBeforeItsLength() throws {
    // The end of the second frame is missing.
    let samples = [5, 7, 9].flatMap { little($0, 2) }
    var fixture = WaveFixture.recording(WaveFixture.format(channels: 2), samples)
    fixture.statedCount = 1000
    #expect(try WaveFixture.samples(fixture.bytes, isEndless: true).samples == [6 / 32768])
  }

  private func fault(_ fixture: WaveFixture, isEndless: Bool = false) -> WaveFault? {
    do {
      _ = try WaveFixture.samples(fixture.bytes, isEndless: isEndless)
      return nil
    } catch {
      return error as? WaveFault
    }
  }

  @Test func aFileThatEndsBeforeItsLengthIsRefused() {
    var fixture = WaveFixture.recording(WaveFixture.format(), little(5, 2))
    fixture.statedCount = 1000
    #expect(fault(fixture) == .chunkCutShort(name: "data", needed: 1000, available: 2))
    let hostile = WaveFixture(parts: []).bytes + Array("LIST".utf8) + little(0xFFFF_FFFF, 4)
    #expect(
      throws: WaveFault.chunkCutShort(name: "LIST", needed: 0xFFFF_FFFF, available: 0)
    ) { _ = try WaveFixture.samples(hostile) }
    #expect(throws: WaveFault.samplesMissing) {
      _ = try WaveFixture.samples(hostile, isEndless: true)
    }
  }

  @Test func whatIsNoRecordingIsRefusedWithTheReason() {
    let samples = little(5, 2)
    #expect(throws: WaveFault.isNotWave) { _ = try WaveFixture.samples([]) }
    #expect(throws: WaveFault.isNotWave) {
      _ = try WaveFixture.samples(Array("RIFX0000WAVE".utf8))
    }
    #expect(fault(WaveFixture(parts: [("data", samples)])) == .formatMissing)
    #expect(fault(WaveFixture(parts: [("fmt ", WaveFixture.format())])) == .samplesMissing)
    let formats: [([UInt8], WaveFault)] = [
      (Array(WaveFixture.format().dropLast(2)), .formatMalformed(byteCount: 14)),
      (Array(repeating: 0, count: 1026), .formatMalformed(byteCount: 1026)),
      (WaveFixture.format(code: 0xFFFE), .formatMalformed(byteCount: 16)),
      (WaveFixture.format(code: 6, bits: 8), .encodingUnsupported(code: 6, bitCount: 8)),
      (WaveFixture.format(code: 1, bits: 12), .encodingUnsupported(code: 1, bitCount: 12)),
      (WaveFixture.format(channels: 0), .channelCountOutOfRange(0)),
      (WaveFixture.format(channels: 65), .channelCountOutOfRange(65)),
      (WaveFixture.format(rate: 0), .sampleRateOutOfRange(0)),
      (WaveFixture.format(rate: 0xFFFF_FFFF), .sampleRateOutOfRange(0xFFFF_FFFF)),
    ]
    for (format, expected) in formats {
      #expect(fault(.recording(format, samples)) == expected)
    }
    var mismatched = WaveFixture.format(channels: 2)
    mismatched[12] = 3
    #expect(fault(.recording(mismatched, samples)) == .frameMismatch(needed: 4, found: 3))
    let float = WaveFixture.format(code: 3, bits: 32)
    let infinite = little(0, 4) + little(Int(Float.infinity.bitPattern), 4)
    #expect(fault(.recording(float, infinite)) == .sampleNotFinite(index: 1))
  }

  @Test func everyCutAndEveryByteOfAHeaderLoadsOrIsRefused() {
    let whole = WaveFixture.recording(
      WaveFixture.extensible(code: 1, channels: 2, rate: 8_000, bits: 16),
      Array(repeating: 7, count: 64)
    ).bytes
    for length in 0..<whole.count { _ = try? WaveFixture.samples(Array(whole[..<length])) }
    for position in 0..<68 {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[position] = value
        _ = try? WaveFixture.samples(damaged)
        _ = try? WaveFixture.samples(damaged, isEndless: true)
      }
    }
  }
}
