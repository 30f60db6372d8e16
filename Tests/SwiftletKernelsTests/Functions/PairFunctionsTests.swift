import Glibc
import SwiftletCases
import SwiftletKernels
import Testing

/// The functions of two numbers but the power, against the C library's in double precision.
@Suite struct PairFunctionsTests {
  private static let edges: [Float] = {
    let positive: [Float] = [
      0, .leastNonzeroMagnitude, 0x1.8p-140, .leastNormalMagnitude, 1, 1.5, 3, 0x1p23,
      0x1.fffffep60, .greatestFiniteMagnitude, .infinity,
    ]
    return positive + positive.map { -$0 } + [.nan]
  }()

  /// Pairs of every magnitude, of neighbouring magnitudes, and of edges.
  private static let pairs: [(Float, Float)] = {
    var random = SeededRandom(seed: 11)
    var pairs = edges.flatMap { x in edges.map { (x, $0) } }
    for _ in 0..<200_000 {
      let x = Float(bitPattern: UInt32.random(in: 0 ... .max, using: &random))
      let y = Float(bitPattern: UInt32.random(in: 0 ... .max, using: &random))
      let near = Float.random(in: -8...8, using: &random)
      pairs += [(x, y), (near, Float.random(in: -8...8, using: &random)), (x, x * near)]
    }
    return pairs
  }()

  @Test func theRemainderIsExact() {
    for (x, y) in Self.pairs {
      let expected = Float(fmod(Double(x), Double(y)))
      let observed = Functions.remainder(x, y)
      let isSame =
        observed.bitPattern == expected.bitPattern || (observed.isNaN && expected.isNaN)
      #expect(isSame, "\(x) by \(y): \(observed), not \(expected)")
    }
  }

  @Test func theModuloHasTheSignOfTheDivisor() {
    for (x, y) in Self.pairs {
      let rest = fmod(Double(x), Double(y))
      let expected = rest != 0 && (rest < 0) != (y < 0) ? Float(rest) + y : Float(rest)
      let observed = Functions.modulo(x, y)
      #expect(observed == expected || (observed.isNaN && expected.isNaN), "\(x) by \(y)")
    }
  }

  @Test func theAngleStaysWithinTwoUnitsInTheLastPlace() {
    for (x, y) in Self.pairs {
      let exact = atan2(Double(y), Double(x))
      let observed = Functions.arcTangent(y, x)
      guard !exact.isNaN else {
        #expect(observed.isNaN)
        continue
      }
      let unit = scalbn(1, Int32(max(exact.exponent, -126)) - 23)
      let error = exact == 0 ? 0 : abs(Double(observed) - exact) / unit
      #expect(error <= 2, "the angle of \(x), \(y): \(observed), not \(exact)")
      #expect(observed.sign == exact.sign, "the angle of \(x), \(y)")
    }
  }
}
