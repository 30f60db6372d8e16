import SwiftletCases
import SwiftletKernels
import Testing

@Suite(.enabled(if: Build.hasWindowKernels)) struct Float32WindowTests {
  @Test func everyDepthEqualsTheReference() {
    for depth in 1...40 {
      for channels in [1, 8, 20, 64] {
        var example = DotWindowCase()
        example.depth = depth
        example.channelCount = channels
        example.gap = depth % 3 == 0 ? 2 : 0
        compare(example)
      }
    }
  }

  @Test func everyFirstPlaceAndNumberOfRowsEqualsTheReference() {
    for first in [0, 1, 8, 9, 10, 62] {
      for rows in [1, 2, 7, 9, 10, 19, 62] {
        for depth in [3, 33] {
          var example = DotWindowCase()
          example.imageCount = 2
          example.firstPlace = first
          example.rowCount = rows
          example.depth = depth
          example.hasResidual = rows % 2 == 0
          compare(example)
        }
      }
    }
  }

  @Test func everyStrideDilationAndBorderEqualsTheReference() {
    for (stride, dilation) in [(1, 1), (2, 1), (3, 1), (1, 2), (2, 3)] {
      for border in 0...6 {
        for (height, width) in [(1, 1), (1, 3), (2, 1), (3, 3)] {
          for depth in [1, 3, 32] {
            var example = DotWindowCase()
            example.imageCount = 2
            example.stride = stride
            example.dilation = dilation
            example.border = border
            example.kernelHeight = height
            example.kernelWidth = width
            example.depth = depth
            compare(example)
          }
        }
      }
    }
  }

  @Test func largeImagesAreCutWhereTheirLinesDoNotFit() {
    let images = [(5, 300, 4), (90, 40, 3), (3, 3000, 1), (30, 30, 64), (9, 9, 500)]
    for (height, width, depth) in images {
      var example = DotWindowCase()
      example.inputHeight = height
      example.inputWidth = width
      example.depth = depth
      example.firstPlace = 1
      compare(example)
    }
  }

  @Test func windowsOfManyTapsEqualTheReference() {
    for (height, width, depth) in [(16, 16, 1), (10, 4, 1), (7, 7, 3), (1, 256, 4), (5, 5, 32)] {
      var example = DotWindowCase()
      example.inputHeight = 20
      example.inputWidth = 260
      example.kernelHeight = height
      example.kernelWidth = width
      example.depth = depth
      example.stride = 2
      compare(example)
    }
  }

  private func compare(_ example: DotWindowCase) {
    for isScaled in [false, true] {
      let operands = Float32WindowExample(example, isScaled: isScaled)
      let expected = operands.reference()
      for set in InstructionSet.supported {
        guard let observed = operands.output(by: set) else { continue }
        #expect(haveEqualBits(observed, expected), "\(set.name): \(example), scaled \(isScaled)")
      }
    }
  }
}
