internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `ARG_MAX`, `ARG_MIN`.
  mutating func argMax(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let axis = try axis(integers(use, 1).first, of: builder.lengths(x))
    var attributes = ArgMax.Attributes()
    attributes.axis = Int32(axis)
    attributes.minimum = use.code == .argMin
    switch use.options {
    case .argMax(.int64), .argMin(.int64): attributes.element = .int64
    default: attributes.element = .int32
    }
    return try builder.add(.argMax(attributes), [x], name: use.name)
  }
}
