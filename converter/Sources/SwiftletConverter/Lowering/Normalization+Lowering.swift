internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `L2_NORMALIZATION`, along the innermost axis; int8 is computed in float.
  mutating func normalization(_ use: TFLiteUse) throws -> Graph.TensorID {
    if case .l2Norm(let activation) = use.options, activation != .none {
      throw LoweringFault(
        "it has a fused activation, which its definition ignores",
        remedy: "export the model with the activation as an operator of its own")
    }
    var attributes = Normalization.Attributes()
    attributes.kind = .euclidean
    // What TensorFlow Lite's own kernel holds the divisor to.
    attributes.epsilon = 1e-6
    let x = try input(use, 0)
    guard builder.type(x).element == .int8 else {
      return try builder.add(.normalization(attributes), [x], name: use.name)
    }
    guard let target = try outputQuantization(use) else {
      throw LoweringFault("its output has no quantization")
    }
    let real = try builder.add(.dequantize, [x], name: use.name)
    let result = try builder.add(.normalization(attributes), [real], name: use.name)
    return try builder.add(
      .quantize(.init(element: .int8)), [result], name: use.name, quantization: target)
  }
}
