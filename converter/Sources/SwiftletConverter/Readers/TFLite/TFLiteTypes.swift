internal import SwiftletCore
internal import SwiftletFormat

/// The types of TensorFlow Lite's tensors in the runtime's terms.
enum TFLiteTypes {
  /// The type that the file states.
  static func stated(_ tensor: TFLiteTensor) throws -> TensorType {
    let shape: Shape
    do throws(ModelFault.Reason) {
      shape = try Shape(tensor.shape)
    } catch {
      throw LoweringFault(
        "'\(tensor.name)' has the shape \(tensor.shape); every length must be positive, at most "
          + "\(Shape.maximumRank) of them, and their product below 2³¹",
        remedy: "export the model with the shapes of its inputs fixed")
    }
    let element = try element(tensor)
    guard let quantization = tensor.quantization, quantization.scales.count == 1,
      element.isInteger
    else { return TensorType(element, shape) }
    guard let zeroPoint = Int32(exactly: quantization.zeroPoints[0]) else {
      throw LoweringFault("'\(tensor.name)' has a zero point beyond 32 bits")
    }
    let stored = Quantization(scale: quantization.scales[0], zeroPoint: zeroPoint)
    // Some exporters write a zero scale where they mean plain integers.
    guard stored.scale != 0 else { return TensorType(element, shape) }
    try stored.check(for: element)
    return TensorType(element, shape, stored)
  }

  /// The type in the graph: quantized uint8 becomes int8, whose zero point is 128 less.
  static func moved(_ type: TensorType) -> TensorType {
    guard type.element == .uint8, let quantization = type.quantization else { return type }
    return TensorType(
      .int8, type.shape,
      Quantization(scale: quantization.scale, zeroPoint: quantization.zeroPoint - 128))
  }

  /// A constant of the file: its type and bytes in the graph, and its scales for each channel.
  static func constant(
    _ tensor: TFLiteTensor
  ) throws -> (TensorType, [UInt8], Graph.ChannelScales?) {
    guard !tensor.isSparse else {
      throw LoweringFault(
        "'\(tensor.name)' is stored sparse", remedy: "export the model with dense weights")
    }
    let type = try stated(tensor)
    let data = Array(tensor.data ?? [])
    guard data.count == type.byteCount else {
      throw LoweringFault("'\(tensor.name)' holds \(data.count) bytes, which its shape does not")
    }
    let moved = moved(type)
    let bytes = moved.element == type.element ? data : data.map { $0 ^ 0x80 }
    guard let quantization = tensor.quantization, quantization.scales.count > 1 else {
      return (moved, bytes, nil)
    }
    guard quantization.zeroPoints.allSatisfy({ $0 == 0 }) else {
      throw LoweringFault("'\(tensor.name)' has scales for each channel and zero points too")
    }
    return (
      moved, bytes, .init(scales: quantization.scales, axis: quantization.dimension)
    )
  }

  private static func element(_ tensor: TFLiteTensor) throws -> ElementType {
    switch tensor.type {
    case .float32: .float32
    case .float16: .float16
    case .int8: .int8
    case .uint8: .uint8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .bool: .boolean
    case .string, .complex64, .float64, .complex128, .uint64, .resource, .variant, .uint32,
      .uint16, .int4, .bfloat16, .int2, .uint4, .float8E4M3FN, .float8E5M2:
      throw LoweringFault(
        "'\(tensor.name)' has elements of type \(tensor.type), which the runtime has not")
    }
  }
}
