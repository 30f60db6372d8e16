/// What the packed parameters of a channel consist of, and in which elements.
///
/// `dot.h` and `depthwise.h` say where they stand in a block.
public enum BlockFormat: BitwiseCopyable, Equatable, Sendable {
  /// An `Int32` bias, a `Float` multiplier unless the job has one for all, and `Int8` weights.
  case int8(hasMultipliers: Bool)

  /// A `Float` bias and `Float` weights.
  case float32

  /// A `Float` bias, a `Float` scale unless the job has one for all, and `Int8` weights that
  /// `Float` inputs are multiplied with.
  case scaledInt8(hasScales: Bool)

  /// A `Float` bias and the bits of half-precision weights.
  case float16

  /// The bytes in front of the weights of a channel.
  public var headerByteCount: Int {
    switch self {
    case .int8(let hasFactors), .scaledInt8(let hasFactors): hasFactors ? 8 : 4
    case .float32, .float16: 4
    }
  }

  /// The bytes of a weight.
  public var weightByteCount: Int {
    switch self {
    case .int8, .scaledInt8: 1
    case .float16: 2
    case .float32: 4
    }
  }

  /// Whether each channel has a multiplier or a scale of its own.
  public var hasFactors: Bool { headerByteCount > 4 }
}

/// The sizes of packed parameters: blocks of 16 channels, and a last one of 4, 8, 12 or 16.
///
/// A size that an `Int` cannot hold is nil, so counts may come from a file.
public enum BlockLayout {
  /// The channels of every block but the last.
  public static var channelCount: Int { 16 }

  /// The alignment of the first block, in bytes.
  public static var alignment: Int { 64 }

  /// The channels that blocks have room for: a number of them, rounded up to a multiple of 4.
  public static func laneCount(channelCount: Int) -> Int? {
    guard channelCount >= 0, channelCount <= Int.max - 3 else { return nil }
    return (channelCount + 3) & ~3
  }

  /// The bytes of blocks for a number of channels, each with so many bytes.
  public static func byteCount(laneByteCount: Int?, channelCount: Int) -> Int? {
    guard let laneByteCount, let laneCount = laneCount(channelCount: channelCount) else {
      return nil
    }
    let (count, overflow) = laneByteCount.multipliedReportingOverflow(by: laneCount)
    return overflow ? nil : count
  }

  /// The bytes of a channel with a number of weights.
  static func laneByteCount(_ format: BlockFormat, weightCount: Int?) -> Int? {
    guard let weightCount, weightCount >= 0 else { return nil }
    let (body, bodyOverflow) = weightCount.multipliedReportingOverflow(by: format.weightByteCount)
    let (total, totalOverflow) = body.addingReportingOverflow(format.headerByteCount)
    return bodyOverflow || totalOverflow ? nil : total
  }
}

/// Where the parameters of a channel stand among those of others.
struct BlockPlace {
  /// The byte at which the block starts.
  let start: Int
  /// The channels of the block.
  let width: Int
  /// The position of the channel in the block.
  let lane: Int
  /// The byte at which the weights of the block start.
  let weights: Int

  init(of channel: Int, channelCount: Int, _ format: BlockFormat, laneByteCount: Int) {
    let first = channel & ~15
    start = first * laneByteCount
    width = min(16, ((channelCount + 3) & ~3) - first)
    lane = channel - first
    weights = start + width * format.headerByteCount
  }

  /// The byte of the first, or of a following, number of 32 bits in front of the weights.
  func header(_ index: Int) -> Int { start + (index * width + lane) * 4 }
}
