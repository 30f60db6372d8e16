public import SwiftletCore
import SwiftletKernels

/// Uses of ``Conv2D`` that the tests check and the bench times.
public enum Conv2DCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [ConvolutionCase<Conv2D>] {
    var cases: [ConvolutionCase<Conv2D>] = []
    for (name, shape, attributes) in geometries {
      for isFloat in [false, true] {
        for hasResidual in [false, true] {
          cases.append(
            try make(name, shape, attributes, isFloat: isFloat, hasResidual: hasResidual))
        }
      }
    }
    for (index, (name, shape, attributes)) in geometries.enumerated() {
      cases.append(
        try make(
          name, shape, attributes, isFloat: true, hasResidual: index % 2 == 0,
          by: BlockFormat.small[index % 3]))
    }
    for (index, (name, shape, attributes)) in geometries.enumerated() {
      for hasResidual in [false, true] {
        cases.append(
          try make(
            name, shape, attributes, isFloat: true, hasResidual: hasResidual,
            storingBy: .int8(hasMultipliers: (index % 2 == 0) != hasResidual)))
      }
    }
    cases.append(try legacy())
    return cases
  }

  private static let geometries: [(String, [Int], Conv2D.Attributes)] = [
    ("one pixel of one channel", [1, 1, 1, 1], window(1, 1)),
    ("pointwise", [2, 5, 7, 12], window(1, 1, channels: 20)),
    (
      "pointwise of odd depth, few pixels, many channels", [1, 3, 3, 37], window(1, 1, channels: 70)
    ),
    ("pointwise in groups", [1, 6, 5, 12], window(1, 1, channels: 6, groups: 3)),
    ("pointwise, strided, odd depth", [1, 9, 8, 7], window(1, 1, channels: 9, stride: 2)),
    ("pointwise with a border", [1, 4, 4, 8], window(1, 1, channels: 4, pad: 1)),
    ("3x3, many tiles", [1, 13, 17, 16], window(3, 3, channels: 18, pad: 1)),
    ("3x3, many lines", [2, 40, 33, 20], window(3, 3, channels: 7, stride: 2, pad: 1)),
    (
      "3x3, strided, lopsided border", [2, 8, 10, 8], lopsided(window(3, 3, channels: 5, stride: 2))
    ),
    ("3x3 of an image", [1, 12, 15, 3], window(3, 3, channels: 8, stride: 2, pad: 1)),
    ("10x4 of a spectrogram", [1, 49, 10, 1], window(10, 4, channels: 17, stride: 2, pad: 4)),
    ("3x3, dilated, odd depth", [1, 9, 11, 5], window(3, 3, channels: 4, dilation: 2, pad: 2)),
    ("3x3, dilated", [1, 9, 11, 4], window(3, 3, channels: 4, dilation: 3, pad: 3)),
    ("3x3 in groups", [1, 6, 7, 16], window(3, 3, channels: 36, groups: 2, pad: 1)),
    ("3x3 in groups of odd depth", [1, 6, 7, 6], window(3, 3, channels: 4, groups: 2, pad: 1)),
    ("9x8, a table too large for the stack", [1, 12, 11, 4], window(9, 8, channels: 5, pad: 2)),
    ("17x17, patches of a large window", [1, 18, 20, 2], window(17, 17, channels: 3, pad: 4)),
    ("a window of the whole image", [3, 5, 4, 8], window(5, 4, channels: 33)),
    ("few pixels, many channels", [1, 4, 5, 16], window(3, 3, channels: 70, pad: 1)),
    (
      "few pixels, many channels in groups", [1, 4, 5, 36],
      window(3, 3, channels: 96, groups: 2, pad: 1)
    ),
    ("few pixels, many channels of odd depth", [1, 4, 5, 21], window(3, 3, channels: 70, pad: 1)),
    ("a border wider than the window", [1, 3, 2, 4], window(2, 2, channels: 3, pad: 5)),
    ("a window wider than the image", [1, 3, 2, 5], window(7, 6, channels: 3, pad: 4)),
  ]

  private static func window(
    _ height: Int32, _ width: Int32, channels: Int32 = 1, groups: Int32 = 1, stride: Int32 = 1,
    dilation: Int32 = 1, pad: Int32 = 0
  ) -> Conv2D.Attributes {
    var attributes = Conv2D.Attributes()
    attributes.kernelHeight = height
    attributes.kernelWidth = width
    attributes.strideHeight = stride
    attributes.strideWidth = stride
    attributes.dilationHeight = dilation
    attributes.dilationWidth = dilation
    attributes.padTop = pad
    attributes.padLeft = pad
    attributes.padBottom = pad
    attributes.padRight = pad
    attributes.channels = channels
    attributes.groups = groups
    return attributes
  }

  private static func lopsided(_ attributes: Conv2D.Attributes) -> Conv2D.Attributes {
    var attributes = attributes
    attributes.padBottom = 1
    attributes.padRight = 2
    attributes.strideHeight = 3
    attributes.bounds = Bounds(lower: 0, upper: 6)
    return attributes
  }

  private static func make(
    _ name: String, _ shape: [Int], _ attributes: Conv2D.Attributes, isFloat: Bool,
    hasResidual: Bool, by format: BlockFormat = .float32, storingBy stored: BlockFormat? = nil
  ) throws(ModelFault.Reason) -> ConvolutionCase<Conv2D> {
    let input =
      isFloat ? try SampleTensor.float32(shape) : try .int8(shape, scale: 0.1, zeroPoint: -11)
    let reduction =
      Int(attributes.kernelHeight * attributes.kernelWidth) * shape[3] / Int(attributes.groups)
    let channels = Int(attributes.channels)
    let groups = Int(attributes.groups)
    let weights =
      if let stored {
        try PlainWeights.dot(
          storedInput: channels, reduction: reduction, groups: groups,
          hasScales: stored.hasFactors, seed: 3)
      } else if isFloat {
        try PlainWeights.dot(
          float32: channels, reduction: reduction, groups: groups, format: format, seed: 3)
      } else {
        try PlainWeights.dot(
          int8: channels, reduction: reduction, groups: groups, inputZeroPoint: -11,
          scales: groups > 1 ? SharedScales(input: 0.1, output: hasResidual ? 0.05 : 0.08) : nil,
          seed: 3)
      }
    var attributes = attributes
    attributes.storesInput = stored != nil
    var inputs = [
      input,
      try weights.packed(
        Conv2D.parameterByteCount(attributes, input: input.type, format: weights.format),
        zeroPoint: isFloat ? 0 : -11),
    ]
    if hasResidual {
      var types = TensorTypes()
      for input in inputs { try types.append(input.type) }
      let output = try Conv2D.outputType(attributes, types).shape.lengths
      inputs.append(
        isFloat
          ? try .float32(output, seed: 5) : try .int8(output, scale: 0.07, zeroPoint: 19, seed: 5))
      attributes.sumScale = 0.05
      attributes.sumZeroPoint = 4
      attributes.sumBounds = Bounds(lower: -3, upper: 5)
    }
    return ConvolutionCase(
      name: name + (isFloat ? format.suffix : "") + (stored == nil ? "" : ", stored")
        + (hasResidual ? ", residual" : ""),
      attributes: attributes, inputs: inputs,
      output: isFloat ? nil : Quantization(scale: 0.08, zeroPoint: -5), weights: weights)
  }

  private static func legacy() throws(ModelFault.Reason) -> ConvolutionCase<Conv2D> {
    var attributes = window(3, 3, channels: 6, pad: 1)
    attributes.weightZeroPoint = -23
    let weights = try PlainWeights.dot(
      int8: 6, reduction: 72, inputZeroPoint: 7, weightZeroPoint: -23,
      scales: SharedScales(input: 0.1, output: 0.1), seed: 9)
    let input = try SampleTensor.int8([1, 5, 6, 8], zeroPoint: 7)
    let packed = try weights.packed(
      Conv2D.parameterByteCount(attributes, input: input.type, format: weights.format),
      zeroPoint: 7)
    return ConvolutionCase(
      name: "weights with a zero point", attributes: attributes, inputs: [input, packed],
      output: Quantization(scale: 0.1, zeroPoint: 3), weights: weights)
  }
}
