public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``Transpose`` that the tests check and the bench times.
public enum TransposeCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<Transpose>] {
    func transpose(_ name: String, _ input: SampleTensor, _ order: [Int]) -> LayoutCase<Transpose> {
      LayoutCase(name, [input]) { $0.permutation = IntegerList(of: order) }
    }
    return [
      transpose("a single number", try .bytes(.int32, []), []),
      transpose("the same order", try .int8([2, 3, 4]), [0, 1, 2]),
      transpose("only axes of one move", try .int8([1, 6, 1, 4]), [2, 1, 0, 3]),
      transpose("rows become columns", try .int8([5, 37]), [1, 0]),
      transpose("the innermost axis stays", try .float32([3, 4, 5, 6]), [0, 2, 1, 3]),
      transpose("channels to the end", try .float32([2, 3, 17, 18]), [0, 2, 3, 1]),
      transpose("channels to the front", try .bytes(.int64, [2, 17, 18, 3]), [0, 3, 1, 2]),
      transpose("every axis reversed", try .bytes(.int16, [2, 3, 4, 5]), [3, 2, 1, 0]),
      transpose(
        "eight axes", try .bytes(.uint8, [2, 3, 2, 1, 2, 3, 2, 2]), [7, 2, 5, 0, 3, 6, 1, 4]),
      transpose("a large matrix", try .int8([2, 300, 401]), [0, 2, 1]),
      transpose("large runs", try .int8([40, 50, 100]), [1, 0, 2]),
    ]
  }
}
