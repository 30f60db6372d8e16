/// The packed parameters of a ``Dot``, as `dot.h` lays them out.
///
/// The reduction is `K`, the taps times the depth of each. Nil is a size that an `Int` cannot hold.
public enum DotLayout {
  /// The bytes of one channel in a block.
  public static func laneByteCount(_ format: BlockFormat, reduction: Int) -> Int? {
    switch format {
    case .int8:
      BlockLayout.laneByteCount(
        format, weightCount: BlockLayout.laneCount(channelCount: reduction))
    case .float32, .scaledInt8, .float16:
      BlockLayout.laneByteCount(format, weightCount: reduction)
    }
  }

  /// The bytes of all blocks.
  public static func byteCount(
    _ format: BlockFormat, reduction: Int, channelCount: Int
  ) -> Int? {
    BlockLayout.byteCount(
      laneByteCount: laneByteCount(format, reduction: reduction), channelCount: channelCount)
  }
}

extension DotLayout {
  /// Packs `Int8` weights, given channel by channel, with a bias and a multiplier for each channel.
  ///
  /// The channels are as many as there are biases; the bias holds the share of the input's zero
  /// point already. Without multipliers, the job has one for all channels.
  ///
  /// - Precondition: there are `reduction` weights for each bias, and one multiplier or none; and
  ///   `packed` has ``byteCount(_:reduction:channelCount:)`` bytes.
  public static func pack(
    _ weights: Span<Int8>, bias: Span<Int32>, multiplier: Span<Float>, reduction: Int,
    into packed: inout MutableRawSpan
  ) {
    let format = BlockFormat.int8(hasMultipliers: !multiplier.isEmpty)
    clear(&packed)
    for channel in bias.indices {
      let place = BlockPlace(
        of: channel, channelCount: bias.count, format,
        laneByteCount: laneByteCount(format, reduction: reduction) ?? 0)
      store(bias[channel], at: place.header(0), in: &packed)
      if !multiplier.isEmpty { store(multiplier[channel], at: place.header(1), in: &packed) }
      for k in 0..<reduction {
        store(
          weights[channel * reduction + k],
          at: place.weights + (k / 4 * place.width + place.lane) * 4 + k % 4, in: &packed)
      }
    }
  }

  /// Packs weights for `Float` inputs, given channel by channel, with a bias for each channel.
  ///
  /// The format is that of the weights' elements; there are scales where it has them.
  ///
  /// - Precondition: there are `reduction` weights for each bias, and one scale or none; and
  ///   `packed` has ``byteCount(_:reduction:channelCount:)`` bytes.
  public static func pack<Weight: BitwiseCopyable>(
    _ weights: Span<Weight>, bias: Span<Float>, scale: Span<Float>, _ format: BlockFormat,
    reduction: Int, into packed: inout MutableRawSpan
  ) {
    clear(&packed)
    for channel in bias.indices {
      let place = BlockPlace(
        of: channel, channelCount: bias.count, format,
        laneByteCount: laneByteCount(format, reduction: reduction) ?? 0)
      store(bias[channel], at: place.header(0), in: &packed)
      if !scale.isEmpty { store(scale[channel], at: place.header(1), in: &packed) }
      for k in 0..<reduction {
        store(
          weights[channel * reduction + k],
          at: place.weights + (k * place.width + place.lane) * format.weightByteCount,
          in: &packed)
      }
    }
  }
}

/// Zeroes every byte, so that what no channel or weight fills is the padding.
func clear(_ packed: inout MutableRawSpan) {
  for offset in packed.byteOffsets {
    packed.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
  }
}

/// Stores a value at a byte offset, which the span checks.
func store<Value: BitwiseCopyable>(
  _ value: Value, at offset: Int, in packed: inout MutableRawSpan
) {
  packed.storeBytes(of: value, toByteOffset: offset, as: Value.self)
}
