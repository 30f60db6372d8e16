import Testing

@testable import SwiftletConverter

@Suite struct DifferenceTests {
  private func difference(
    _ reference: [Float], _ tested: [Float], limits: ClosedRange<Float>? = nil
  ) -> Difference {
    var difference = Difference()
    difference.add(reference.span, tested.span, limits: limits)
    return difference
  }

  @Test func equalNumbersAreExact() {
    let same = difference([1, -2, 3], [1, -2, 3])
    #expect(same.decibels == .infinity && same.cosine == 1 && same.largestError == 0)
    let nothing = difference([0, 0], [0, 0])
    #expect(nothing.decibels == .infinity && nothing.cosine == 1)
  }

  @Test func noiseIsMeasuredAgainstTheSignal() {
    // The signal is 400, the noise 4: 20 dB.
    let tenth = difference([10, 10, -10, 10], [11, 9, -9, 9])
    #expect(abs(tenth.decibels - 20) < 1e-5)
    #expect(tenth.largestError == 1)
    // 10·11 + 10·9 + 10·9 + 10·9 over the lengths 20 and √364.
    #expect(abs(tenth.cosine - 380 / (400.0 * 364).squareRoot()) < 1e-12)
    #expect(difference([0, 0], [1, 0]).decibels == -.infinity)
  }

  @Test func whatTheElementTypeCannotHoldSaturates() {
    let cut = difference([-3, 0, 1, 2, 5], [-1, 0, 1, 2, 2], limits: -1...2)
    #expect(cut.saturatedCount == 2 && cut.saturatedShare == 0.4)
  }

  @Test func numbersThatAreNotFiniteAreCountedApart() {
    let odd = difference([1, .nan, .infinity, 2], [1, 1, .infinity, .nan])
    #expect(odd.undefinedCount == 3 && odd.count == 4 && odd.noise == 0)
  }

  @Test func partsAddUpToTheWhole() {
    let (reference, tested): ([Float], [Float]) = ([1, 2, 3, 4, 5, 6], [1, 2.5, 3, 3, 5, 6.25])
    var sum = difference(Array(reference[..<2]), Array(tested[..<2]))
    sum.add(difference(Array(reference[2...]), Array(tested[2...])))
    #expect(sum == difference(reference, tested))
  }

  @Test(arguments: [1e-300, 1e-40, 1e-3, 0.5, 1, 7, 1e9, 1e200])
  func decibelsCoverEveryRatio(noise: Double) {
    let expected = [1e-300: 3000, 1e-40: 400, 1e-3: 30, 0.5: 3.0103, 1: 0, 7: -8.45098, 1e9: -90]
    #expect(abs(Decibels.ofNoise(noise) - (expected[noise] ?? -2000)) < 1e-4)
  }

  @Test func theClassOfEqualScoresIsTheFirst() {
    var accuracy = Accuracy()
    accuracy.count([1, 3, 3, 0, 0, 0, 0], label: 1)
    #expect(accuracy.firstCount == 1 && accuracy.fifthCount == 1)
    accuracy.count([1, 3, 3, 0, 0, 0, 0], label: 2)
    #expect(accuracy.firstCount == 1 && accuracy.fifthCount == 2)
    accuracy.count([1, 3, 3, 0, 0, 0, 0], label: 5)
    #expect(accuracy.fifthCount == 2 && accuracy.count == 3)
    accuracy.count([.nan, .nan], label: 0)
    #expect(accuracy.firstCount == 1)
  }
}
