public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/Cumulative``.
public enum CumulativeCases {
  /// Cases that are worth cutting.
  public static func large() throws(ModelFault.Reason) -> [OperatorCase<Cumulative>] {
    var cases: [OperatorCase<Cumulative>] = []
    for axis in [0, 1, 2] as [Int32] {
      var attributes = Cumulative.Attributes()
      attributes.axis = axis
      let input = try SampleTensor.float32([2, 130, 190], seed: 9)
      cases.append(OperatorCase("a large input along \(axis)", attributes, [input]))
    }
    return cases
  }

  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Cumulative>] {
    var cases: [OperatorCase<Cumulative>] = []
    for (shape, axis) in [
      ([9], 0), ([40, 300], 0), ([40, 300], -1), ([2, 5, 70], 1), ([3, 1, 2], 1),
      ([300, 70, 1], -2),
    ] as [([Int], Int32)] {
      for choice in 0..<8 {
        var attributes = Cumulative.Attributes()
        attributes.function = choice & 1 == 0 ? .sum : .product
        attributes.exclusive = choice & 2 != 0
        attributes.reverse = choice & 4 != 0
        attributes.axis = axis
        let name =
          "\(attributes.function) of \(shape) along \(axis)"
          + (attributes.exclusive ? ", exclusive" : "") + (attributes.reverse ? ", reverse" : "")
        let reals = try SampleTensor.float32(shape, in: 0.5...1.5, seed: 9)
        let integers = reals.values(Int32.self)
        cases.append(OperatorCase("float32 \(name)", attributes, [reals]))
        cases.append(
          OperatorCase("int32 \(name)", attributes, [try SampleTensor(.int32, shape, integers)]))
        cases.append(
          OperatorCase(
            "int64 \(name)", attributes,
            [try SampleTensor(.int64, shape, integers.map { Int64($0) << 20 })]))
      }
    }
    return cases
  }
}
