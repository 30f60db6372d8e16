internal import SwiftletCore

extension TFLiteImporter {
  /// `EQUAL`, `NOT_EQUAL`, `LESS`, `LESS_EQUAL`, `GREATER`, `GREATER_EQUAL`.
  mutating func compare(_ use: TFLiteUse) throws -> Graph.TensorID {
    var attributes = Compare.Attributes()
    attributes.relation =
      switch use.code {
      case .notEqual: .notEqual
      case .less: .less
      case .lessEqual: .lessOrEqual
      case .greater: .greater
      case .greaterEqual: .greaterOrEqual
      default: .equal
      }
    return try builder.add(.compare(attributes), [input(use, 0), input(use, 1)], name: use.name)
  }
}
