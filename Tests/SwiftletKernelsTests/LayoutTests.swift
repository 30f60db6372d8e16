import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct LayoutTests {
  @Test func sizesAreWholeAlignedBlocks() {
    #expect(DotLayout.int8ByteCount(reduction: 5, channelCount: 17) == 2 * (192 + 128))
    #expect(DotLayout.float32ByteCount(reduction: 5, channelCount: 16) == 64 + 5 * 64)
    #expect(DepthwiseLayout.int8ByteCount(tapCount: 9, channelCount: 33) == 3 * (128 + 192))
    #expect(DepthwiseLayout.float32ByteCount(tapCount: 9, channelCount: 1) == 64 + 9 * 64)
    #expect(DotLayout.int8ByteCount(reduction: 0, channelCount: 0) == 0)
  }

  @Test(arguments: [Int.max, Int.max / 2, Int.max / 63, -1, .min])
  func hostileCountsHaveNoSize(_ count: Int) {
    #expect(DotLayout.int8ByteCount(reduction: count, channelCount: 64) == nil)
    #expect(DotLayout.int8ByteCount(reduction: 64, channelCount: count) == nil)
    #expect(DotLayout.float32ByteCount(reduction: count, channelCount: 64) == nil)
    #expect(DotLayout.float32ByteCount(reduction: 64, channelCount: count) == nil)
    #expect(DepthwiseLayout.int8ByteCount(tapCount: count, channelCount: 64) == nil)
    #expect(DepthwiseLayout.int8ByteCount(tapCount: 64, channelCount: count) == nil)
    #expect(DepthwiseLayout.float32ByteCount(tapCount: count, channelCount: 64) == nil)
    #expect(DepthwiseLayout.float32ByteCount(tapCount: 64, channelCount: count) == nil)
  }

  @Test func packingPutsEveryWeightWhereTheContractSays() {
    let weights = (0..<17 * 5).map { Int8($0) }
    let bias = [Int32](0..<17)
    let multiplier = [Float](repeating: 0.5, count: 17)
    let memory = GuardedBytes([UInt8](repeating: 0xFF, count: 2 * (192 + 128)))
    memory.fill { packed in
      DotLayout.pack(
        weights.span, bias: bias.span, multiplier: multiplier.span, reduction: 5, into: &packed)
    }
    let bytes = unsafe Array(memory.bytes)
    for channel in 0..<16 * 2 {
      for k in 0..<8 {
        let offset = channel / 16 * 320 + 192 + k / 4 * 64 + channel % 16 * 4 + k % 4
        let expected = channel < 17 && k < 5 ? weights[channel * 5 + k] : 0
        #expect(Int8(bitPattern: bytes[offset]) == expected, "channel \(channel), k \(k)")
      }
    }
    // The correction of channel 1: 128 · (5 + 6 + 7 + 8 + 9) = 4480.
    #expect(Array(bytes[68..<72]) == [0x80, 0x11, 0, 0])
  }
}
