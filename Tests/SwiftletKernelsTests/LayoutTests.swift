import SwiftletCases
import SwiftletKernels
import Testing

@Suite struct LayoutTests {
  private static let formats: [BlockFormat] = [
    .int8(hasMultipliers: true), .int8(hasMultipliers: false), .float32,
    .scaledInt8(hasScales: true), .scaledInt8(hasScales: false), .float16,
  ]

  @Test func theLastBlockIsRoundedUpToFourChannels() {
    let full = BlockFormat.int8(hasMultipliers: true)
    let shared = BlockFormat.int8(hasMultipliers: false)
    #expect(DotLayout.byteCount(full, reduction: 5, channelCount: 17) == 20 * (8 + 8))
    #expect(DotLayout.byteCount(shared, reduction: 5, channelCount: 13) == 16 * (4 + 8))
    #expect(DotLayout.byteCount(.float32, reduction: 5, channelCount: 16) == 16 * (4 + 20))
    #expect(DepthwiseLayout.byteCount(full, tapCount: 9, channelCount: 33) == 36 * (8 + 9))
    #expect(DepthwiseLayout.byteCount(shared, tapCount: 9, channelCount: 5) == 8 * (4 + 9))
    #expect(DepthwiseLayout.byteCount(.float32, tapCount: 9, channelCount: 1) == 4 * (4 + 36))
    let scaled = BlockFormat.scaledInt8(hasScales: true)
    #expect(DotLayout.byteCount(scaled, reduction: 5, channelCount: 6) == 8 * (8 + 5))
    #expect(DotLayout.byteCount(.float16, reduction: 5, channelCount: 6) == 8 * (4 + 10))
    #expect(DotLayout.byteCount(full, reduction: 0, channelCount: 0) == 0)
  }

  @Test(arguments: [Int.max, Int.max / 2, Int.max / 63, -1, .min])
  func hostileCountsHaveNoSize(_ count: Int) {
    for format in Self.formats {
      #expect(DotLayout.byteCount(format, reduction: count, channelCount: 64) == nil)
      #expect(DotLayout.byteCount(format, reduction: 64, channelCount: count) == nil)
      #expect(DepthwiseLayout.byteCount(format, tapCount: count, channelCount: 64) == nil)
      #expect(DepthwiseLayout.byteCount(format, tapCount: 64, channelCount: count) == nil)
    }
  }

  @Test func packingPutsEveryWeightWhereTheContractSays() {
    let weights = (0..<17 * 5).map { Int8($0) }
    let bias = [Int32](0..<17)
    let multiplier = [Float](repeating: 0.5, count: 17)
    let memory = GuardedBytes([UInt8](repeating: 0xFF, count: 20 * 16))
    memory.fill { packed in
      DotLayout.pack(
        weights.span, bias: bias.span, multiplier: multiplier.span, reduction: 5, into: &packed)
    }
    let bytes = unsafe Array(memory.bytes)
    for channel in 0..<20 {
      let width = channel < 16 ? 16 : 4
      for k in 0..<8 {
        let offset =
          channel / 16 * 256 + width * 8 + k / 4 * 4 * width + channel % 16 * 4 + k % 4
        let expected = channel < 17 && k < 5 ? weights[channel * 5 + k] : 0
        #expect(Int8(bitPattern: bytes[offset]) == expected, "channel \(channel), k \(k)")
      }
    }
    #expect(Array(bytes[256..<260]) == [16, 0, 0, 0])
    #expect(Array(bytes[272..<276]) == Array(bytes[64..<68]))
  }
}
