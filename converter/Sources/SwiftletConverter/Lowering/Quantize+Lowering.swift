internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `QUANTIZE`, from real numbers or from another quantization.
  mutating func quantize(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let quantization = try outputQuantization(use)
    guard let quantization else { throw LoweringFault("its output has no quantization") }
    var element = try TFLiteTypes.stated(tensor(use.outputs[0])).element
    if element == .uint8 { element = .int8 }
    if builder.type(x).element == .float32 {
      return try builder.add(
        .quantize(.init(element: element)), [x], name: use.name, quantization: quantization)
    }
    guard builder.type(x).element != element || builder.type(x).quantization != quantization else {
      return x
    }
    return try builder.add(
      .requantize(.init(element: element)), [x], name: use.name, quantization: quantization)
  }

  /// `DEQUANTIZE`.
  mutating func dequantize(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let tensor = builder.graph.tensors[x]
    if let reals = tensor.reals {
      return builder.constant(
        use.name, TensorType(.float32, tensor.type.shape), .init(elements: reals))
    }
    return try builder.add(.dequantize, [x], name: use.name)
  }

  /// `CAST`; a quantized input is taken as the plain integers it is stored as.
  mutating func cast(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let stated = try TFLiteTypes.stated(tensor(use.outputs[0]))
    guard builder.type(x).element != stated.element else { return x }
    var attributes = Cast.Attributes()
    attributes.element = stated.element
    return try builder.add(.cast(attributes), [x], name: use.name)
  }
}
