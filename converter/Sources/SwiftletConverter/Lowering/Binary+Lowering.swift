internal import SwiftletCore

extension TFLiteImporter {
  /// `ADD`, `SUB`, `MUL`, `DIV`, `MAXIMUM`, `MINIMUM`, `SQUARED_DIFFERENCE`, `POW`.
  mutating func binary(_ use: TFLiteUse) throws -> Graph.TensorID {
    var attributes = Binary.Attributes()
    attributes.function =
      switch use.code {
      case .sub: .subtract
      case .mul: .multiply
      case .div: .divide
      case .maximum: .maximum
      case .minimum: .minimum
      case .squaredDifference: .squaredDifference
      case .pow: .power
      default: .add
      }
    let bounds: Bounds =
      switch use.options {
      case .add(let activation), .sub(let activation), .mul(let activation), .div(let activation):
        try Bounds(activation)
      default: Bounds()
      }
    attributes.bounds = bounds
    return try add(.binary(attributes), [input(use, 0), input(use, 1)], use)
  }
}
