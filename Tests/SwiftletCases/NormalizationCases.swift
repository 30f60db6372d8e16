public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Normalization``.
public enum NormalizationCases {
  /// Shapes, the first axis, the number of axes, and the shapes of scale and bias.
  public static let shapes: [([Int], Int32, Int32, [Int]?, [Int]?)] = [
    ([30, 400], -1, 0, [400], [400]), ([2, 5, 7], 1, 0, [5, 7], [5, 7]),
    ([2, 5, 7], 0, 0, nil, nil),
    ([300], 0, 1, [1], nil), ([2, 6, 5, 70], 1, 2, [70], [70]), ([4, 33, 3], 1, 1, nil, [33, 3]),
    ([4, 33, 3], -2, 0, [33, 1], [1, 3]), ([1, 1], 0, 0, nil, nil),

    ([3, 33, 130], 1, 1, [130], nil),
  ]

  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Normalization>] {
    var cases: [OperatorCase<Normalization>] = []
    for code in 0..<UInt8(3) {
      guard let kind = Normalization.Kind(rawValue: code) else { continue }
      for (shape, axis, axisCount, scale, bias) in shapes {
        var attributes = Normalization.Attributes()
        attributes.kind = kind
        attributes.axis = axis
        attributes.axisCount = axisCount
        attributes.epsilon = 1e-3
        var inputs = [try SampleTensor.float32(shape, in: -2...5, seed: 6)]
        if let scale {
          inputs.append(try .float32(scale, seed: 7))
        } else if bias != nil {
          inputs.append(try SampleTensor(.absent, [], [] as [UInt8]))
        }
        if let bias { inputs.append(try .float32(bias, seed: 8)) }
        cases.append(
          OperatorCase("\(kind) of \(shape) over \(axisCount) from \(axis)", attributes, inputs))
      }
    }
    return cases
  }
}
