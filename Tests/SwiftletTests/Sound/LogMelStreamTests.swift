import Swiftlet
import SwiftletSound
import Testing

@Suite struct LogMelStreamTests {
  @Test func rowsComeAsTheirSamplesDo() throws {
    let stream = try LogMelStream(LogMelSettings())
    #expect(stream.rows(Array(repeating: 0, count: 479)).isEmpty)
    #expect(stream.rows([0]) == [Array(repeating: 0, count: 40)])
    #expect(stream.rows(Array(repeating: 0, count: 640)).count == 2)
  }

  @Test func samplesAreRoundedAndHeld() {
    let samples: [Float] = [0, 1, -1, 2, -3, 0.5, 1.5 / 32768, 2.5 / 32768, .nan]
    #expect(
      LogMelStream.integers(samples)
        == [0, 32767, -32768, 32767, -32768, 16384, 2, 2, 0])
  }

  @Test func settingsThatCannotBeAreRefused() {
    #expect(throws: LogMelFault.hopOutOfRange(0)) {
      _ = try LogMelStream(LogMelSettings(hopMilliseconds: 0))
    }
  }
}
