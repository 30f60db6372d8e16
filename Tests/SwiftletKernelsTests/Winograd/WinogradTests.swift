import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct WinogradTests {
  @Test(arguments: [2, 4]) func everyVariantEqualsTheReferenceAtEveryTail(_ length: Int) {
    for channels in 1...40 {
      var example = WinogradCase(length: length, 5, 6, channels: channels)
      example.hasResidual = channels % 3 == 0
      example.gap = channels % 5
      compare(example)
    }
  }

  @Test(arguments: [2, 4]) func everyVariantEqualsTheReferenceOnEveryImage(_ length: Int) {
    for height in 1...9 {
      for width in 1...9 {
        var example = WinogradCase(length: length, height, width, channels: 17)
        example.hasResidual = height % 2 == 0
        compare(example)
        example.border = (0, 2)
        example.skipped = 1
        compare(example)
        example.border = (3, 0)
        compare(example)
      }
    }
  }

  @Test(arguments: [2, 4]) func theHardestNumbersGiveTheSameBits(_ length: Int) {
    for channels in [4, 13, 48] {
      var example = WinogradCase(length: length, 7, 9, channels: channels)
      example.isExtreme = true
      compare(example)
      example.hasResidual = true
      compare(example)
    }
  }

  @Test func thisMachinesBestSetHasAVariantWhereAnyHas() {
    #if arch(x86_64)
    #expect((Winograd.kernel(for: .best) != nil) == InstructionSet.avx2.isSupported)
    #elseif arch(arm64)
    #expect(Winograd.kernel(for: .best) != nil)
    #endif
    #expect(Winograd.kernel(for: .portable) == nil)
  }

  private func compare(_ example: WinogradCase) {
    guard example.isPossible else { return }
    let values = example.values { unsafe Winograd.reference($0) }
    let output = example.output { unsafe Winograd.reference($0) }
    for set in InstructionSet.supported {
      guard let variant = Winograd.variant(set) else { continue }
      #expect(haveEqualBits(example.values { unsafe variant($0) }, values), "\(set): \(example)")
      #expect(haveEqualBits(example.output { unsafe variant($0) }, output), "\(set): \(example)")
    }
  }
}
