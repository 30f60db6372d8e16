public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/MatMul``.
public enum MatMulCases {
  /// The axes before the matrices on both sides, and rows, depth and columns.
  public static let shapes: [([Int], [Int], (Int, Int, Int))] = [
    ([], [], (1, 1, 1)), ([], [], (7, 5, 3)), ([3], [3], (4, 6, 17)), ([], [2], (5, 9, 16)),
    ([2, 3], [3], (3, 4, 5)), ([2, 1], [1, 3], (2, 33, 2)), ([1, 2], [2, 1], (1, 130, 70)),
    ([], [], (300, 3, 65)), ([2], [], (130, 9, 70)), ([], [], (2, 1100, 33)),
    ([2], [2], (3, 12, 40)),
  ]

  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<MatMul>] {
    var cases: [OperatorCase<MatMul>] = []
    for (left, right, (rows, depth, columns)) in shapes {
      for transposes in 0..<4 {
        var attributes = MatMul.Attributes()
        attributes.transposesLeft = transposes & 1 != 0
        attributes.transposesRight = transposes & 2 != 0
        let x = left + (attributes.transposesLeft ? [depth, rows] : [rows, depth])
        let y = right + (attributes.transposesRight ? [columns, depth] : [depth, columns])
        let name = "\(x) times \(y), transposed \(transposes)"
        let reals = (try SampleTensor.float32(x, seed: 2), try SampleTensor.float32(y, seed: 3))
        cases.append(
          OperatorCase(
            "int32 \(name)", attributes,
            [
              try SampleTensor(.int32, x, reals.0.values(Int32.self)),
              try SampleTensor(.int32, y, reals.1.values(Int32.self)),
            ]))
        if transposes == 3 { attributes.bounds = Bounds(lower: -1.5, upper: 2) }
        cases.append(OperatorCase("float32 \(name)", attributes, [reals.0, reals.1]))
        cases.append(
          OperatorCase(
            "int8 \(name)", attributes,
            [
              try .int8(x, scale: 0.03, zeroPoint: 7, seed: 4),
              try .int8(y, scale: 0.02, zeroPoint: transposes == 0 ? 0 : -19, seed: 5),
            ], output: Quantization(scale: 0.05, zeroPoint: -3)))
      }
    }
    return cases
  }
}
