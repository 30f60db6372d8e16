public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``Pad`` that the tests check and the bench times.
public enum PadCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<Pad>] {
    func pad(
      _ name: String, _ mode: Pad.Mode, _ input: SampleTensor, _ before: [Int], _ after: [Int],
      value: Float = 0
    ) -> LayoutCase<Pad> {
      LayoutCase(name, [input]) {
        $0.mode = mode
        $0.before = IntegerList(of: before)
        $0.after = IntegerList(of: after)
        $0.value = value
      }
    }
    let wide: (before: [Int], after: [Int]) = ([1, 2, 3, 0], [1, 0, 2, 4])
    return [
      pad("a single number", .constant, try .bytes(.int32, []), [], []),
      pad("nothing", .reflect, try .int8([2, 3]), [], []),
      pad(
        "an image", .constant, try .int8([1, 5, 6, 3], zeroPoint: 5), [0, 1, 2, 0], [0, 2, 1, 0]),
      pad(
        "a value", .constant, try .int8([2, 5, 6, 3], zeroPoint: 5), wide.before, wide.after,
        value: 1.27),
      pad("floats", .constant, try .float32([2, 3, 4]), [0, 0, 1], [1, 0, 0], value: -2.5),
      pad("wide integers", .constant, try .bytes(.int64, [2, 3]), [1, 0], [0, 1], value: -7.9),
      pad("only in front", .constant, try .bytes(.int16, [1, 4, 3]), [0, 2, 0], [], value: 9),
      pad("only behind", .edge, try .int8([1, 4, 3]), [], [0, 2, 0]),
      pad("reflected", .reflect, try .int8([2, 3, 4, 5]), [1, 2, 3, 0], [1, 0, 2, 4]),
      pad(
        "reflected channels whole", .reflect, try .float32([1, 3, 4, 5]), [0, 2, 3, 0],
        [0, 1, 0, 0]),
      pad("symmetric", .symmetric, try .bytes(.uint8, [2, 3, 4, 5]), [2, 1, 4, 0], [0, 3, 1, 5]),
      pad("edges", .edge, try .float32([2, 3, 4, 2]), [1, 5, 6, 0], [3, 0, 7, 2]),
      pad("a large image", .constant, try .int8([1, 200, 220, 3]), [0, 1, 1, 0], [0, 1, 1, 0]),
    ]
  }
}
