public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``Slice`` that the tests check and the bench times.
public enum SliceCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<Slice>] {
    func slice(
      _ name: String, _ input: SampleTensor, _ begin: [Int], _ stride: [Int], _ size: [Int]
    ) -> LayoutCase<Slice> {
      LayoutCase(name, [input]) {
        $0.begin = IntegerList(of: begin)
        $0.stride = IntegerList(of: stride)
        $0.size = IntegerList(of: size)
      }
    }
    return [
      slice("a single number", try .bytes(.boolean, []), [], [], []),
      slice("the whole", try .int8([2, 3, 4]), [], [], []),
      slice("one run", try .float32([1, 8, 5]), [0, 2, 0], [], [1, 3, 5]),
      slice(
        "a run after single indices", try .int8([4, 8, 5]), [2, 3, 1], [7, -9, 1], [1, 1, 3]),
      slice("a block", try .int8([4, 8, 5]), [1, 2, 3], [1, 1, 1], [2, 4, 2]),
      slice("every other", try .bytes(.int64, [6, 7]), [0, 1], [2, 3], [3, 2]),
      slice("backwards", try .bytes(.int16, [6, 7]), [5, 6], [-1, -1], [6, 7]),
      slice("backwards in steps", try .float32([3, 7, 5]), [2, 6, 0], [-2, -3, 1], [2, 3, 5]),
      slice("an inner axis whole", try .int8([3, 7, 5]), [0, 1, 0], [1, 2, 1], [3, 3, 5]),
      slice(
        "eight axes", try .bytes(.uint8, [2, 3, 2, 1, 2, 3, 2, 2]), [1, 0, 0, 0, 1, 2, 0, 1],
        [1, 2, 1, 1, -1, -1, 1, -1], [1, 2, 2, 1, 2, 3, 1, 2]),
      slice("a large block", try .int8([400, 500]), [1, 3], [1, 1], [399, 490]),
      slice("a large run", try .int8([400, 500]), [1, 0], [], [398, 500]),
    ]
  }
}
