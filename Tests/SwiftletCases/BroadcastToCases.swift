public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/BroadcastTo``.
public enum BroadcastToCases {
  /// Every case: each kind of axis repeated, alone and with others.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<BroadcastTo>] {
    func broadcast(
      _ name: String, _ input: SampleTensor, _ shape: [Int]
    ) -> LayoutCase<BroadcastTo> {
      LayoutCase(name, [input]) { $0.shape = IntegerList(of: shape) }
    }
    return [
      broadcast("nothing", try .float32([2, 3]), [2, 3]),
      broadcast("axes of length one", try .int8([3]), [1, 1, 3]),
      broadcast("a single number", try .bytes(.int64, []), [4, 5]),
      broadcast("a row", try .int8([7]), [5, 7]),
      broadcast("a column", try .float32([5, 1]), [5, 70]),
      broadcast("the middle", try .bytes(.int16, [3, 1, 4]), [3, 5, 4]),
      broadcast("both ends", try .float32([1, 4, 1]), [3, 4, 6]),
      broadcast(
        "eight axes", try .bytes(.boolean, [2, 1, 3, 1, 2, 1]), [1, 2, 2, 3, 3, 2, 2, 2]),
      broadcast("a large row", try .int8([500]), [400, 500]),
      broadcast("a large column", try .int8([400, 1]), [400, 500]),
    ]
  }
}
