import SwiftletCases
import SwiftletKernels
import Testing

@testable import SwiftletCore

@Suite struct AdditionTests {
  static let zeroPoints: [Int32] = [-128, -3, 0, 77, 127]

  @Test func theSumIsWithinHalfAStepAndALittleOfTheRealSum() throws {
    var random = SeededRandom(seed: 1)
    for _ in 0..<2_000 {
      let left = Float.random(in: 0.001...4, using: &random)
      let right = Float.random(in: 0.001...4, using: &random)
      let output = Float.random(in: 0.05...4, using: &random)
      let zeroPoints = (0..<3).map { _ in Int32.random(in: -128...127, using: &random) }
      let addition = try Dot.Addition(
        leftScale: left, leftZeroPoint: zeroPoints[0], rightScale: right,
        rightZeroPoint: zeroPoints[1], outputScale: output, outputZeroPoint: zeroPoints[2],
        range: -128...127)
      let l = Int32.random(in: -128...127, using: &random)
      let r = Int32.random(in: -128...127, using: &random)
      let real =
        (Double(left) * Double(l - zeroPoints[0]) + Double(right) * Double(r - zeroPoints[1]))
        / Double(output) + Double(zeroPoints[2])
      let found = Double(addition.sum(l, r))
      #expect(abs(min(max(real, -128), 127) - found) <= 0.51)
    }
  }

  @Test func theLargerMultiplierFillsTwentyOneBitsOverTheWholeRange() throws {
    for exponent in -10...7 {
      let scale = Float(sign: .plus, exponent: exponent, significand: 1)
      for ratio in [scale, scale.nextUp, (scale * 2).nextDown] {
        let addition = try Self.addition(ratio, 0x1p-40)
        #expect((1 << 20...1 << 21).contains(addition.left_multiplier))
        #expect((1...30).contains(addition.shift))
        #expect(addition.right_multiplier >= 0)
      }
    }
  }

  @Test func theBoundOfTheOffsetHoldsAtEveryCorner() throws {
    for left in Self.zeroPoints {
      for right in Self.zeroPoints {
        for ratio in [Float(0x1p-10), Float(0x1p8).nextDown] {
          let addition = try Self.addition(ratio, ratio, left, right)
          #expect(abs(Int(addition.offset)) <= 1 << 30)
        }
      }
    }
  }

  @Test func ratiosOutsideOfTheRangeAreRefused() {
    for ratio in [Float(0x1p-10).nextDown, 0x1p8, .infinity, .nan, -1, 0] {
      #expect(throws: ModelFault.Reason.scaleOutOfRange) { try Self.addition(ratio, ratio) }
    }
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try Self.addition(1, .nan) }
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try Self.addition(1, -1) }
  }

  @Test func zeroPointsThatAreNoBytesAreRefused() {
    #expect(throws: ModelFault.Reason.zeroPointOutOfRange(128)) { try Self.addition(1, 1, 128) }
    #expect(throws: ModelFault.Reason.zeroPointOutOfRange(-129)) {
      try Self.addition(1, 1, 0, -129)
    }
  }

  private static func addition(
    _ left: Float, _ right: Float, _ leftZeroPoint: Int32 = 0, _ rightZeroPoint: Int32 = 0
  ) throws -> Dot.Addition {
    try Dot.Addition(
      leftScale: left, leftZeroPoint: leftZeroPoint, rightScale: right,
      rightZeroPoint: rightZeroPoint, outputScale: 1, outputZeroPoint: 0, range: -128...127)
  }
}
