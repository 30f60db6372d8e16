/// The packed parameters of a ``Depthwise``, as `depthwise.h` lays them out.
///
/// Nil is a size that an `Int` cannot hold.
public enum DepthwiseLayout {
  /// The bytes of one block of `Int8` weights.
  public static func int8BlockByteCount(tapCount: Int) -> Int? {
    guard tapCount >= 0 else { return nil }
    let lineCount = tapCount / 4 + (tapCount % 4 == 0 ? 0 : 1)
    return BlockLayout.byteCount(header: 128, count: lineCount, size: 64)
  }

  /// The bytes of one block of `Float` weights.
  public static func float32BlockByteCount(tapCount: Int) -> Int? {
    BlockLayout.byteCount(header: 64, count: tapCount, size: 64)
  }

  /// The bytes of all blocks of `Int8` weights.
  public static func int8ByteCount(tapCount: Int, channelCount: Int) -> Int? {
    BlockLayout.byteCount(
      blockByteCount: int8BlockByteCount(tapCount: tapCount), channelCount: channelCount)
  }

  /// The bytes of all blocks of `Float` weights.
  public static func float32ByteCount(tapCount: Int, channelCount: Int) -> Int? {
    BlockLayout.byteCount(
      blockByteCount: float32BlockByteCount(tapCount: tapCount), channelCount: channelCount)
  }
}

extension DepthwiseLayout {
  /// Packs `Int8` weights, given tap by tap, with a bias and a multiplier for each channel.
  ///
  /// The channels are as many as there are biases; the bias holds the share of the input's zero
  /// point already.
  ///
  /// - Precondition: there are `tapCount` weights and one multiplier for each bias, and `packed`
  ///   has ``int8ByteCount(tapCount:channelCount:)`` bytes.
  public static func pack(
    _ weights: Span<Int8>, bias: Span<Int32>, multiplier: Span<Float>, tapCount: Int,
    into packed: inout MutableRawSpan
  ) {
    let blockByteCount = 128 + (tapCount + 3) / 4 * 64
    clear(&packed)
    for channel in bias.indices {
      let block = channel / 16 * blockByteCount
      let lane = channel % 16
      store(bias[channel], at: block + lane * 4, in: &packed)
      store(multiplier[channel], at: block + 64 + lane * 4, in: &packed)
      for tap in 0..<tapCount {
        store(weights[tap * bias.count + channel], at: block + 128 + tap * 16 + lane, in: &packed)
      }
    }
  }

  /// Packs `Float` weights, given tap by tap, with a bias for each channel.
  ///
  /// - Precondition: there are `tapCount` weights for each bias, and `packed` has
  ///   ``float32ByteCount(tapCount:channelCount:)`` bytes.
  public static func pack(
    _ weights: Span<Float>, bias: Span<Float>, tapCount: Int, into packed: inout MutableRawSpan
  ) {
    clear(&packed)
    for channel in bias.indices {
      let block = channel / 16 * (64 + tapCount * 64)
      let lane = channel % 16
      store(bias[channel], at: block + lane * 4, in: &packed)
      for tap in 0..<tapCount {
        store(
          weights[tap * bias.count + channel], at: block + 64 + (tap * 16 + lane) * 4,
          in: &packed)
      }
    }
  }
}
