import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct SelectTests {
  @Test(arguments: try SelectCases.all())
  func eachElementComesFromTheSideThatItsConditionSays(_ example: LayoutCase<Select>) throws {
    let condition = example.inputs[0]
    let truths = condition.values(UInt8.self)
    let expected = everyIndex(try example.trial().outputType.shape.lengths).flatMap { index in
      let values = example.inputs[truths[position(index, in: condition)] != 0 ? 1 : 2]
      let size = values.type.element.byteCount
      let start = position(index, in: values) * size
      return values.bytes[start..<(start + size)]
    }
    try expectEveryRun(of: example, toGive: expected)
  }

  @Test func aConditionThatIsNoTruthIsRefused() throws {
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Select>(.init(), [.int8([2]), .int8([2]), .int8([2])])
    }
  }

  @Test func valuesThatDifferInTypeOrQuantizationAreRefused() throws {
    let truths = try SampleTensor(.boolean, [2], [0, 1] as [UInt8])
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
      try OperatorTrial<Select>(.init(), [truths, .int8([2]), .float32([2])])
    }
    let trial = try OperatorTrial<Select>(.init(), [truths, .int8([2]), .int8([2], scale: 0.5)])
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Select.Plan>.size <= 184) }
}
