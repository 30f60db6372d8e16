public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Select``.
public enum SelectCases {
  /// The shapes of the condition and of the two values.
  public static let shapes: [([Int], [Int], [Int])] = [
    ([], [], []), ([70], [70], [70]), ([5, 130], [5, 130], [1]), ([5, 130], [1], [130]),
    ([5, 1], [5, 130], [5, 130]), ([130], [5, 1], [5, 130]), ([1], [3, 4], [4]),
    ([3, 1, 5], [2, 1], [1, 2, 5]), ([2, 1, 3, 1, 2], [4, 1, 5, 1], [1, 2]),
    ([200, 200], [200, 200], [200, 200]),
  ]

  /// Every case: each width of element.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<Select>] {
    var cases: [LayoutCase<Select>] = []
    for (condition, whenTrue, whenFalse) in shapes {
      for element in [ElementType.int8, .float16, .float32, .int64] {
        let truths = try SampleTensor.bytes(.int8, condition, seed: 4).values(UInt8.self)
        cases.append(
          LayoutCase(
            "\(element) \(condition) of \(whenTrue) and \(whenFalse)",
            [
              // Two of three are true, and not all of those are one.
              try SampleTensor(.boolean, condition, truths.map { $0 % 3 }),
              try .bytes(element, whenTrue, seed: 5), try .bytes(element, whenFalse, seed: 6),
            ]))
      }
    }
    return cases
  }
}
