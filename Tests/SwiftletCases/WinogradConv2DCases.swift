public import SwiftletCore
import SwiftletKernels

/// Uses of ``WinogradConv2D`` that the tests check.
public enum WinogradConv2DCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [ConvolutionCase<WinogradConv2D>] {
    var cases: [ConvolutionCase<WinogradConv2D>] = []
    for (index, (name, shape, attributes)) in geometries.enumerated() {
      for length in [2, 4] as [Int32] {
        for hasResidual in [false, true] {
          var attributes = attributes
          attributes.tileLength = length
          attributes.bounds = index % 2 == 0 ? Bounds() : Bounds(lower: 0, upper: 6)
          cases.append(try make(name, shape, attributes, hasResidual: hasResidual))
        }
      }
    }
    return cases
  }

  /// Images of every small size, and every number of channels up to 40.
  public static func tails() throws(ModelFault.Reason) -> [ConvolutionCase<WinogradConv2D>] {
    var cases: [ConvolutionCase<WinogradConv2D>] = []
    for channels in 1...40 {
      let (height, width) = (1 + channels % 9, 1 + channels / 2 % 9)
      var attributes = bordered(channels: Int32(41 - channels))
      attributes.tileLength = channels % 3 == 0 ? 2 : 4
      cases.append(
        try make(
          "\(height) × \(width) of \(channels)", [1, height, width, channels], attributes,
          hasResidual: channels % 2 == 0))
    }
    return cases
  }

  private static let geometries: [(String, [Int], WinogradConv2D.Attributes)] = [
    ("one place", [1, 3, 3, 1], bordered(channels: 1, pad: 0)),
    ("one pixel in its border", [1, 1, 1, 3], bordered(channels: 2)),
    ("some images", [3, 6, 7, 16], bordered(channels: 18)),
    ("no border", [1, 9, 8, 5], bordered(channels: 16, pad: 0)),
    ("a lopsided border", [2, 5, 6, 4], lopsided()),
    ("a border wider than the window", [1, 2, 3, 4], bordered(channels: 3, pad: 5)),
    ("more tiles than a strip has", [1, 21, 23, 20], bordered(channels: 12)),
    ("more channels than are summed at once", [1, 6, 6, 12], bordered(channels: 150)),
    ("few tiles, many channels", [1, 4, 4, 40], bordered(channels: 96)),
  ]

  private static func bordered(channels: Int32, pad: Int32 = 1) -> WinogradConv2D.Attributes {
    var attributes = WinogradConv2D.Attributes()
    attributes.padTop = pad
    attributes.padLeft = pad
    attributes.padBottom = pad
    attributes.padRight = pad
    attributes.channels = channels
    return attributes
  }

  private static func lopsided() -> WinogradConv2D.Attributes {
    var attributes = bordered(channels: 7, pad: 0)
    attributes.padTop = 2
    attributes.padRight = 1
    return attributes
  }

  private static func make(
    _ name: String, _ shape: [Int], _ attributes: WinogradConv2D.Attributes, hasResidual: Bool
  ) throws(ModelFault.Reason) -> ConvolutionCase<WinogradConv2D> {
    let input = try SampleTensor.float32(shape)
    let weights = try PlainWeights.winograd(
      channels: Int(attributes.channels), depth: shape[3], length: Int(attributes.tileLength),
      seed: 3)
    var attributes = attributes
    var inputs = [
      input,
      try weights.packed(WinogradConv2D.parameterByteCount(attributes, input: input.type)),
    ]
    if hasResidual {
      var types = TensorTypes()
      for input in inputs { try types.append(input.type) }
      let output = try WinogradConv2D.outputType(attributes, types).shape.lengths
      inputs.append(try .float32(output, seed: 5))
      attributes.sumBounds = Bounds(lower: -3, upper: 5)
    }
    return ConvolutionCase(
      name: "\(name), tiles of \(attributes.tileLength)" + (hasResidual ? ", residual" : ""),
      attributes: attributes, inputs: inputs, output: nil, weights: weights)
  }
}

extension PlainWeights {
  /// Chooses weights for floats by a seed, nine taps of a depth, and packs them for tiles.
  public static func winograd(
    channels: Int, depth: Int, length: Int, seed: UInt64
  ) throws(ModelFault.Reason) -> PlainWeights {
    let draft = FloatDraft(channels: channels, reduction: 9 * depth, .float32, seed: seed) {
      $0 / (9 * depth)
    }
    return try draft.plain(
      draft.bytes(
        count: WinogradLayout.byteCount(depth: depth, channelCount: channels, length: length) ?? 0
      ) { packed in
        WinogradLayout.pack(
          draft.floats.span, bias: draft.bias.span, depth: depth, length: length, into: &packed)
      })
  }
}
