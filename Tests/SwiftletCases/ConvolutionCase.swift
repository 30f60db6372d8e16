public import SwiftletCore
import SwiftletFormat
public import SwiftletKernels

/// One use of an operator with packed weights, which are here in plain form as well.
public struct ConvolutionCase<O: Operator>: Sendable where O.Attributes: Sendable {
  /// What sets the case apart.
  public let name: String
  /// The constants of the use.
  public let attributes: O.Attributes
  /// The tensors of the use, with the packed parameters second.
  public let inputs: [SampleTensor]
  /// The quantization of the output; nil for floats.
  public let output: Quantization?
  /// What the packed parameters were made of.
  public let weights: PlainWeights

  /// The use, in memory of its own.
  public func trial() throws(ModelFault.Reason) -> OperatorTrial<O> {
    try OperatorTrial(attributes, inputs, output: output)
  }
}

extension BlockFormat {
  /// The formats of weights that are smaller than the floats they are multiplied with.
  static let small: [BlockFormat] = [
    .scaledInt8(hasScales: true), .scaledInt8(hasScales: false), .float16,
  ]

  /// What sets a case apart that is of floats.
  var suffix: String { self == .float32 ? ", float" : ", float by \(self)" }
}

/// Weights before they are packed.
public struct PlainWeights: Sendable {
  /// The weights as real numbers in steps of one, less their zero point.
  public let values: [Double]
  /// The bias, likewise, without the share of the input's zero point.
  public let bias: [Double]
  /// What takes a sum to the scale of the output; empty for floats.
  public let multipliers: [Float]
  /// The packed weights without a row of padding.
  public let blocks: SampleTensor

  /// What the blocks consist of.
  public let format: BlockFormat

  /// The packed parameters of a use: the blocks, and the padding that its window needs.
  public func packed(
    _ byteCount: ParameterByteCount, zeroPoint: Int8 = 0
  ) throws(ModelFault.Reason) -> SampleTensor {
    let padding = [UInt8](repeating: UInt8(bitPattern: zeroPoint), count: byteCount.padding)
    let bytes = blocks.bytes + padding
    precondition(blocks.bytes.count == byteCount.blocks, "the blocks have another size")
    return try SampleTensor(
      blocks.type.element, [bytes.count / blocks.type.element.byteCount], bytes,
      blocks.type.quantization, isConstant: true)
  }
}

/// The scales of both sides of a use whose weights have one scale for all channels.
public struct SharedScales: Sendable {
  /// The scale of the input.
  public let input: Float
  /// The scale of the sums.
  public let output: Float

  /// Creates the scales of a use.
  public init(input: Float, output: Float) {
    self.input = input
    self.output = output
  }
}

extension PlainWeights {
  /// Chooses weights by a seed and packs them for a dot product, group after group.
  public static func dot(
    int8 channels: Int, reduction: Int, groups: Int = 1, inputZeroPoint: Int32,
    weightZeroPoint: Int32 = 0, scales: SharedScales? = nil, seed: UInt64
  ) throws(ModelFault.Reason) -> PlainWeights {
    let draft = Int8Draft(
      channels: channels, reduction: reduction, weightZeroPoint: weightZeroPoint, scales: scales,
      seed: seed)
    let bias = draft.packedBias(inputZeroPoint) { channel in
      Array(draft.values[(channel * reduction)..<((channel + 1) * reduction)])
    }
    let perGroup = channels / groups
    var bytes: [UInt8] = []
    for group in 0..<groups {
      let range = (group * perGroup)..<((group + 1) * perGroup)
      var part = [UInt8](
        repeating: 0,
        count: DotLayout.byteCount(draft.format, reduction: reduction, channelCount: perGroup) ?? 0)
      var elements = part.mutableSpan
      var span = unsafe elements.mutableBytes
      DotLayout.pack(
        Array(draft.values[(range.lowerBound * reduction)..<(range.upperBound * reduction)]).span,
        bias: Array(bias[range]).span,
        multiplier: Array(draft.packedMultipliers(of: range)).span,
        reduction: reduction, into: &span)
      bytes += part
    }
    return draft.plain(
      try SampleTensor(.int8, [bytes.count], bytes, draft.quantization, isConstant: true))
  }

  /// Chooses weights for floats by a seed and packs them for a dot product, group after group.
  public static func dot(
    float32 channels: Int, reduction: Int, groups: Int = 1, format: BlockFormat = .float32,
    seed: UInt64
  ) throws(ModelFault.Reason) -> PlainWeights {
    let draft = FloatDraft(channels: channels, reduction: reduction, format, seed: seed) {
      $0 / reduction
    }
    let perGroup = channels / groups
    var bytes: [UInt8] = []
    for group in 0..<groups {
      let range = (group * perGroup)..<((group + 1) * perGroup)
      let weights = (range.lowerBound * reduction)..<(range.upperBound * reduction)
      let scale = draft.packedScales(of: range)
      bytes += draft.bytes(
        count: DotLayout.byteCount(format, reduction: reduction, channelCount: perGroup) ?? 0
      ) { packed in
        let bias = Array(draft.bias[range])
        switch format {
        case .int8, .scaledInt8:
          DotLayout.pack(
            Array(draft.integers[weights]).span, bias: bias.span, scale: scale.span, format,
            reduction: reduction, into: &packed)
        case .float16:
          DotLayout.pack(
            Array(draft.halves[weights]).span, bias: bias.span, scale: scale.span, format,
            reduction: reduction, into: &packed)
        case .float32:
          DotLayout.pack(
            Array(draft.floats[weights]).span, bias: bias.span, scale: scale.span, format,
            reduction: reduction, into: &packed)
        }
      }
    }
    return try draft.plain(bytes)
  }

  /// Chooses weights by a seed, tap by tap, and packs them for a depthwise sum.
  public static func depthwise(
    int8 channels: Int, tapCount: Int, inputZeroPoint: Int32, weightZeroPoint: Int32 = 0,
    scales: SharedScales? = nil, seed: UInt64
  ) throws(ModelFault.Reason) -> PlainWeights {
    let draft = Int8Draft(
      channels: channels, reduction: tapCount, weightZeroPoint: weightZeroPoint, scales: scales,
      seed: seed)
    let bias = draft.packedBias(inputZeroPoint) { channel in
      (0..<tapCount).map { draft.values[$0 * channels + channel] }
    }
    var bytes = [UInt8](
      repeating: 0,
      count: DepthwiseLayout.byteCount(draft.format, tapCount: tapCount, channelCount: channels)
        ?? 0)
    var elements = bytes.mutableSpan
    var span = unsafe elements.mutableBytes
    DepthwiseLayout.pack(
      draft.values.span, bias: bias.span,
      multiplier: draft.packedMultipliers(of: 0..<channels).span,
      tapCount: tapCount,
      into: &span)
    return draft.plain(
      try SampleTensor(.int8, [bytes.count], bytes, draft.quantization, isConstant: true))
  }

  /// Chooses weights for floats by a seed, tap by tap, and packs them for a depthwise sum.
  public static func depthwise(
    float32 channels: Int, tapCount: Int, format: BlockFormat = .float32, seed: UInt64
  ) throws(ModelFault.Reason) -> PlainWeights {
    let draft = FloatDraft(channels: channels, reduction: tapCount, format, seed: seed) {
      $0 % channels
    }
    let scale = draft.packedScales(of: 0..<channels)
    let bytes = draft.bytes(
      count: DepthwiseLayout.byteCount(format, tapCount: tapCount, channelCount: channels) ?? 0
    ) { packed in
      switch format {
      case .int8, .scaledInt8:
        DepthwiseLayout.pack(
          draft.integers.span, bias: draft.bias.span, scale: scale.span, format,
          tapCount: tapCount, into: &packed)
      case .float16:
        DepthwiseLayout.pack(
          draft.halves.span, bias: draft.bias.span, scale: scale.span, format,
          tapCount: tapCount, into: &packed)
      case .float32:
        DepthwiseLayout.pack(
          draft.floats.span, bias: draft.bias.span, scale: scale.span, format,
          tapCount: tapCount, into: &packed)
      }
    }
    return try draft.plain(bytes)
  }
}

/// Stored weights, and factors that spread their sums over the range of a byte.
private struct Int8Draft {
  let values: [Int8]
  let bias: [Int32]
  let multipliers: [Float]
  let weightZeroPoint: Int32
  /// The scale of all weights, if they have one.
  let quantization: Quantization?

  init(
    channels: Int, reduction: Int, weightZeroPoint: Int32, scales: SharedScales?, seed: UInt64
  ) {
    var random = SeededRandom(seed: seed)
    let least: Int8 = weightZeroPoint == 0 ? -127 : -128
    values = (0..<(channels * reduction)).map { _ in Int8.random(in: least...127, using: &random) }
    bias = (0..<channels).map { _ in Int32.random(in: -4000...4000, using: &random) }
    var root = 1
    while root * root < reduction { root += 1 }
    let spread = 60 / (5000 * Float(root))
    quantization = scales.map {
      Quantization(scale: spread * $0.output / $0.input, zeroPoint: 0)
    }
    let shared = scales.map { $0.input * (spread * $0.output / $0.input) / $0.output }
    multipliers = (0..<channels).map { _ in
      shared ?? spread * Float.random(in: 0.5...1.5, using: &random)
    }
    self.weightZeroPoint = weightZeroPoint
  }

  var format: BlockFormat { .int8(hasMultipliers: quantization == nil) }

  /// The multipliers that stand in the blocks of some channels.
  func packedMultipliers(of channels: Range<Int>) -> [Float] {
    quantization == nil ? Array(multipliers[channels]) : []
  }

  /// The bias less what the input's zero point adds to every sum.
  func packedBias(_ inputZeroPoint: Int32, _ weights: (Int) -> [Int8]) -> [Int32] {
    bias.indices.map { channel in
      let sum = weights(channel).reduce(into: Int32(0)) { $0 += Int32($1) - weightZeroPoint }
      return bias[channel] - inputZeroPoint * sum
    }
  }

  func plain(_ blocks: SampleTensor) -> PlainWeights {
    PlainWeights(
      values: values.map { Double(Int32($0) - weightZeroPoint) }, bias: bias.map(Double.init),
      multipliers: multipliers, blocks: blocks, format: format)
  }
}
