import SwiftletCases
import Testing

@testable import SwiftletKernels

@Suite struct FusedProductTests {
  @Test func equalsTheFusedProductOfTheStandardLibrary() {
    var random = Sequence64(seed: 7)
    for _ in 0..<200_000 {
      let bits = random.next()
      let other = random.next()
      let x = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      let w = Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32))
      // Half of the sums nearly cancel the product, where a second rounding would show.
      let product = Float(-x * w)
      let near = Float(bitPattern: product.bitPattern &+ UInt32(other & 3))
      let sum = other & 4 == 0 ? near : Float(bitPattern: UInt32(truncatingIfNeeded: other >> 8))
      let expected = sum.addingProduct(x, w)
      let observed = sum.fused(x, w)
      #expect(
        observed.bitPattern == expected.bitPattern || (observed.isNaN && expected.isNaN),
        "\(x) × \(w) + \(sum)")
    }
  }

  @Test func halfwayCasesAndSubnormalsRoundOnce() {
    let hard: [Float] = [
      0, -0.0, 1, -1, 0x1.000002p0, 0x1.fffffep-1, 0x1p-75, 0x1.000002p-75, 0x1p-149, -0x1p-149,
      0x1p-126, 0x1.fffffep127, 0x1p64, .infinity, -.infinity, .nan, 0x1p-24, 0x1.8p-24,
    ]
    for x in hard {
      for w in hard {
        for sum in hard {
          let expected = sum.addingProduct(x, w)
          let observed = sum.fused(x, w)
          #expect(
            observed.bitPattern == expected.bitPattern || (observed.isNaN && expected.isNaN),
            "\(x) × \(w) + \(sum)")
        }
      }
    }
  }
}
