public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/TopK``.
public enum TopKCases {
  /// Every case: each axis and element type, with many equal elements.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<TopK>] {
    var cases: [OperatorCase<TopK>] = []
    for (shape, axis, k) in shapes {
      for element in [ElementType.int8, .float32, .int32, .int64] {
        for places in [ElementType.absent, .int32, .int64] {
          var attributes = TopK.Attributes()
          attributes.axis = axis
          attributes.k = k
          attributes.smallest = places == .int64
          attributes.places = places
          cases.append(
            OperatorCase(
              "\(k) of \(element) \(shape) along \(axis) as \(places)", attributes,
              [try sample(element, shape)]))
        }
      }
    }
    return cases
  }

  private static let shapes: [([Int], Int32, Int32)] = [
    ([1], 0, 1), ([10], 0, 3), ([10], -1, 10), ([4, 33], 1, 5), ([33, 4], 0, 7),
    ([3, 9, 4], -2, 9), ([50, 300], 1, 4),
  ]

  private static func sample(
    _ element: ElementType, _ lengths: [Int]
  ) throws(ModelFault.Reason) -> SampleTensor {
    var random = SeededRandom(seed: 6)
    let values = (0..<lengths.reduce(1, *)).map { _ in Int8.random(in: -9...9, using: &random) }
    switch element {
    case .float32:
      return try SampleTensor(
        element, lengths, values.map { $0 == 9 ? Float.nan : Float($0) * 0.5 })
    case .int32: return try SampleTensor(element, lengths, values.map { Int32($0) << 27 })
    case .int64: return try SampleTensor(element, lengths, values.map { Int64($0) << 31 })
    case .int8, .uint8, .int16, .boolean, .float16, .absent:
      return try SampleTensor(.int8, lengths, values, Quantization(scale: 0.5, zeroPoint: 3))
    }
  }
}
