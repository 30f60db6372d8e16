import SwiftletCases
import SwiftletCore
import Testing

@Suite struct LookupTests {
  static let everyInput = (-128...127).map { Int8($0) }

  @Test func eachElementBecomesItsEntryOfTheTable() throws {
    let trial = try OperatorTrial<Lookup>(
      .init(),
      [
        SampleTensor(.int8, [256], Self.everyInput),
        SampleTensor(.int8, [256], Self.everyInput.reversed(), isConstant: true),
      ])
    let expected = Self.everyInput.reversed().map { UInt8(bitPattern: $0) }
    #expect(try trial.reference() == expected)
    #expect(try trial.run(shares: 3) == expected)
    #expect(try trial.run(inPlaceOf: 0) == expected)
  }

  @Test func aTableThatIsTooShortIsRefused() throws {
    let trial = try OperatorTrial<Lookup>(
      .init(),
      [.int8([4]), SampleTensor(.int8, [255], [Int8](repeating: 0, count: 255), isConstant: true)])
    #expect(throws: ModelFault.Reason.tooFewBytes(needed: 256, available: 255)) {
      try trial.plan()
    }
  }
}
