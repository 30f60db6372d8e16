public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Compare``.
public enum CompareCases {
  /// Every case: each relation on each element type that has it, stretched in every way.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Compare>] {
    var cases: [OperatorCase<Compare>] = []
    for code in 0..<UInt8(6) {
      guard let relation = Compare.Relation(rawValue: code) else { continue }
      var attributes = Compare.Attributes()
      attributes.relation = relation
      for (left, right) in BinaryCases.shapes {
        let name = "\(relation) of \(left) and \(right)"
        for kind in Kind.allCases where kind != .boolean || code < 2 {
          cases.append(
            OperatorCase(
              "\(kind) \(name)", attributes,
              [try kind.tensor(left, isLeft: true), try kind.tensor(right, isLeft: false)]))
        }
      }
    }
    return cases
  }

  /// A kind of elements, of which many are equal.
  private enum Kind: CaseIterable {
    case stored
    case scaled
    case float32
    case int32
    case int64
    case boolean

    func tensor(_ lengths: [Int], isLeft: Bool) throws(ModelFault.Reason) -> SampleTensor {
      var random = SeededRandom(seed: isLeft ? 1 : 2)
      let values = (0..<lengths.reduce(1, *)).map { _ in Int8.random(in: -3...3, using: &random) }
      switch self {
      case .stored:
        return try SampleTensor(.int8, lengths, values, Quantization(scale: 0.5, zeroPoint: 1))
      case .scaled:
        return try SampleTensor(
          .int8, lengths, values,
          isLeft
            ? Quantization(scale: 0.5, zeroPoint: 1) : Quantization(scale: 0.25, zeroPoint: -2))
      case .float32:
        return try SampleTensor(
          .float32, lengths, values.map { $0 == 3 ? Float.nan : Float($0) * 0.5 })
      case .int32: return try SampleTensor(.int32, lengths, values.map { Int32($0) << 29 })
      case .int64: return try SampleTensor(.int64, lengths, values.map { Int64($0) << 31 })
      case .boolean:
        return try SampleTensor(.boolean, lengths, values.map { UInt8(bitPattern: $0) & 2 })
      }
    }
  }
}
