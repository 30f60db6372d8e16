internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `SCATTER_ND`: sums onto zeros.
  mutating func scatterLists(_ use: TFLiteUse) throws -> Graph.TensorID {
    let (indices, updates) = (try input(use, 0), try input(use, 1))
    let zeros = try zeros(builder.type(updates), integers(use, 2), name: use.name)
    return try builder.scatterLists(zeros, indices, updates, .add, name: use.name)
  }

  /// A constant of stored zeros, of the element type and quantization of another value.
  mutating func zeros(
    _ type: TensorType, _ lengths: [Int], name: String
  ) throws -> Graph.TensorID {
    var type = type
    type.shape = try Shape(lengths)
    guard let byteCount = type.byteCount, byteCount <= 1 << 26 else {
      throw LoweringFault("it makes a constant of the shape \(lengths), of more than 64 MiB")
    }
    let zero = UInt8(truncatingIfNeeded: type.quantization?.zeroPoint ?? 0)
    guard type.element.byteCount == 1 || zero == 0 else {
      throw LoweringFault("its zeros have the zero point \(type.quantization?.zeroPoint ?? 0)")
    }
    return builder.constant(name, type, [UInt8](repeating: zero, count: byteCount))
  }
}
