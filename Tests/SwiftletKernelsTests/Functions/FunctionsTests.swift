import Glibc
import SwiftletKernels
import Testing

@Suite struct FunctionsTests {
  @Test(arguments: FunctionCase.all)
  func errorStaysBelowTheBoundOfItsPage(_ example: FunctionCase) {
    var worst = 0.0
    var place: Float = 0
    Sweep.forEach { x in
      let error = example.error(at: x)
      if error > worst { (worst, place) = (error, x) }
    }
    #expect(worst <= example.bound, "\(worst) ulp at \(place)")
  }

  @Test(.enabled(if: Sweep.stride == 4099), arguments: FunctionCase.all)
  func everyBitIsTheSameOnEveryMachine(_ example: FunctionCase) {
    var fold: UInt64 = 0xcbf2_9ce4_8422_2325
    Sweep.forEach { x in
      let result = example.function(x)
      // The payload of a NaN is the machine's own.
      let bits = result.isNaN ? Float.nan.bitPattern : result.bitPattern
      fold = (fold ^ UInt64(bits)) &* 0x100_0000_01b3
    }
    #expect(fold == example.checksum, "0x\(String(fold, radix: 16))")
  }

  static let powerEdges: [Float] = [
    0, 1, 2, 3, 0.5, 1.5, .infinity, 0x1p23, 0x1.fffffep22, 0x1.fffffep23, 0x1p24, 1 - 0x1p-24,
    1 + 0x1p-23, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
  ]

  @Test func powerTreatsSpecialCasesAsTheStandardDoes() {
    let edges = Self.powerEdges + Self.powerEdges.map { -$0 } + [.nan]
    for x in edges {
      for y in edges {
        let expected = Float(pow(Double(x), Double(y)))
        let observed = Functions.power(x, y)
        #expect(isClose(observed, expected), "\(x) to the power \(y): \(observed), \(expected)")
      }
    }
  }

  @Test func powerStaysWithinTwoUnitsInTheLastPlace() {
    for step in 0..<300_000 {
      let near = Float(0.5) + Float(step) * 0x1p-18
      let wide = Float(bitPattern: UInt32(step) * 7103 + 1)
      for base in [near, wide] where base != 1 {
        let exponent = Float(Double(step % 2749) / 10 - 147) / Float(log2(Double(base)))
        let exact = pow(Double(base), Double(exponent))
        let observed = Double(Functions.power(base, exponent))
        let unit = scalbn(1, Int32(max(exact.exponent, -126)) - 23)
        #expect(abs(observed - exact) <= 2 * unit, "\(base) to the power \(exponent)")
      }
    }
  }

  /// Whether two floats are the same, two NaNs, or at most two steps apart.
  private func isClose(_ a: Float, _ b: Float) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
    return a.sign == b.sign && abs(Int(a.bitPattern) - Int(b.bitPattern)) <= 2
  }
}
