/// The packed parameters of a ``Depthwise``, as `depthwise.h` lays them out.
///
/// Nil is a size that an `Int` cannot hold.
public enum DepthwiseLayout {
  /// The bytes of one channel in a block.
  public static func laneByteCount(_ format: BlockFormat, tapCount: Int) -> Int? {
    BlockLayout.laneByteCount(format, weightCount: tapCount)
  }

  /// The bytes of all blocks.
  public static func byteCount(
    _ format: BlockFormat, tapCount: Int, channelCount: Int
  ) -> Int? {
    BlockLayout.byteCount(
      laneByteCount: laneByteCount(format, tapCount: tapCount), channelCount: channelCount)
  }
}

extension DepthwiseLayout {
  /// Packs `Int8` weights, given tap by tap, with a bias and a multiplier for each channel.
  ///
  /// The channels are as many as there are biases; the bias holds the share of the input's zero
  /// point already. Without multipliers, the job has one for all channels.
  ///
  /// - Precondition: there are `tapCount` weights for each bias, and one multiplier or none; and
  ///   `packed` has ``byteCount(_:tapCount:channelCount:)`` bytes.
  public static func pack(
    _ weights: Span<Int8>, bias: Span<Int32>, multiplier: Span<Float>, tapCount: Int,
    into packed: inout MutableRawSpan
  ) {
    let format = BlockFormat.int8(hasMultipliers: !multiplier.isEmpty)
    clear(&packed)
    for channel in bias.indices {
      let place = BlockPlace(
        of: channel, channelCount: bias.count, format,
        laneByteCount: laneByteCount(format, tapCount: tapCount) ?? 0)
      store(bias[channel], at: place.header(0), in: &packed)
      if !multiplier.isEmpty { store(multiplier[channel], at: place.header(1), in: &packed) }
      for tap in 0..<tapCount {
        store(
          weights[tap * bias.count + channel],
          at: place.weights + tap * place.width + place.lane, in: &packed)
      }
    }
  }

  /// Packs weights for `Float` inputs, given tap by tap, with a bias for each channel.
  ///
  /// The format is that of the weights' elements; there are scales where it has them.
  ///
  /// - Precondition: there are `tapCount` weights for each bias, and one scale or none; and
  ///   `packed` has ``byteCount(_:tapCount:channelCount:)`` bytes.
  public static func pack<Weight: BitwiseCopyable>(
    _ weights: Span<Weight>, bias: Span<Float>, scale: Span<Float>, _ format: BlockFormat,
    tapCount: Int, into packed: inout MutableRawSpan
  ) {
    clear(&packed)
    for channel in bias.indices {
      let place = BlockPlace(
        of: channel, channelCount: bias.count, format,
        laneByteCount: laneByteCount(format, tapCount: tapCount) ?? 0)
      store(bias[channel], at: place.header(0), in: &packed)
      if !scale.isEmpty { store(scale[channel], at: place.header(1), in: &packed) }
      for tap in 0..<tapCount {
        store(
          weights[tap * bias.count + channel],
          at: place.weights + (tap * place.width + place.lane) * format.weightByteCount,
          in: &packed)
      }
    }
  }
}
