public import SwiftletCore
import SwiftletKernels

/// Uses of ``DepthwiseConv2D`` that the tests check and the bench times.
public enum DepthwiseConv2DCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [ConvolutionCase<DepthwiseConv2D>] {
    var cases: [ConvolutionCase<DepthwiseConv2D>] = []
    for (name, shape, attributes) in geometries {
      for isFloat in [false, true] {
        cases.append(try make(name, shape, attributes, isFloat: isFloat))
      }
    }
    for (index, (name, shape, attributes)) in geometries.enumerated() {
      cases.append(
        try make(name, shape, attributes, isFloat: true, by: BlockFormat.small[index % 3]))
    }
    return cases
  }

  private static let geometries: [(String, [Int], DepthwiseConv2D.Attributes)] = [
    ("one pixel of one channel", [1, 1, 1, 1], window(1)),
    ("1x1", [1, 4, 5, 3], window(1)),
    ("3x3, many tiles", [1, 14, 19, 48], window(3, pad: 1)),
    ("3x3, strided", [2, 9, 8, 17], window(3, stride: 2, pad: 1)),
    ("5x5, dilated", [1, 11, 9, 5], window(5, dilation: 2, pad: 3)),
    ("9x9, a table too large for the stack", [1, 12, 13, 5], window(9, pad: 4)),
    ("9x9, two for one", [1, 12, 13, 3], window(9, multiplier: 2, pad: 4)),
    ("two for one", [1, 7, 6, 9], window(3, multiplier: 2, pad: 1)),
    ("eight for one, strided", [2, 8, 9, 3], window(3, multiplier: 8, stride: 2, pad: 1)),
    ("a border wider than the window", [1, 2, 3, 4], window(2, pad: 4)),
    ("weights with a zero point", [1, 6, 6, 20], legacy),
  ]

  private static var legacy: DepthwiseConv2D.Attributes {
    var attributes = window(3, pad: 1)
    attributes.weightZeroPoint = 31
    attributes.bounds = Bounds(lower: -2, upper: 6)
    return attributes
  }

  private static func window(
    _ length: Int32, multiplier: Int32 = 1, stride: Int32 = 1, dilation: Int32 = 1, pad: Int32 = 0
  ) -> DepthwiseConv2D.Attributes {
    var attributes = DepthwiseConv2D.Attributes()
    attributes.kernelHeight = length
    attributes.kernelWidth = length
    attributes.strideHeight = stride
    attributes.strideWidth = stride
    attributes.dilationHeight = dilation
    attributes.dilationWidth = dilation
    attributes.padTop = pad
    attributes.padLeft = pad
    attributes.padBottom = pad
    attributes.padRight = pad
    attributes.multiplier = multiplier
    return attributes
  }

  private static func make(
    _ name: String, _ shape: [Int], _ attributes: DepthwiseConv2D.Attributes, isFloat: Bool,
    by format: BlockFormat = .float32
  ) throws(ModelFault.Reason) -> ConvolutionCase<DepthwiseConv2D> {
    var attributes = attributes
    if isFloat { attributes.weightZeroPoint = 0 }
    let channels = shape[3] * Int(attributes.multiplier)
    let tapCount = Int(attributes.kernelHeight * attributes.kernelWidth)
    let weights =
      isFloat
      ? try PlainWeights.depthwise(float32: channels, tapCount: tapCount, format: format, seed: 3)
      : try .depthwise(
        int8: channels, tapCount: tapCount, inputZeroPoint: 6,
        weightZeroPoint: attributes.weightZeroPoint,
        scales: attributes.weightZeroPoint == 0 ? nil : SharedScales(input: 0.1, output: 0.08),
        seed: 3)
    let input =
      isFloat ? try SampleTensor.float32(shape) : try .int8(shape, scale: 0.1, zeroPoint: 6)
    return ConvolutionCase(
      name: name + (isFloat ? format.suffix : ""), attributes: attributes,
      inputs: [
        input,
        try weights.packed(
          DepthwiseConv2D.parameterByteCount(attributes, input: input.type, format: weights.format),
          zeroPoint: isFloat ? 0 : 6),
      ], output: isFloat ? nil : Quantization(scale: 0.08, zeroPoint: -5), weights: weights)
  }
}
