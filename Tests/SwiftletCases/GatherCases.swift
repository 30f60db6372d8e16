public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Gather``.
public enum GatherCases {
  /// Every case: each kind of axis, of slice and of index.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<Gather>] {
    func gather(
      _ name: String, _ data: SampleTensor, _ indices: SampleTensor, axis: Int32,
      batchAxes: Int32 = 0
    ) -> LayoutCase<Gather> {
      LayoutCase(name, [data, indices]) {
        $0.axis = axis
        $0.batchAxes = batchAxes
      }
    }
    return [
      gather("one slice", try .float32([5, 3]), try .indices([], of: 5), axis: 0),
      gather("rows", try .int8([40, 7]), try .indices([3, 5], of: 40), axis: 0),
      gather("columns", try .bytes(.int16, [6, 9]), try .indices([4], of: 9), axis: 1),
      gather("from the end", try .bytes(.int64, [6, 9]), try .indices([40], of: 9), axis: -1),
      gather("in the middle", try .float32([3, 8, 5]), try .indices([2, 3], of: 8), axis: -2),
      gather(
        "one batch axis", try .int8([3, 8, 5]), try .indices([3, 4], of: 8), axis: 1,
        batchAxes: 1),
      gather(
        "a batch and an axis between", try .float32([3, 2, 8]), try .indices([3, 4, 2], of: 8),
        axis: 2, batchAxes: 1),
      gather(
        "two batch axes of single indices", try .bytes(.boolean, [3, 2, 8]),
        try .indices([3, 2], of: 8), axis: 2, batchAxes: 2),
      gather("wide indices", try .float32([9, 2]), try .wideIndices([70], of: 9), axis: 0),
      gather("pairs of floats", try .float32([9, 2]), try .indices([7], of: 9), axis: 0),
      gather("a large result", try .int8([300, 500]), try .indices([700], of: 300), axis: 0),
    ]
  }
}

extension SampleTensor {
  /// Creates indices of an axis, and with them some that are negative or that it lacks.
  public static func indices(
    _ lengths: [Int], of length: Int, seed: UInt64 = 3
  ) throws(ModelFault.Reason) -> SampleTensor {
    let values = chosen(lengths, of: length, seed: seed)
    return try SampleTensor(.int32, lengths, values.map { Int32(clamping: $0) })
  }

  /// Creates indices of 64 bits, some of which 32 bits cannot hold.
  public static func wideIndices(
    _ lengths: [Int], of length: Int, seed: UInt64 = 3
  ) throws(ModelFault.Reason) -> SampleTensor {
    try SampleTensor(.int64, lengths, chosen(lengths, of: length, seed: seed))
  }

  private static func chosen(_ lengths: [Int], of length: Int, seed: UInt64) -> [Int64] {
    var random = SeededRandom(seed: seed)
    let outside: [Int64] = [
      Int64(length), -Int64(length) - 1, .min, .max, 1 << 32, -1 << 32, (1 << 32) + 1,
    ]
    return (0..<lengths.reduce(1, *)).map { _ in
      guard Int.random(in: 0..<8, using: &random) == 0 else {
        return Int64.random(in: -Int64(length)..<Int64(length), using: &random)
      }
      return outside[Int.random(in: 0..<outside.count, using: &random)]
    }
  }

  /// The elements of a tensor of indices.
  public var indexValues: [Int] {
    type.element == .int32 ? values(Int32.self).map { Int($0) } : values(Int64.self).map { Int($0) }
  }
}
