import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct DotTests {
  @Test func everyVariantEqualsTheReferenceAtEveryTail() {
    for channels in 1...33 {
      for depth in 1...70 {
        var example = DotCase(rows: 1 + (depth + channels) % 4, depth: depth, channels: channels)
        example.isGathered = depth % 3 == 0
        example.sharesMultiplier = (depth + channels) % 2 == 0
        compare(example)
      }
    }
  }

  @Test func everyVariantEqualsTheReferenceAtEveryNumberOfRows() {
    for rows in 1...27 {
      for channels in [1, 16, 17, 31, 33, 64, 79, 130] {
        compare(DotCase(rows: rows, depth: rows % 2 == 0 ? 7 : 8, channels: channels))
      }
    }
  }

  @Test func everyVariantEqualsTheReferenceAtEveryNumberOfTaps() {
    for taps in 1...9 {
      for depth in stride(from: 4, through: 20, by: 4) {
        for rows in [1, 2, 3, 9] {
          compare(DotCase(rows: rows, taps: taps, depth: depth, channels: 1 + (taps * depth) % 37))
        }
      }
    }
  }

  @Test(arguments: [DotCase.Residual.separate, .inPlace])
  func aResidualIsAddedToTheResult(_ residual: DotCase.Residual) {
    for channels in 1...49 {
      for rows in [1, 2, 5, 8] {
        var example = DotCase(rows: rows, depth: 8 + channels % 5, channels: channels)
        example.residual = residual
        compare(example)
        example.isExtreme = true
        compare(example)
      }
    }
  }

  @Test func aResidualIsAddedInTilesOfManyRowsAndBlocks() {
    for channels in [16, 24, 32, 64, 88, 130] {
      for rows in [6, 7, 8, 13] {
        var example = DotCase(rows: rows, depth: 9, channels: channels)
        example.residual = rows % 2 == 0 ? .separate : .inPlace
        compare(example)
      }
    }
  }

  @Test func extremeValuesNeitherSaturateNorTrap() {
    for depth in [1, 2, 3, 4, 5, 36, 257] {
      for channels in [1, 15, 16, 48, 128] {
        for rows in [1, 7] {
          var example = DotCase(rows: rows, depth: depth, channels: channels)
          example.isExtreme = true
          compare(example)
        }
      }
    }
  }

  @Test(arguments: [-128, -1, 3, 127])
  func aWeightZeroPointIsSubtracted(_ zeroPoint: Int) {
    for channels in [1, 16, 33] {
      for rows in [1, 3, 9] {
        var example = DotCase(rows: rows, depth: 13, channels: channels)
        example.weightZeroPoint = zeroPoint
        compareInt8(example)
        example = DotCase(rows: rows, taps: 3, depth: 8, channels: channels)
        example.weightZeroPoint = zeroPoint
        example.isExtreme = true
        compareInt8(example)
      }
    }
  }

  @Test func theReferenceGivesAResultWorkedOutByHand() {
    // y = round(0.5 * (10 + 2·3 + 4·5 − 6)) + zero point −3, by hand.
    let blocks = GuardedBytes(byteCount: 32)
    let weights: [Int8] = [3, 5, -1]
    blocks.fill { packed in
      DotLayout.pack(
        weights.span, bias: ([10] as [Int32]).span, multiplier: [Float]().span, reduction: 3,
        into: &packed)
    }
    let input: [Int8] = [2, 4, 6]
    var output: [Int8] = [99]
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        guard let from = input.baseAddress, let to = output.baseAddress else { return }
        unsafe Dot.reference(
          Dot.Int8Job(
            input: from, offsets: nil, offset_stride: 0, padding: nil, row_stride: 3,
            row_count: 1, tap_count: 1, tap_depth: 3, blocks: blocks.start(as: UInt8.self),
            channel_count: 1, has_multipliers: 0, multiplier: 0.5, weight_zero_point: 0,
            output_zero_point: -3, minimum: -128,
            maximum: 127, output: to, output_stride: 1, residual: nil, residual_stride: 0,
            addition: Dot.Addition(), window: nil, real: nil))
      }
    }
    #expect(output == [12])
  }

  @Test func sumsBecomeRealsAtEveryNumberOfRowsAndChannels() {
    for rows in 1...27 {
      for channels in [1, 3, 16, 17, 30, 33, 64, 79, 130] {
        for residual in [DotCase.Residual.none, .separate, .inPlace] {
          var example = DotCase(rows: rows, depth: rows % 2 == 0 ? 7 : 8, channels: channels)
          example.makesReals = true
          example.residual = residual
          example.sharesMultiplier = (rows + channels) % 2 == 0
          compareInt8(example)
          example.isExtreme = true
          compareInt8(example)
        }
      }
    }
  }

  private func compare(_ example: DotCase) {
    compareInt8(example)
    for format in [
      BlockFormat.float32, .scaledInt8(hasScales: true), .scaledInt8(hasScales: false), .float16,
    ] {
      var example = example
      example.floatFormat = format
      compareFloat32(example)
    }
  }

  private func compareInt8(_ example: DotCase) {
    let operands = Int8DotExample(example)
    let expected = operands.output { unsafe Dot.reference($0) }
    for set in InstructionSet.supported {
      guard let variant = Dot.int8Variant(set) else { continue }
      let observed = operands.output { unsafe variant($0) }
      #expect(observed == expected, "\(set.name): \(example)")
    }
  }

  private func compareFloat32(_ example: DotCase) {
    let operands = Float32DotExample(example)
    let expected = operands.output { unsafe Dot.reference($0, example.floatFormat) }
    for set in InstructionSet.supported {
      guard let variant = Dot.float32Variant(set, example.floatFormat) else { continue }
      let observed = operands.output { unsafe variant($0) }
      #expect(haveEqualBits(observed, expected), "\(set.name): \(example)")
    }
  }
}
