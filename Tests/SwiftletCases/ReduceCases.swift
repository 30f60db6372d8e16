public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Reduce``.
public enum ReduceCases {
  /// Shapes, and the axes that are gathered.
  public static let shapes: [([Int], [Int32])] = [
    ([2, 7, 7, 130], [1, 2]), ([40, 33], [-1]), ([5, 6, 7], [1]), ([5, 6, 7], [0, 2]), ([17], []),
    ([2, 1, 3, 2, 1, 3, 2, 2], [0, 3, -2]), ([3, 1, 4], [1]), ([3, 5], [1, 1, -1]),
    ([1, 70], [0]), ([1], [0]),
  ]

  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Reduce>] {
    var cases: [OperatorCase<Reduce>] = []
    for code in 0..<UInt8(5) {
      guard let function = Reduce.Function(rawValue: code) else { continue }
      for (shape, axes) in shapes {
        var attributes = Reduce.Attributes()
        attributes.function = function
        attributes.keepsAxes = axes.count == 1
        for axis in axes { _ = attributes.axes.append(axis) }
        let name = "\(function) of \(shape) over \(axes)"
        cases.append(
          OperatorCase(
            "float32 \(name)", attributes, [try .float32(shape, in: 0.5...1.5, seed: 2)]))
        if function != .mean {
          let values = try SampleTensor.float32(shape, seed: 3).values(Int32.self)
          cases.append(
            OperatorCase("int32 \(name)", attributes, [try SampleTensor(.int32, shape, values)]))
          cases.append(
            OperatorCase(
              "int64 \(name)", attributes,
              [try SampleTensor(.int64, shape, values.map { Int64($0) << 20 })]))
        }
        guard function != .product else { continue }
        let isExtreme = function == .maximum || function == .minimum
        cases.append(
          OperatorCase(
            "int8 \(name)", attributes, [try .int8(shape, scale: 0.1, zeroPoint: 4, seed: 1)],
            output: isExtreme ? nil : Quantization(scale: 0.07, zeroPoint: -3)))
      }
    }
    return cases
  }
}
