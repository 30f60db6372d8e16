internal import SwiftletFormat
internal import SwiftletKernels

/// Where the weights of an operator stand in its packed parameters.
///
/// `docs/FORMAT.md` has the drawing; what only fills a block up is no weight.
struct WeightBlocks {
  /// The products that one output sums.
  let reduction: Int
  /// The parts that fill blocks of their own.
  let groupCount: Int
  /// The output channels of a part.
  let groupChannelCount: Int
  /// Whether four weights of a channel stand side by side.
  let hasQuads: Bool
  let format: BlockFormat

  /// The output channels of all parts.
  var channelCount: Int { groupCount * groupChannelCount }

  private var laneByteCount: Int {
    format.headerByteCount + (hasQuads ? (reduction + 3) & ~3 : reduction) * format.weightByteCount
  }

  var groupByteCount: Int? {
    BlockLayout.byteCount(laneByteCount: laneByteCount, channelCount: groupChannelCount)
  }

  /// The byte of the multiplier or scale of each channel; none where one is for all.
  var factorOffsets: [Int] {
    guard format.hasFactors else { return [] }
    return (0..<channelCount).map { channel in
      let (start, width, lane) = block(of: channel)
      return start + (width + lane) * 4
    }
  }

  /// Calls a body with the channel and the byte of each weight.
  func forEachWeight(_ body: (_ channel: Int, _ offset: Int) -> Void) {
    for channel in 0..<channelCount {
      let (start, width, lane) = block(of: channel)
      let weights = start + width * format.headerByteCount
      for index in 0..<reduction {
        let position =
          hasQuads ? (index / 4 * width + lane) * 4 + index % 4 : index * width + lane
        body(channel, weights + position * format.weightByteCount)
      }
    }
  }

  /// The block of a channel: its first byte, its lanes, and the channel's own.
  private func block(of channel: Int) -> (start: Int, width: Int, lane: Int) {
    let (group, own) = channel.quotientAndRemainder(dividingBy: groupChannelCount)
    let first = own & ~15
    let width = min(BlockLayout.channelCount, ((groupChannelCount + 3) & ~3) - first)
    return (group * (groupByteCount ?? 0) + first * laneByteCount, width, own - first)
  }
}

extension WeightBlocks {
  /// The parameters of a step whose operator has its weights in blocks of this kind; nil of others.
  init?(
    of step: ModelReport.Step, input: TensorDescription, parameters: TensorDescription
  ) {
    let depth = input.shape.last ?? 1
    let taps = step.integer("kernel_height", 1) * step.integer("kernel_width", 1)
    let isDot = ["Conv2D", "TransposeConv2D", "FullyConnected"].contains(step.operatorName)
    guard isDot || step.operatorName == "DepthwiseConv2D" else { return nil }
    let groupCount = isDot ? step.integer("groups", 1) : 1
    guard groupCount > 0 else { return nil }
    let hasFactors = parameters.quantization == nil
    let storesInput = step.attributes.contains {
      $0.name == "stores_input" && $0.value == .truth(true)
    }
    let format: BlockFormat
    switch parameters.element {
    case .float32: format = .float32
    case .float16: format = .float16
    case .int8:
      format =
        input.element == .int8 || storesInput
        ? .int8(hasMultipliers: hasFactors) : .scaledInt8(hasScales: hasFactors)
    case .absent, .uint8, .int16, .int32, .int64, .boolean: return nil
    }
    self.init(
      reduction: isDot ? taps * (depth / groupCount) : taps, groupCount: groupCount,
      groupChannelCount: isDot
        ? step.integer("channels", 1) / groupCount : depth * step.integer("multiplier", 1),
      hasQuads: isDot && format.hasIntegers, format: format)
    guard reduction > 0, groupChannelCount > 0, let byteCount = groupByteCount,
      byteCount <= parameters.byteCount / groupCount
    else { return nil }
  }
}

extension BlockFormat {
  /// Whether integers are multiplied with integers.
  fileprivate var hasIntegers: Bool {
    switch self {
    case .int8: true
    case .float32, .scaledInt8, .float16: false
    }
  }
}

extension ModelReport.Step {
  /// A whole number among the attributes.
  fileprivate func integer(_ name: String, _ usual: Int) -> Int {
    for attribute in attributes where attribute.name == name {
      if case .integer(let value) = attribute.value { return value }
    }
    return usual
  }

  /// A number among the attributes; nil where it is not positive.
  func positive(_ name: String) -> Float? {
    for attribute in attributes where attribute.name == name {
      if case .real(let value) = attribute.value, value > 0 { return value }
    }
    return nil
  }
}
