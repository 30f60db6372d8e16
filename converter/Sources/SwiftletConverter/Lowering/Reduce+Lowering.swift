internal import SwiftletCore

extension TFLiteImporter {
  /// `MEAN`, `SUM`, `REDUCE_MAX`, `REDUCE_MIN`, `REDUCE_PROD`.
  mutating func reduce(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    guard let axes = IntegerList(try integers(use, 1)) else {
      throw LoweringFault("it names more than 8 axes")
    }
    var attributes = Reduce.Attributes()
    attributes.axes = axes
    if case .reducer(let keepsDimensions) = use.options { attributes.keepsAxes = keepsDimensions }
    switch use.code {
    case .sum: attributes.function = .sum
    case .reduceProd: attributes.function = .product
    case .reduceMax, .reduceMin:
      attributes.function = use.code == .reduceMax ? .maximum : .minimum
      return try move(.reduce(attributes), [x], use)
    default: attributes.function = .mean
    }
    return try add(.reduce(attributes), [x], use)
  }
}
