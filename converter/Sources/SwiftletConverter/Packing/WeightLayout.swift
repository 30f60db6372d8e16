internal import SwiftletCore
internal import SwiftletKernels

/// How an operator's weights stand in blocks: which kernel reads them, and how many there are.
struct WeightLayout {
  private enum Kernel {
    case dot
    case depthwise
    /// So many lines and columns of output a tile.
    case winograd(length: Int)
  }

  private let kernel: Kernel
  /// The products that one output sums.
  private let reduction: Int
  /// The independent parts of a grouped convolution; each fills blocks of its own.
  private let groups: Int
  /// The output channels of all groups.
  let channelCount: Int

  init(_ operation: Operation, input: TensorType) throws(ModelFault.Reason) {
    let depth = input.shape.rank > 0 ? input.shape[input.shape.rank - 1] : 1
    switch operation {
    case .conv2D(let attributes):
      try self.init(
        taps: (attributes.kernelHeight, attributes.kernelWidth), depth: depth,
        groups: attributes.groups, channels: attributes.channels)
    case .transposeConv2D(let attributes):
      try self.init(
        taps: (attributes.kernelHeight, attributes.kernelWidth), depth: depth,
        groups: attributes.groups, channels: attributes.channels)
    case .fullyConnected(let attributes):
      try self.init(taps: (1, 1), depth: depth, groups: 1, channels: attributes.channels)
    case .depthwiseConv2D(let attributes):
      self.init(
        kernel: .depthwise,
        reduction: Int(attributes.kernelHeight) * Int(attributes.kernelWidth), groups: 1,
        channelCount: depth * Int(attributes.multiplier))
    case .winogradConv2D(let attributes):
      self.init(
        kernel: .winograd(length: Int(attributes.tileLength)), reduction: 9 * depth, groups: 1,
        channelCount: Int(attributes.channels))
    case .binary, .unary, .lookup, .pRelu, .pool2D, .reduce, .softmax, .concatenation, .slice,
      .pad, .reshape, .transpose, .resize, .quantize, .dequantize, .requantize, .cast, .argMax,
      .matMul, .normalization, .cumulative, .gather, .scatter, .compare, .select, .broadcastTo,
      .topK:
      throw .constantNeeded(input: 1)
    }
    guard reduction > 0, channelCount > 0 else { throw .shapeOutOfRange }
  }

  private init(
    taps: (Int32, Int32), depth: Int, groups: Int32, channels: Int32
  ) throws(ModelFault.Reason) {
    guard taps.0 > 0, taps.1 > 0, groups > 0, channels > 0, depth % Int(groups) == 0,
      channels % groups == 0
    else { throw .shapeOutOfRange }
    self.init(
      kernel: .dot, reduction: Int(taps.0) * Int(taps.1) * (depth / Int(groups)),
      groups: Int(groups), channelCount: Int(channels))
  }

  private init(kernel: Kernel, reduction: Int, groups: Int, channelCount: Int) {
    self.kernel = kernel
    self.reduction = reduction
    self.groups = groups
    self.channelCount = channelCount
  }

  /// The number of weights.
  var weightCount: Int { reduction * channelCount }

  private var channelsPerGroup: Int { channelCount / groups }

  /// The bytes of the blocks of one group.
  private func groupByteCount(_ format: BlockFormat) -> Int? {
    switch kernel {
    case .dot:
      DotLayout.byteCount(format, reduction: reduction, channelCount: channelsPerGroup)
    case .depthwise:
      DepthwiseLayout.byteCount(format, tapCount: reduction, channelCount: channelsPerGroup)
    case .winograd(let length):
      WinogradLayout.byteCount(depth: reduction / 9, channelCount: channelsPerGroup, length: length)
    }
  }

  /// Blocks of weights for float inputs, given as the bytes of the format's elements.
  func packFloat(
    weights: [UInt8], bias: [Float]?, scales: [Float], _ format: BlockFormat
  ) -> [UInt8] {
    let bias = bias ?? Array(repeating: 0, count: channelCount)
    if case .winograd(let length) = kernel {
      let weights = weights.elements(of: Float.self)
      return blocks(format) { _, packed in
        WinogradLayout.pack(
          weights.span, bias: bias.span, depth: reduction / 9, length: length, into: &packed)
      }
    }
    return switch format.weightByteCount {
    case 1: packFloat(weights.elements(of: Int8.self), bias, scales, format)
    case 2: packFloat(weights.elements(of: UInt16.self), bias, scales, format)
    default: packFloat(weights.elements(of: Float.self), bias, scales, format)
    }
  }

  private func packFloat<Weight: BitwiseCopyable>(
    _ weights: [Weight], _ bias: [Float], _ scales: [Float], _ format: BlockFormat
  ) -> [UInt8] {
    blocks(format) { group, packed in
      let channels = group * channelsPerGroup..<(group + 1) * channelsPerGroup
      switch kernel {
      case .dot:
        let range = channels.lowerBound * reduction..<channels.upperBound * reduction
        DotLayout.pack(
          weights[range].span, bias: bias[channels].span,
          scale: scales[scales.isEmpty ? 0..<0 : channels].span, format, reduction: reduction,
          into: &packed)
      case .depthwise:
        DepthwiseLayout.pack(
          weights.span, bias: bias.span, scale: scales.span, format, tapCount: reduction,
          into: &packed)
      case .winograd: break
      }
    }
  }

  /// Blocks of int8 weights for float inputs that are stored as int8, with the bits of float biases.
  func packStoring(
    weights: [Int8], bias: [Int32]?, scales: [Float], _ format: BlockFormat
  ) -> [UInt8] {
    let bias = bias ?? Array(repeating: 0, count: channelCount)
    return blocks(format) { group, packed in
      let channels = group * channelsPerGroup..<(group + 1) * channelsPerGroup
      DotLayout.pack(
        weights[channels.lowerBound * reduction..<channels.upperBound * reduction].span,
        bias: bias[channels].span, multiplier: scales[scales.isEmpty ? 0..<0 : channels].span,
        reduction: reduction, into: &packed)
    }
  }

  /// Blocks of int8 weights, with zero points worked into the bias.
  func packInteger(
    weights: [Int8], bias: [Int32]?, _ quantization: IntegerWeights, _ format: BlockFormat
  ) throws -> [UInt8] {
    let folded = try foldedBias(weights, bias, quantization)
    let multipliers = format == .int8(hasMultipliers: true) ? quantization.multipliers : []
    return blocks(format) { group, packed in
      let channels = group * channelsPerGroup..<(group + 1) * channelsPerGroup
      switch kernel {
      case .dot:
        let range = channels.lowerBound * reduction..<channels.upperBound * reduction
        DotLayout.pack(
          weights[range].span, bias: folded[channels].span,
          multiplier: multipliers[multipliers.isEmpty ? 0..<0 : channels].span,
          reduction: reduction, into: &packed)
      case .depthwise:
        DepthwiseLayout.pack(
          weights.span, bias: folded.span, multiplier: multipliers.span, tapCount: reduction,
          into: &packed)
      case .winograd: break
      }
    }
  }

  /// The bias with what the zero points contribute: Σ (x − zx)(w − zw) + b is, with the kernel's
  /// Σ x·(w − zw), just a sum with another constant.
  private func foldedBias(
    _ weights: [Int8], _ bias: [Int32]?, _ quantization: IntegerWeights
  ) throws -> [Int32] {
    try (0..<channelCount).map { channel in
      var sum = 0
      for k in 0..<reduction {
        let index =
          switch kernel {
          case .dot, .winograd: channel * reduction + k
          case .depthwise: k * channelCount + channel
          }
        sum += Int(weights[index]) - quantization.weightZeroPoint
      }
      let folded = Int(bias?[channel] ?? 0) - quantization.inputZeroPoint * sum
      guard let result = Int32(exactly: folded) else {
        throw LoweringFault("the bias of channel \(channel) does not fit in 32 bits")
      }
      return result
    }
  }

  private func blocks(
    _ format: BlockFormat, _ fill: (Int, inout MutableRawSpan) -> Void
  ) -> [UInt8] {
    let byteCount = groupByteCount(format) ?? 0
    var result: [UInt8] = []
    for group in 0..<groups {
      var part = [UInt8](repeating: 0, count: byteCount)
      var elements = part.mutableSpan
      var bytes = unsafe elements.mutableBytes
      fill(group, &bytes)
      result += part
    }
    return result
  }
}
