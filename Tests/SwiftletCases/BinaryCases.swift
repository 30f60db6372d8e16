public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Binary``.
public enum BinaryCases {
  /// Pairs of shapes: alike, and stretched along each kind of axis.
  public static let shapes: [([Int], [Int])] = [
    ([700], [700]), ([2, 3, 65], [2, 3, 65]), ([5, 7, 64], [64]), ([64], [5, 7, 64]),
    ([4, 130], [4, 1]), ([4, 1], [4, 130]), ([9, 11], [1]), ([], [3, 3]),
    ([2, 1, 3, 1, 5, 1, 2, 1], [1, 2, 1, 3, 1, 2, 1, 3]), ([5, 1], [1, 66]), ([1], [1]),
  ]

  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Binary>] {
    var cases: [OperatorCase<Binary>] = []
    for function in reals {
      for (left, right) in shapes {
        for bounds in [Bounds(), Bounds(lower: 0, upper: 6)] {
          var attributes = Binary.Attributes()
          attributes.function = function
          attributes.bounds = bounds
          let name = "\(function) of \(left) and \(right) in \(bounds.lower)...\(bounds.upper)"
          let positive: ClosedRange<Float> = function == .power ? 0.1...3 : -4...4
          cases.append(
            OperatorCase(
              "float32 \(name)", attributes,
              [
                try .float32(left, in: positive, seed: 1),
                try .float32(right, in: 0.5...4, seed: 2),
              ]))
          guard quantized.contains(function) else { continue }
          cases.append(
            OperatorCase(
              "int8 \(name)", attributes,
              [
                try .int8(left, scale: 0.05, zeroPoint: 9, seed: 3),
                try .int8(right, scale: 0.03, zeroPoint: -128, seed: 4),
              ], output: Quantization(scale: 0.06, zeroPoint: -20)))
        }
      }
    }
    return cases + (try integers()) + (try booleans())
  }

  private static let quantized: [Binary.Function] = [
    .add, .subtract, .multiply, .divide, .maximum, .minimum, .squaredDifference,
  ]

  private static let reals: [Binary.Function] =
    quantized + [.power, .modulo, .remainder, .floorDivide, .arcTangent]

  private static func booleans() throws(ModelFault.Reason) -> [OperatorCase<Binary>] {
    var cases: [OperatorCase<Binary>] = []
    for function in [Binary.Function.and, .or, .exclusiveOr] {
      var attributes = Binary.Attributes()
      attributes.function = function
      cases.append(
        OperatorCase(
          "boolean \(function)", attributes,
          [
            try SampleTensor(.boolean, [3, 1], [0, 1, 2] as [UInt8]),
            try SampleTensor(.boolean, [4], [0, 1, 2, 0] as [UInt8]),
          ]))
    }
    return cases
  }

  private static func integers() throws(ModelFault.Reason) -> [OperatorCase<Binary>] {
    var cases: [OperatorCase<Binary>] = []
    let left: [Int32] = [7, -7, 7, -7, .min, .max, 5, .min, 6, -9, -1, 1, 3]
    let right: [Int32] = [2, 2, -2, -2, -1, .max, 0, .min, 3, 31, -3, 32, 40]
    let (wideLeft, wideRight) = (left.map { Int64($0) << 32 }, right.map { Int64($0) })
    for code in 0..<UInt8(16) {
      guard let function = Binary.Function(rawValue: code) else { continue }
      var attributes = Binary.Attributes()
      attributes.function = function
      cases.append(
        OperatorCase(
          "int32 \(function)", attributes,
          [try SampleTensor(.int32, [13], left), try SampleTensor(.int32, [13], right)]))
      cases.append(
        OperatorCase(
          "int64 \(function)", attributes,
          [try SampleTensor(.int64, [13], wideLeft), try SampleTensor(.int64, [13], wideRight)]))
    }
    return cases
  }
}
