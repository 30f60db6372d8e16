public import SwiftletCore
import SwiftletKernels

/// Uses of ``TransposeConv2D`` that the tests check and the bench times.
public enum TransposeConv2DCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [ConvolutionCase<TransposeConv2D>] {
    var cases: [ConvolutionCase<TransposeConv2D>] = []
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

  private static let geometries: [(String, [Int], TransposeConv2D.Attributes)] = [
    ("one pixel of one channel", [1, 1, 1, 1], window(1, size: (1, 1))),
    ("pointwise", [2, 4, 5, 8], window(1, size: (4, 5), channels: 6)),
    ("pointwise, cut short", [1, 4, 5, 8], window(1, size: (3, 4), channels: 6)),
    ("2x2, doubling", [1, 7, 9, 12], window(2, size: (14, 18), channels: 20, stride: 2)),
    ("3x3, doubling", [2, 6, 5, 16], window(3, size: (12, 10), channels: 17, stride: 2, pad: 1)),
    (
      "4x4, doubling, odd depth", [1, 5, 6, 5],
      window(4, size: (10, 12), channels: 3, stride: 2, pad: 1)
    ),
    (
      "2x2, gaps between the windows", [1, 3, 4, 4],
      window(2, size: (9, 12), channels: 5, stride: 3)
    ),
    ("17x17, odd depth", [1, 4, 3, 3], window(17, size: (24, 21), channels: 4, stride: 2)),
    ("3x3, dilated", [1, 5, 4, 4], window(3, size: (9, 8), channels: 7, dilation: 2)),
    ("3x3, in groups", [1, 5, 4, 8], window(3, size: (10, 8), channels: 4, groups: 2, stride: 2)),
    ("4x4, doubling", [1, 5, 6, 16], window(4, size: (10, 12), channels: 70, stride: 2, pad: 1)),
    ("5x5, lines of many pixels", [2, 3, 30, 4], window(5, size: (9, 61), channels: 9, stride: 2)),
    ("4x4, tripling, cut short", [1, 5, 6, 8], window(4, size: (11, 14), stride: 3, pad: 2)),
    ("2x3, in steps of 1 and 3", [1, 4, 5, 8], uneven),
    ("weights with a zero point", [1, 5, 4, 8], legacy),
  ]

  private static var uneven: TransposeConv2D.Attributes {
    var attributes = window(2, size: (5, 15), channels: 21)
    attributes.kernelWidth = 3
    attributes.strideWidth = 3
    return attributes
  }

  private static var legacy: TransposeConv2D.Attributes {
    var attributes = window(3, size: (11, 9), channels: 3, stride: 2)
    attributes.weightZeroPoint = 14
    attributes.bounds = Bounds(lower: -4, upper: 4)
    return attributes
  }

  private static func window(
    _ length: Int32, size: (Int32, Int32), channels: Int32 = 1, groups: Int32 = 1,
    stride: Int32 = 1, dilation: Int32 = 1, pad: Int32 = 0
  ) -> TransposeConv2D.Attributes {
    var attributes = TransposeConv2D.Attributes()
    attributes.kernelHeight = length
    attributes.kernelWidth = length
    attributes.strideHeight = stride
    attributes.strideWidth = stride
    attributes.dilationHeight = dilation
    attributes.dilationWidth = dilation
    attributes.padTop = pad
    attributes.padLeft = pad
    attributes.outputHeight = size.0
    attributes.outputWidth = size.1
    attributes.channels = channels
    attributes.groups = groups
    return attributes
  }

  private static func make(
    _ name: String, _ shape: [Int], _ attributes: TransposeConv2D.Attributes, isFloat: Bool,
    by format: BlockFormat = .float32
  ) throws(ModelFault.Reason) -> ConvolutionCase<TransposeConv2D> {
    var attributes = attributes
    if isFloat { attributes.weightZeroPoint = 0 }
    let reduction =
      Int(attributes.kernelHeight * attributes.kernelWidth) * shape[3] / Int(attributes.groups)
    let channels = Int(attributes.channels)
    let groups = Int(attributes.groups)
    let weights =
      isFloat
      ? try PlainWeights.dot(
        float32: channels, reduction: reduction, groups: groups, format: format, seed: 3)
      : try .dot(
        int8: channels, reduction: reduction, groups: groups, inputZeroPoint: 5,
        weightZeroPoint: attributes.weightZeroPoint,
        scales: attributes.weightZeroPoint == 0 ? nil : SharedScales(input: 0.1, output: 0.08),
        seed: 3)
    let input =
      isFloat ? try SampleTensor.float32(shape) : try .int8(shape, scale: 0.1, zeroPoint: 5)
    return ConvolutionCase(
      name: name + (isFloat ? format.suffix : ""), attributes: attributes,
      inputs: [
        input,
        try weights.packed(
          TransposeConv2D.parameterByteCount(attributes, input: input.type, format: weights.format),
          zeroPoint: isFloat ? 0 : 5),
      ], output: isFloat ? nil : Quantization(scale: 0.08, zeroPoint: 2), weights: weights)
  }
}
