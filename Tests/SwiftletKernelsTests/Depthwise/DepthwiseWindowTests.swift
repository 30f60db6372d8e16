import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct DepthwiseWindowTests {
  @Test func everyVariantEqualsTheReferenceAtEveryTail() {
    for channels in Array(1...72) + [96, 127, 128, 129, 200] {
      for stride in 1...2 {
        compare(
          DepthwiseCase(
            DepthwiseWindow(
              input: (4 + channels % 3, 3 + channels % 19), kernel: (3, 3),
              stride: (stride, stride), border: 1), channels: channels))
      }
    }
  }

  @Test func everyVariantEqualsTheReferenceAtEveryWidth() {
    for width in Array(1...40) + [63, 64, 65, 130, 300] {
      for channels in [4, 8, 12, 16, 24, 32, 64] {
        for stride in 1...2 {
          compare(
            DepthwiseCase(
              DepthwiseWindow(
                input: (3, width), kernel: (3, 3), stride: (stride, stride), border: 1),
              channels: channels))
        }
      }
    }
  }

  @Test func everyVariantEqualsTheReferenceForEveryWindow() {
    for height in 1...Depthwise.Window.mostTaps {
      for width in 1...Depthwise.Window.mostTaps {
        for (stride, border) in [((1, 1), 0), ((1, 2), 2), ((3, 1), 1), ((2, 9), 6)] {
          for channels in [16, 20, 64] {
            compare(
              DepthwiseCase(
                DepthwiseWindow(
                  input: (7, 8), kernel: (height, width), stride: stride, border: border),
                channels: channels))
          }
        }
      }
    }
  }

  @Test func linesInTheMiddleKeepTheirPlace() {
    for lines in [0..<1, 1..<2, 2..<5, 4..<7] {
      for channels in [8, 32, 67] {
        for border in [0, 1, 2] {
          var window = DepthwiseWindow(input: (9, 11), kernel: (3, 3), border: border)
          window.output.lines = lines
          compare(DepthwiseCase(window, channels: channels))
        }
      }
    }
  }

  @Test func extremeValuesNeitherSaturateNorTrap() {
    for channels in [4, 8, 15, 16, 48, 130] {
      for kernel in [1, 3, 5, 7] {
        for seed in 0..<8 {
          var example = DepthwiseCase(
            DepthwiseWindow(input: (8, 13), kernel: (kernel, kernel), border: kernel / 2),
            channels: channels)
          example.isExtreme = true
          compare(example, seed: seed)
        }
      }
    }
  }

  @Test(arguments: [-127, -1, 3, 127])
  func aWeightZeroPointIsSubtracted(_ zeroPoint: Int) {
    for channels in [1, 8, 16, 33, 64, 100] {
      for isExtreme in [false, true] {
        var example = DepthwiseCase(
          DepthwiseWindow(input: (5, 9), kernel: (3, 3), border: 1), channels: channels)
        example.weightZeroPoint = zeroPoint
        example.isExtreme = isExtreme
        compare(example)
      }
    }
  }

  private func compare(_ example: DepthwiseCase, seed: Int = 1) {
    var example = example
    example.sharesMultiplier = example.channelCount % 2 == 0 && example.pixelCount % 2 == 0
    let operands = Int8DepthwiseExample(example, seed: seed)
    let expected = operands.output { unsafe Depthwise.reference($0) }
    for set in InstructionSet.supported {
      guard let variant = Depthwise.int8WindowVariant(set) else { continue }
      let observed = operands.output { unsafe variant($0, $1) }
      #expect(observed == expected, "\(set.name): \(example)")
    }
    guard example.channelCount % 16 == 0, example.weightZeroPoint == 0 else { return }
    compareFloat32(example, seed: seed)
  }

  private func compareFloat32(_ example: DepthwiseCase, seed: Int) {
    let operands = Float32DepthwiseExample(example, seed: seed)
    let expected = operands.output { unsafe Depthwise.reference($0, .float32) }
    for set in InstructionSet.supported {
      guard let variant = Depthwise.float32WindowVariant(set) else { continue }
      let observed = operands.output { unsafe variant($0, $1) }
      #expect(haveEqualBits(observed, expected), "\(set.name), float32: \(example)")
    }
  }
}
