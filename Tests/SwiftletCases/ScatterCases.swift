public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Scatter``.
public enum ScatterCases {
  /// Every case: each function on each element type that has it, with indices that repeat.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Scatter>] {
    var cases: [OperatorCase<Scatter>] = []
    let shapes: [([Int], [Int])] = [
      ([6], [9]), ([6, 5], [4]), ([3, 4, 5], [2, 2]), ([7, 2], []),
    ]
    for code in 0..<UInt8(5) {
      guard let function = Scatter.Function(rawValue: code) else { continue }
      for (data, indices) in shapes {
        var attributes = Scatter.Attributes()
        attributes.function = function
        for element in elements(function) {
          let updates = indices + data.dropFirst()
          let positions: SampleTensor =
            element == .int32
            ? try .wideIndices(indices, of: data[0]) : try .indices(indices, of: data[0])
          cases.append(
            OperatorCase(
              "\(function) of \(element) \(data) at \(indices)", attributes,
              [
                try sample(element, data, seed: 1), positions,
                try sample(element, updates, seed: 2),
              ]))
        }
      }
    }
    var large = Scatter.Attributes()
    large.function = .add
    cases.append(
      OperatorCase(
        "a large sum", large,
        [
          try .float32([400, 300]), try .indices([900], of: 400),
          try .float32([900, 300], seed: 5),
        ]))
    return cases
  }

  private static func elements(_ function: Scatter.Function) -> [ElementType] {
    function == .replace
      ? [.float32, .int8, .int16, .int32, .int64, .boolean] : [.float32, .int32, .int64]
  }

  private static func sample(
    _ element: ElementType, _ lengths: [Int], seed: UInt64
  ) throws(ModelFault.Reason) -> SampleTensor {
    element == .float32
      ? try .float32(lengths, seed: seed) : try .bytes(element, lengths, seed: seed)
  }
}
