import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct DepthwiseTests {
  @Test func everyVariantEqualsTheReferenceAtEveryTail() {
    for channels in Array(1...70) + [127, 128, 129, 200] {
      for taps in [1, 2, 3, 4, 5, 8, 9] {
        var example = DepthwiseCase(
          pixels: 1 + (channels + taps) % 5, taps: taps, channels: channels)
        example.sharesMultiplier = (channels + taps) % 2 == 0
        compare(example)
      }
    }
  }

  @Test func everyVariantEqualsTheReferenceAtEveryNumberOfPixels() {
    for pixels in 1...27 {
      for channels in [8, 16, 24, 64, 67] {
        compare(DepthwiseCase(pixels: pixels, taps: 9, channels: channels))
      }
    }
  }

  @Test func everyVariantEqualsTheReferenceAtEveryNumberOfTaps() {
    for taps in Array(1...30) + [63, 64, 65, 130] {
      for channels in [5, 16, 64, 80] {
        compare(DepthwiseCase(pixels: 3, taps: taps, channels: channels))
      }
    }
  }

  @Test func extremeValuesNeitherSaturateNorTrap() {
    for taps in [1, 2, 3, 4, 9, 25] {
      for channels in [1, 15, 16, 48, 130] {
        var example = DepthwiseCase(pixels: 6, taps: taps, channels: channels)
        example.isExtreme = true
        compare(example)
      }
    }
  }

  @Test(arguments: [-128, -1, 3, 127])
  func aWeightZeroPointIsSubtracted(_ zeroPoint: Int) {
    for channels in [1, 16, 33, 64, 100] {
      for isExtreme in [false, true] {
        var example = DepthwiseCase(pixels: 7, taps: 9, channels: channels)
        example.weightZeroPoint = zeroPoint
        example.isExtreme = isExtreme
        compareInt8(example)
      }
    }
  }

  private func compare(_ example: DepthwiseCase) {
    compareInt8(example)
    for format in [
      BlockFormat.float32, .scaledInt8(hasScales: true), .scaledInt8(hasScales: false), .float16,
    ] {
      var example = example
      example.floatFormat = format
      compareFloat32(example)
    }
  }

  private func compareInt8(_ example: DepthwiseCase) {
    let operands = Int8DepthwiseExample(example)
    let expected = operands.output { unsafe Depthwise.reference($0) }
    for set in InstructionSet.supported {
      guard let variant = Depthwise.int8Variant(set) else { continue }
      let observed = operands.output { unsafe variant($0) }
      #expect(observed == expected, "\(set.name): \(example)")
    }
  }

  private func compareFloat32(_ example: DepthwiseCase) {
    let operands = Float32DepthwiseExample(example)
    let expected = operands.output { unsafe Depthwise.reference($0, example.floatFormat) }
    for set in InstructionSet.supported {
      guard let variant = Depthwise.float32Variant(set, example.floatFormat) else { continue }
      let observed = operands.output { unsafe variant($0) }
      #expect(haveEqualBits(observed, expected), "\(set.name): \(example)")
    }
  }
}
