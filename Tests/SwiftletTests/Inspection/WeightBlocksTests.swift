import SwiftletKernels
import Testing

@testable import Swiftlet

/// Weights that were packed are found again, each once, at the place of its channel.
@Suite struct WeightBlocksTests {
  static let sizes = [(1, 1), (3, 4), (4, 5), (9, 16), (27, 18), (5, 37)]

  private func packed(_ byteCount: Int?, _ fill: (inout MutableRawSpan) -> Void) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount ?? 0)
    var elements = bytes.mutableSpan
    // Bytes have no padding to expose.
    var span = unsafe elements.mutableBytes
    fill(&span)
    return bytes
  }

  private func weights(_ count: Int) -> [Int8] { (0..<count).map { Int8($0 % 251 - 125) } }

  private func found(_ blocks: WeightBlocks, _ bytes: [UInt8]) -> [[Int8]] {
    var result = [[Int8]](repeating: [], count: blocks.channelCount)
    blocks.forEachWeight { result[$0].append(Int8(bitPattern: bytes[$1])) }
    return result
  }

  @Test(arguments: sizes, [true, false])
  func thoseOfADot(size: (Int, Int), hasMultipliers: Bool) {
    let (reduction, channels) = size
    let weights = weights(reduction * channels)
    let format = BlockFormat.int8(hasMultipliers: hasMultipliers)
    let blocks = WeightBlocks(
      reduction: reduction, groupCount: 1, groupChannelCount: channels, hasQuads: true,
      format: format)
    let byteCount = DotLayout.byteCount(format, reduction: reduction, channelCount: channels)
    #expect(blocks.groupByteCount == byteCount)
    let multipliers = (0..<channels).map { 1 + Float($0) }
    let bytes = packed(byteCount) { span in
      DotLayout.pack(
        weights.span, bias: [Int32](repeating: -1, count: channels).span,
        multiplier: (hasMultipliers ? multipliers : []).span, reduction: reduction, into: &span)
    }
    #expect(
      found(blocks, bytes)
        == (0..<channels).map { Array(weights[$0 * reduction..<($0 + 1) * reduction]) })
    let factors = blocks.factorOffsets.map { offset in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) })
    }
    #expect(factors == (hasMultipliers ? multipliers : []))
  }

  @Test(arguments: sizes)
  func thoseOfADotOfFloats(size: (Int, Int)) {
    let (reduction, channels) = size
    let weights = weights(reduction * channels)
    let format = BlockFormat.scaledInt8(hasScales: true)
    let blocks = WeightBlocks(
      reduction: reduction, groupCount: 1, groupChannelCount: channels, hasQuads: false,
      format: format)
    let byteCount = DotLayout.byteCount(format, reduction: reduction, channelCount: channels)
    #expect(blocks.groupByteCount == byteCount)
    let ones = [Float](repeating: 1, count: channels)
    let bytes = packed(byteCount) { span in
      DotLayout.pack(
        weights.span, bias: ones.span, scale: ones.span, format, reduction: reduction, into: &span)
    }
    #expect(
      found(blocks, bytes)
        == (0..<channels).map { Array(weights[$0 * reduction..<($0 + 1) * reduction]) })
  }

  @Test(arguments: sizes)
  func thoseOfADepthwiseConvolution(size: (Int, Int)) {
    let (taps, channels) = size
    let weights = weights(taps * channels)
    let format = BlockFormat.int8(hasMultipliers: true)
    let blocks = WeightBlocks(
      reduction: taps, groupCount: 1, groupChannelCount: channels, hasQuads: false, format: format)
    let byteCount = DepthwiseLayout.byteCount(format, tapCount: taps, channelCount: channels)
    #expect(blocks.groupByteCount == byteCount)
    let bytes = packed(byteCount) { span in
      DepthwiseLayout.pack(
        weights.span, bias: [Int32](repeating: -1, count: channels).span,
        multiplier: [Float](repeating: 1, count: channels).span, tapCount: taps, into: &span)
    }
    #expect(
      found(blocks, bytes)
        == (0..<channels).map { channel in (0..<taps).map { weights[$0 * channels + channel] } })
  }
}
