internal import SwiftletCore

extension TFLiteImporter {
  /// `CUMSUM`.
  mutating func cumulative(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let axis = try axis(integers(use, 1).first, of: builder.lengths(x))
    var attributes = Cumulative.Attributes()
    attributes.axis = Int32(axis)
    if case .cumsum(let exclusive, let reverse) = use.options {
      attributes.exclusive = exclusive
      attributes.reverse = reverse
    }
    return try builder.add(.cumulative(attributes), [x], name: use.name)
  }
}
