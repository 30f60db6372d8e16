import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct PoolTests {
  @Test func everyVariantEqualsTheReferenceAtEveryTail() {
    for channels in Array(1...34) + Array(60...84) + [128, 193] {
      for (height, width) in [(1, 1), (2, 2), (3, 5), (7, 1)] {
        var example = PoolCase(height, width, channels: channels)
        example.roundsHalfUp = channels % 2 == 0
        example.missingCount = channels % 3
        compare(example)
        example.gap = 1 + channels % 5
        compare(example)
      }
    }
  }

  @Test func longSumsOfExtremesDoNotOverflow() {
    for (width, channels) in [
      (255, 16), (256, 67), (257, 64), (513, 67), (1000, 3), (32768, 1),
    ] {
      for roundsHalfUp in [false, true] {
        var example = PoolCase(1, width, channels: channels)
        example.isExtreme = true
        example.roundsHalfUp = roundsHalfUp
        compare(example)
      }
    }
    var lines = PoolCase(300, 3, channels: 70)
    lines.gap = 2
    compare(lines)
  }

  @Test func everyHalfGoesTheWayTheReferenceSays() {
    for divisor in [1, 2, 3, 4, 9, 64, 125, 4096, 32767, 32768] {
      for roundsHalfUp in [false, true] {
        for start in stride(
          from: -128 * divisor, through: 127 * divisor, by: 13 * max(1, divisor / 3))
        {
          for offset in -1...1 {
            let sum = max(-128 * divisor, min(127 * divisor, start + divisor / 2 + offset))
            compareMean(sum: Int32(sum), divisor: Int32(divisor), roundsHalfUp: roundsHalfUp)
          }
        }
      }
    }
  }

  private func compareMean(sum: Int32, divisor: Int32, roundsHalfUp: Bool) {
    var example = PoolCase(1, 1, channels: 64)
    example.roundsHalfUp = roundsHalfUp
    func output(of run: (Pool.Int8Job) -> Void) -> [Int8] {
      example.int8Output { job in
        var job = unsafe job
        // Every channel has its own sum near that of the first.
        unsafe job.start = max(-128 * divisor + 128, min(127 * divisor - 128, sum))
        unsafe job.divisor = divisor
        unsafe run(job)
      }
    }
    guard divisor > 1 else { return }
    let expected = output { unsafe Pool.reference($0, .mean) }
    for set in InstructionSet.supported {
      guard let variant = Pool.int8Variant(set, .mean) else { continue }
      #expect(output { unsafe variant($0) } == expected, "\(set.name): \(sum) / \(divisor)")
    }
  }

  private func compare(_ example: PoolCase) {
    for function in [Pool.Function.mean, .scaledSum, .maximum] {
      let expected = example.int8Output { unsafe Pool.reference($0, function) }
      for set in InstructionSet.supported {
        guard let variant = Pool.int8Variant(set, function) else { continue }
        let observed = example.int8Output { unsafe variant($0) }
        #expect(observed == expected, "\(set.name), \(function): \(example)")
      }
    }
    for function in [Pool.Function.mean, .maximum] {
      let expected = example.float32Output { unsafe Pool.reference($0, function) }
      for set in InstructionSet.supported {
        guard let variant = Pool.float32Variant(set, function) else { continue }
        let observed = example.float32Output { unsafe variant($0) }
        #expect(haveEqualBits(observed, expected), "\(set.name), \(function): \(example)")
      }
    }
  }
}
