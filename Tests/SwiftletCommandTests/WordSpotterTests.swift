import Testing

@testable import SwiftletCommand

@Suite struct WordSpotterTests {
  /// The words in scores of two words and silence.
  private func words(_ scores: [[Float]], smoothing: Int = 2) -> [WordSpotter.Word] {
    var spotter = WordSpotter(threshold: 0.6, smoothing: smoothing, ignored: [2])
    return scores.compactMap { spotter.hear($0) }
  }

  private let yes: [Float] = [0.9, 0, 0.1]
  private let no: [Float] = [0, 0.9, 0.1]
  private let silence: [Float] = [0, 0, 1]

  @Test func aWordIsToldOnceWhenItsMeanReachesTheThreshold() {
    let found = words([silence, yes, yes, yes, yes, silence])
    #expect(found == [WordSpotter.Word(number: 0, score: 0.9, window: 2)])
  }

  @Test func aWordIsToldAgainAfterAPause() {
    let found = words([yes, yes, silence, silence, yes, yes])
    #expect(found.map(\.window) == [1, 5])
  }

  @Test func aWordIsToldAgainAfterAnother() {
    #expect(words([yes, yes, no, no, yes, yes]).map(\.number) == [0, 1, 0])
  }

  @Test func onePeakIsNotEnough() {
    #expect(words([silence, yes, silence, silence]).isEmpty)
  }

  @Test func whatIsIgnoredIsNotTold() {
    #expect(words([silence, silence, silence]).isEmpty)
  }
}
