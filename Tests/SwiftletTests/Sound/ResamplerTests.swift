import Swiftlet
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct ResamplerTests {
  private func sine(_ hertz: Double, rate: Int, count: Int) -> [Float] {
    (0..<count).map { Float(sin(2 * .pi * hertz * Double($0) / Double(rate))) }
  }

  private func resampled(_ samples: [Float], _ from: Int, _ to: Int, piece: Int) throws -> [Float] {
    var resampler = try #require(Resampler(from: from, to: to))
    var result: [Float] = []
    for start in stride(from: 0, to: samples.count, by: piece) {
      result += resampler.resample(Array(samples[start..<min(start + piece, samples.count)]))
    }
    return result + resampler.finish()
  }

  @Test(arguments: [
    (44_100, 16_000), (48_000, 16_000), (22_050, 8_000), (8_000, 16_000), (16_000, 11_025),
  ])
  func aToneKeepsItsPhaseAndItsLevel(from: Int, to: Int) throws {
    let samples = sine(1000, rate: from, count: from)
    let result = try resampled(samples, from, to, piece: 999)
    #expect(result.count == to)
    let expected = sine(1000, rate: to, count: to)
    // At the ends the sound begins and stops, which no band limit lets through unchanged.
    for index in 200..<to - 200 { #expect(abs(result[index] - expected[index]) < 1e-3) }
  }

  @Test func whatTheRateCannotHoldIsWeakenedByEightyDecibels() throws {
    let samples = sine(9_500, rate: 48_000, count: 48_000)
    let result = try resampled(samples, 48_000, 16_000, piece: 4096)
    #expect(result[200..<15_800].allSatisfy { abs($0) < 1e-4 })
  }

  @Test(arguments: [1, 7, 100, 5_000])
  func everyCutGivesTheSameSamples(piece: Int) throws {
    let samples = sine(440, rate: 44_100, count: 5_000)
    #expect(
      try resampled(samples, 44_100, 16_000, piece: piece)
        == resampled(samples, 44_100, 16_000, piece: 5_000))
  }

  @Test func aRateThatStaysChangesNothing() throws {
    let samples = sine(440, rate: 16_000, count: 300)
    #expect(try resampled(samples, 16_000, 16_000, piece: 77) == samples)
  }

  @Test func tablesBeyondMeasureAreRefused() {
    #expect(Resampler(from: 767_999, to: 191_999) == nil)
    #expect(Resampler(from: .max, to: 1) == nil)
    #expect(Resampler(from: 0, to: 1) == nil)
    #expect(Resampler(from: 16_000, to: -1) == nil)
  }
}
