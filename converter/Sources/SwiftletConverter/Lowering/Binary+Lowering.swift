internal import SwiftletCore

extension TFLiteImporter {
  /// `ADD`, `SUB`, `MUL`, `DIV`, `MAXIMUM`, `MINIMUM`, `SQUARED_DIFFERENCE`, `POW`, `FLOOR_DIV`,
  /// `FLOOR_MOD`, `LOGICAL_AND`, `LOGICAL_OR`, `BITWISE_XOR`, `RIGHT_SHIFT`, `ATAN2`.
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
      case .floorDiv: .floorDivide
      case .floorMod: .modulo
      case .logicalAnd: .and
      case .logicalOr: .or
      case .bitwiseXor: .exclusiveOr
      case .rightShift: .shiftRight
      case .atan2: .arcTangent
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
