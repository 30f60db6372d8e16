import Testing

@testable import Swiftlet

@Suite struct ValueDistributionTests {
  private func distribution(_ numbers: [Double]) -> ValueDistribution {
    ValueDistribution { count in numbers.forEach(count) }
  }

  @Test func numbersFallIntoEqualParts() {
    let numbers = (0...ValueDistribution.binCount).map { Double($0) - 8 }
    let result = distribution(numbers + [.nan, .infinity])
    #expect(result.count == 49)
    #expect(result.undefinedCount == 2)
    #expect(result.zeroCount == 1)
    #expect((result.minimum, result.maximum) == (-8, 40))
    #expect(result.mean == 16)
    #expect(abs(result.deviation - 14.142) < 0.001)
    // The greatest number is in the last part.
    #expect(result.bins == Array(repeating: 1, count: 47) + [2])
  }

  @Test func numbersThatAreAllEqualHaveNoParts() {
    let result = distribution([3, 3, 3])
    #expect(result.bins.isEmpty)
    #expect((result.mean, result.deviation) == (3, 0))
    #expect(distribution([]).mean == 0)
    #expect(distribution([.nan]).count == 0)
  }
}
