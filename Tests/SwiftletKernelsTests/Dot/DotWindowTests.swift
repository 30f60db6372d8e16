import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct DotWindowTests {
  @Test func everyDepthEqualsTheReference() {
    for depth in 1...33 {
      for channels in [1, 8, 16, 20, 24, 64] {
        var example = DotWindowCase()
        example.depth = depth
        example.channelCount = channels
        example.gap = depth % 3 == 0 ? 2 : 0
        compare(example)
      }
    }
  }

  @Test func everyNumberOfChannelsEqualsTheReference() {
    for channels in Array(1...70) + [100, 120, 130, 1025] {
      var example = DotWindowCase()
      example.channelCount = channels
      example.depth = channels % 2 == 0 ? 4 : 3
      example.hasResidual = channels % 3 == 0
      example.weightZeroPoint = channels % 5 == 0 ? 3 : 0
      compare(example)
    }
  }

  @Test func everyNumberOfRowsEqualsTheReference() {
    for rows in 1...60 {
      for channels in [8, 16, 32, 64] {
        var example = DotWindowCase()
        example.firstPlace = rows % 4
        example.rowCount = min(rows, 59)
        example.channelCount = channels
        compare(example)
      }
    }
  }

  @Test func everyStrideDilationAndBorderEqualsTheReference() {
    for stride in 1...3 {
      for dilation in 1...3 {
        for border in 0...6 {
          for (height, width) in [(1, 1), (1, 3), (2, 1), (3, 3)] {
            for depth in [1, 3, 8] {
              var example = DotWindowCase()
              example.imageCount = 2
              example.stride = stride
              example.dilation = dilation
              example.border = border
              example.kernelHeight = height
              example.kernelWidth = width
              example.depth = depth
              example.channelCount = 20
              compare(example)
            }
          }
        }
      }
    }
  }

  @Test func largeImagesAreCutWhereTheirLinesDoNotFit() {
    let images = [(5, 300, 4), (4, 500, 48), (40, 40, 64), (3, 3, 3640), (90, 5, 7)]
    for (height, width, depth) in images {
      var example = DotWindowCase()
      example.inputHeight = height
      example.inputWidth = width
      example.depth = depth
      example.kernelHeight = depth > 1000 ? 1 : 3
      example.firstPlace = 1
      compare(example)
    }
  }

  @Test func windowsOfManyTapsEqualTheReference() {
    for (height, width, depth) in [(16, 16, 1), (16, 16, 4), (10, 4, 1), (7, 7, 3), (1, 256, 4)] {
      var example = DotWindowCase()
      example.inputHeight = 20
      example.inputWidth = 260
      example.kernelHeight = height
      example.kernelWidth = width
      example.depth = depth
      example.stride = 2
      example.channelCount = 40
      compare(example)
    }
  }

  private func compare(_ example: DotWindowCase) {
    let operands = Int8WindowExample(example)
    let expected = operands.reference()
    for set in InstructionSet.supported {
      guard let variant = Dot.int8Variant(set), variant.takesWindows else { continue }
      let observed = operands.output(of: variant)
      #expect(observed == expected, "\(set.name): \(example)")
    }
  }
}
