import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct PReluTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try PReluCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheRealRectifier() throws {
    for example in try PReluCases.all() {
      let (input, slope) = (example.inputs[0], example.inputs[1])
      let trial = try example.trial()
      let found = reals(of: try trial.reference(), trial.outputType)
      let (values, slopes) = (input.realValues, slope.realValues)
      let quantization = trial.outputType.quantization
      let step = Double(quantization?.scale ?? 0)
      // Each slope serves the innermost elements after it, or one in each row.
      let isColumn = slope.type.shape.fromInnermost(0) == 1
      let width = input.type.shape.fromInnermost(0)
      for (index, x) in values.enumerated() {
        let alpha = slopes[isColumn ? index / width % slopes.count : index % slopes.count]
        var expected = x < 0 ? alpha * x : x
        if let quantization {
          let zeroPoint = Double(quantization.zeroPoint)
          expected = max(step * (-128 - zeroPoint), min(step * (127 - zeroPoint), expected))
        }
        #expect(abs(found[index] - expected) <= 0.5001 * step + 1e-5, "\(example)")
      }
    }
  }

  @Test func slopesThatStretchTheInputAreRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 0, needed: 1, found: 4)) {
      try OperatorTrial<PRelu>(.init(), [.float32([1]), .float32([4])])
    }
  }
}
