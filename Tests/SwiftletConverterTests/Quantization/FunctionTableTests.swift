import SwiftletConverter
import SwiftletFormat
import Testing

@Suite struct FunctionTableTests {
  @Test func identityOfOneScaleKeepsEveryElement() {
    let table = FunctionTable.table(
      of: .identity, input: (scale: 0.37, zeroPoint: 11), output: (scale: 0.37, zeroPoint: 11))
    #expect(table == (-128...127).map { Int8($0) })
  }

  @Test func halvesRoundAwayFromZeroBeforeTheZeroPointIsAdded() {
    let table = FunctionTable.table(
      of: .identity, input: (scale: 0.5, zeroPoint: 0), output: (scale: 1, zeroPoint: 10))
    #expect(table[128 + 1] == 11)
    #expect(table[128 - 1] == 9)
  }

  @Test func infiniteResultsSaturateAndUndefinedOnesAreZero() {
    let table = FunctionTable.table(
      of: .log, input: (scale: 1, zeroPoint: 0), output: (scale: 0.05, zeroPoint: 5))
    #expect(table[128] == -128)
    #expect(table[0] == 5)
    #expect(table[128 + 1] == 5)
  }
}
