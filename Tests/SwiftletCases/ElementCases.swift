public import SwiftletCore
public import SwiftletFormat

/// Uses of the operators that take elements to another type or quantization.
public enum ElementCases {
  /// Reals around every boundary of rounding, of the integers and of the numbers.
  public static let reals: [Float] =
    [
      0, -0.0, 0.49, 0.5, 0.51, 1.5, 2.5, -0.5, -1.5, -2.5, 127.4, 127.5, 128, -128.5, -129, 255.5,
      32767.5, 40000, -40000, 0x1p22, 0x1p30, -0x1p31, 0x1p31, 0x1p40, -0x1p62, 0x1p63, -0x1p63,
      0x1p90, -0x1p90, .infinity, -.infinity, 0x1p-149, 8_388_607.5, 16_777_215,
    ] + (0..<101).map { Float($0) * 0.37 - 17 }

  /// Integers of a type: all, or the boundaries and some between.
  public static func integers<Number: FixedWidthInteger>(_ type: Number.Type) -> [Number] {
    if Number.bitWidth == 8 { return (0..<256).map { Number(truncatingIfNeeded: $0) } }
    var random = SeededRandom(seed: 9)
    return [.min, .max, .min + 1, 0, 1]
      + [-1, 127, 128, 255, 256].map { Number(truncatingIfNeeded: $0) }
      + (0..<Number.bitWidth).flatMap { bit in
        [0, 1, -1].map { (Number(1) << bit) &+ Number(truncatingIfNeeded: $0) }
      } + (0..<200).map { _ in Number.random(in: .min ... .max, using: &random) }
  }

  /// A tensor with every interesting value of an element type.
  public static func tensor(
    _ element: ElementType, _ quantization: Quantization? = nil
  ) throws(ModelFault.Reason) -> SampleTensor {
    switch element {
    case .float32: try tensor(element, reals, quantization)
    case .int8: try tensor(element, integers(Int8.self), quantization)
    case .uint8: try tensor(element, integers(UInt8.self), quantization)
    case .boolean: try tensor(element, [0, 1, 1, 0, 2] as [UInt8], quantization)
    case .int16: try tensor(element, integers(Int16.self), quantization)
    case .float16: try tensor(element, (0...65535).map { UInt16($0) }, quantization)
    case .int32: try tensor(element, integers(Int32.self), quantization)
    case .int64, .absent: try tensor(.int64, integers(Int64.self), quantization)
    }
  }

  private static func tensor<Element: BitwiseCopyable>(
    _ element: ElementType, _ values: [Element], _ quantization: Quantization?
  ) throws(ModelFault.Reason) -> SampleTensor {
    try SampleTensor(element, [values.count], values, quantization)
  }

  /// The element types of quantized activations.
  public static let stored: [ElementType] = [.int8, .uint8, .int16]

  /// The element types that can be cast.
  public static let numbers: [ElementType] = [
    .float32, .float16, .int8, .uint8, .int16, .int32, .int64, .boolean,
  ]

  /// Every case of ``SwiftletCore/Quantize``.
  public static func quantize() throws(ModelFault.Reason) -> [OperatorCase<Quantize>] {
    var cases: [OperatorCase<Quantize>] = []
    for element in stored {
      var attributes = Quantize.Attributes()
      attributes.element = element
      for scale in [1, 0.1] as [Float] {
        cases.append(
          OperatorCase(
            "to \(element) at \(scale)", attributes, [try tensor(.float32)],
            output: Quantization(scale: scale, zeroPoint: 3)))
      }
    }
    return cases
  }

  /// Every case of ``SwiftletCore/Dequantize``.
  public static func dequantize() throws(ModelFault.Reason) -> [OperatorCase<Dequantize>] {
    var cases = [OperatorCase<Dequantize>("from float16", .init(), [try tensor(.float16)])]
    for element in stored {
      let quantization = Quantization(scale: 0.1, zeroPoint: 7)
      cases.append(OperatorCase("from \(element)", .init(), [try tensor(element, quantization)]))
    }
    let plain = Quantization(scale: 0.1, zeroPoint: 0)
    return cases + [OperatorCase("from int32", .init(), [try tensor(.int32, plain)])]
  }

  /// Every case of ``SwiftletCore/Requantize``.
  public static func requantize() throws(ModelFault.Reason) -> [OperatorCase<Requantize>] {
    var cases: [OperatorCase<Requantize>] = []
    for from in stored {
      for to in stored {
        var attributes = Requantize.Attributes()
        attributes.element = to
        for scale in [0.1, 0.03, 5] as [Float] {
          cases.append(
            OperatorCase(
              "\(from) to \(to) at \(scale)", attributes,
              [try tensor(from, Quantization(scale: 0.1, zeroPoint: 5))],
              output: Quantization(scale: scale, zeroPoint: 2)))
        }
      }
    }
    return cases
  }

  /// Every case of ``SwiftletCore/Cast``.
  public static func cast() throws(ModelFault.Reason) -> [OperatorCase<Cast>] {
    var cases: [OperatorCase<Cast>] = []
    for from in numbers {
      for to in numbers {
        var attributes = Cast.Attributes()
        attributes.element = to
        cases.append(OperatorCase("\(from) to \(to)", attributes, [try tensor(from)]))
      }
    }
    return cases
  }
}
