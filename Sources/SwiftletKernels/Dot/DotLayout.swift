/// The packed parameters of a ``Dot``, as `dot.h` lays them out.
///
/// The reduction is `K`, the taps times the depth of each. Nil is a size that an `Int` cannot hold.
public enum DotLayout {
  /// The bytes of one block of `Int8` weights.
  public static func int8BlockByteCount(reduction: Int) -> Int? {
    guard reduction >= 0 else { return nil }
    let groupCount = reduction / 4 + (reduction % 4 == 0 ? 0 : 1)
    return BlockLayout.byteCount(header: 192, count: groupCount, size: 64)
  }

  /// The bytes of one block of `Float` weights.
  public static func float32BlockByteCount(reduction: Int) -> Int? {
    BlockLayout.byteCount(header: 64, count: reduction, size: 64)
  }

  /// The bytes of all blocks of `Int8` weights.
  public static func int8ByteCount(reduction: Int, channelCount: Int) -> Int? {
    BlockLayout.byteCount(
      blockByteCount: int8BlockByteCount(reduction: reduction), channelCount: channelCount)
  }

  /// The bytes of all blocks of `Float` weights.
  public static func float32ByteCount(reduction: Int, channelCount: Int) -> Int? {
    BlockLayout.byteCount(
      blockByteCount: float32BlockByteCount(reduction: reduction), channelCount: channelCount)
  }
}

extension DotLayout {
  /// Packs `Int8` weights, given channel by channel, with a bias and a multiplier for each channel.
  ///
  /// The channels are as many as there are biases; the bias holds the share of the input's zero
  /// point already.
  ///
  /// - Precondition: there are `reduction` weights and one multiplier for each bias, and `packed`
  ///   has ``int8ByteCount(reduction:channelCount:)`` bytes.
  public static func pack(
    _ weights: Span<Int8>, bias: Span<Int32>, multiplier: Span<Float>, reduction: Int,
    into packed: inout MutableRawSpan
  ) {
    let blockByteCount = 192 + (reduction + 3) / 4 * 64
    clear(&packed)
    for channel in bias.indices {
      let block = channel / 16 * blockByteCount
      let lane = channel % 16
      var sum: Int32 = 0
      for k in 0..<reduction {
        let weight = weights[channel * reduction + k]
        sum &+= Int32(weight)
        store(weight, at: block + 192 + k / 4 * 64 + lane * 4 + k % 4, in: &packed)
      }
      store(bias[channel], at: block + lane * 4, in: &packed)
      store(sum &* 128, at: block + 64 + lane * 4, in: &packed)
      store(multiplier[channel], at: block + 128 + lane * 4, in: &packed)
    }
  }

  /// Packs `Float` weights, given channel by channel, with a bias for each channel.
  ///
  /// - Precondition: there are `reduction` weights for each bias, and `packed` has
  ///   ``float32ByteCount(reduction:channelCount:)`` bytes.
  public static func pack(
    _ weights: Span<Float>, bias: Span<Float>, reduction: Int, into packed: inout MutableRawSpan
  ) {
    clear(&packed)
    for channel in bias.indices {
      let block = channel / 16 * (64 + reduction * 64)
      let lane = channel % 16
      store(bias[channel], at: block + lane * 4, in: &packed)
      for k in 0..<reduction {
        store(
          weights[channel * reduction + k], at: block + 64 + k * 64 + lane * 4, in: &packed)
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
