public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``Concatenation`` that the tests check and the bench times.
public enum ConcatenationCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<Concatenation>] {
    func join(_ name: String, _ axis: Int32, _ inputs: [SampleTensor])
      -> LayoutCase<Concatenation>
    { LayoutCase(name, inputs) { $0.axis = axis } }
    return [
      join("one input", 0, [try .int8([2, 3])]),
      join(
        "rows", 0, [try .int8([2, 3]), try .int8([1, 3], seed: 2), try .int8([4, 3], seed: 3)]),
      join("columns", -1, [try .float32([2, 3]), try .float32([2, 1], seed: 2)]),
      join("channels", 3, [try .int8([1, 4, 5, 6]), try .int8([1, 4, 5, 7], seed: 2)]),
      join("behind axes of one", 2, [try .int8([1, 1, 3, 5]), try .int8([1, 1, 2, 5], seed: 2)]),
      join(
        "wide elements", 1, [try .bytes(.int64, [2, 3]), try .bytes(.int64, [2, 2], seed: 2)]),
      join(
        "eight inputs", 1,
        try (1...8).map { (seed) throws(ModelFault.Reason) in
          try .int8([3, seed, 2], seed: UInt64(seed))
        }),
      join("large rows", 1, [try .int8([300, 400]), try .int8([300, 100], seed: 2)]),
      join("large runs", 0, [try .int8([90_001]), try .int8([70_001], seed: 2)]),
    ]
  }
}
