public import SwiftletCore
import SwiftletKernels

/// Uses of ``FullyConnected`` that the tests check and the bench times.
public enum FullyConnectedCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [ConvolutionCase<FullyConnected>] {
    var cases: [ConvolutionCase<FullyConnected>] = []
    for (name, shape, channels, weightZeroPoint) in geometries {
      for isFloat in [false, true] {
        var attributes = FullyConnected.Attributes()
        attributes.channels = channels
        attributes.weightZeroPoint = isFloat ? 0 : weightZeroPoint
        attributes.bounds = Bounds(lower: weightZeroPoint == 0 ? -.infinity : 0)
        cases.append(try make(name, shape, attributes, isFloat: isFloat))
      }
    }
    for (name, shape, channels, _) in geometries {
      for format in BlockFormat.small {
        var attributes = FullyConnected.Attributes()
        attributes.channels = channels
        cases.append(try make(name, shape, attributes, isFloat: true, by: format))
      }
    }
    return try cases + storing()
  }

  /// The cases of float rows that are stored while they run, hard ones last.
  private static func storing() throws(ModelFault.Reason) -> [ConvolutionCase<FullyConnected>] {
    var cases: [ConvolutionCase<FullyConnected>] = []
    for (index, (name, shape, channels, _)) in geometries.enumerated() {
      cases.append(try make(name, storing: .float32(shape), channels, hasScales: index % 2 == 0))
    }
    cases.append(
      try make("rows of several lanes", storing: .float32([413, 70]), 18, hasScales: true))
    for length in [5, 16, 83] {
      cases.append(
        try make("hard rows", storing: .hardRows(length: length), 21, hasScales: true))
    }
    return cases
  }

  /// A use with hard rows of a length, which are stored while it runs.
  public static func storingHardRows(
    length: Int
  ) throws(ModelFault.Reason) -> ConvolutionCase<FullyConnected> {
    try make("hard rows of \(length)", storing: .hardRows(length: length), 3, hasScales: true)
  }

  private static func make(
    _ name: String, storing input: SampleTensor, _ channels: Int32, hasScales: Bool
  ) throws(ModelFault.Reason) -> ConvolutionCase<FullyConnected> {
    var attributes = FullyConnected.Attributes()
    attributes.channels = channels
    attributes.storesInput = true
    let weights = try PlainWeights.dot(
      storedInput: Int(channels), reduction: input.type.shape.fromInnermost(0),
      hasScales: hasScales, seed: 3)
    let packed = try weights.packed(
      FullyConnected.parameterByteCount(attributes, input: input.type, format: weights.format))
    return ConvolutionCase(
      name: name + ", stored", attributes: attributes, inputs: [input, packed], output: nil,
      weights: weights)
  }

  private static let geometries: [(String, [Int], Int32, Int32)] = [
    ("one weight", [1], 1, 0),
    ("one row, many channels", [1, 640], 330, 0),
    ("many rows", [3, 50, 11], 13, 0),
    ("rows of an image", [2, 3, 4, 20], 16, 0),
    ("weights with a zero point", [5, 33], 17, -40),
  ]

  private static func make(
    _ name: String, _ shape: [Int], _ attributes: FullyConnected.Attributes, isFloat: Bool,
    by format: BlockFormat = .float32
  ) throws(ModelFault.Reason) -> ConvolutionCase<FullyConnected> {
    let channels = Int(attributes.channels)
    let reduction = shape[shape.count - 1]
    let weights =
      isFloat
      ? try PlainWeights.dot(float32: channels, reduction: reduction, format: format, seed: 3)
      : try .dot(
        int8: channels, reduction: reduction, inputZeroPoint: -9,
        weightZeroPoint: attributes.weightZeroPoint,
        scales: attributes.weightZeroPoint == 0 ? nil : SharedScales(input: 0.1, output: 0.08),
        seed: 3)
    let input =
      isFloat ? try SampleTensor.float32(shape) : try .int8(shape, scale: 0.1, zeroPoint: -9)
    return ConvolutionCase(
      name: name + (isFloat ? format.suffix : ""), attributes: attributes,
      inputs: [
        input,
        try weights.packed(
          FullyConnected.parameterByteCount(attributes, input: input.type, format: weights.format),
          zeroPoint: isFloat ? 0 : -9),
      ], output: isFloat ? nil : Quantization(scale: 0.08, zeroPoint: 12), weights: weights)
  }
}
