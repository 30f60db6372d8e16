public import SwiftletCore
import SwiftletFormat
import SwiftletKernels

extension PlainWeights {
  /// Chooses weights by a seed and packs them for float inputs that are stored while they run.
  public static func dot(
    storedInput channels: Int, reduction: Int, groups: Int = 1, hasScales: Bool, seed: UInt64
  ) throws(ModelFault.Reason) -> PlainWeights {
    let draft = FloatDraft(
      channels: channels, reduction: reduction, .scaledInt8(hasScales: hasScales), seed: seed
    ) { $0 / reduction }
    let format = BlockFormat.int8(hasMultipliers: hasScales)
    let perGroup = channels / groups
    var bytes: [UInt8] = []
    for group in 0..<groups {
      let range = (group * perGroup)..<((group + 1) * perGroup)
      let bits = draft.bias[range].map { Int32(bitPattern: $0.bitPattern) }
      let scales = draft.packedScales(of: range)
      let weights = Array(
        draft.integers[(range.lowerBound * reduction)..<(range.upperBound * reduction)])
      bytes += draft.bytes(
        count: DotLayout.byteCount(format, reduction: reduction, channelCount: perGroup) ?? 0
      ) { packed in
        DotLayout.pack(
          weights.span, bias: bits.span, multiplier: scales.span, reduction: reduction,
          into: &packed)
      }
    }
    let plain = try draft.plain(bytes)
    return PlainWeights(
      values: plain.values, bias: plain.bias, multipliers: [], blocks: plain.blocks,
      format: format)
  }
}

extension SampleTensor {
  /// Float rows that are hard to store: none, infinite, tiny, huge and tied numbers among others.
  public static func hardRows(length: Int) throws(ModelFault.Reason) -> SampleTensor {
    var random = SeededRandom(seed: 11)
    let specials: [[Float]] = [
      [0], [-0.0, 0], [.nan], [.infinity], [-.infinity, 1], [0x1p-149], [-0x1p-130, 0x1p-127],
      [0x1p-101], [0x1p-100], [.greatestFiniteMagnitude], [-.greatestFiniteMagnitude, 0x1p-149],
      [127, 0.5, 1.5, -2.5, 63.5, -126.5], [254, 1, 3, -5, 127, 253], [1e-30, 1e30],
    ]
    var values: [Float] = []
    for (index, special) in specials.enumerated() {
      var row = (0..<length).map { _ in
        special[0].magnitude < 1e-20
          ? special[0] : index < 3 ? 0 : Float.random(in: -4...4, using: &random)
      }
      // The special numbers end the row, where tails are.
      for (place, number) in special.enumerated() where place < length {
        row[length - 1 - place] = number
      }
      values += row
    }
    return try SampleTensor(.float32, [specials.count, length], values)
  }
}
