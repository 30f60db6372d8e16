public import SwiftletFormat
internal import SwiftletKernels

/// Turns stored numbers into real ones: `y = s_x * (x - z_x)`.
///
/// - Shape: the output has the shape of the input.
/// - Quantization: that of the input, which is int8, uint8, int16 or int32; a float16 has none.
/// - Exactness: one rounding, that of the product; for int32 one more before it. A float16 is exact.
/// - Names: `DEQUANTIZE` in TensorFlow Lite, `DequantizeLinear` in ONNX.
public enum Dequantize: Operator {
  /// Dequantize has no attributes.
  public typealias Attributes = NoAttributes

  /// The tensors and the scale.
  public struct Plan: BitwiseCopyable {
    enum Input: BitwiseCopyable {
      case stored(StoredElements)
      case int32(Elements<Int32>)
      case float16(Elements<UInt16>)
    }

    let input: Input
    let output: Elements<Float>
    let scale: Float
    let zeroPoint: Int32
    let kernel: VectorKernels.Conversion?
  }

  /// `dequantize`, in a model file.
  public static var code: OperatorCode { .dequantize }

  /// The shape of the input, in float32.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    switch inputs[0].element {
    case .int8, .uint8, .int16, .int32, .float16: break
    case .float32, .int64, .boolean, .absent:
      throw .elementTypeNotSupported(inputs[0].element)
    }
    return TensorType(.float32, inputs[0].shape)
  }

  /// In place where the elements are as large.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Asks for the quantization of the input.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let element = use.inputs[0].element
    let quantization =
      element == .float16
      ? Quantization(scale: 1, zeroPoint: 0) : try use.inputs[0].quantized()
    let input: Plan.Input =
      switch element {
      case .int32: .int32(try use.input(0, of: Int32.self))
      case .float16: .float16(try use.input(0, of: UInt16.self))
      case .int8, .uint8, .int16, .float32, .int64, .boolean, .absent:
        .stored(try StoredElements(input: use))
      }
    return Plan(
      input: input, output: try use.output(of: Float.self), scale: quantization.scale,
      zeroPoint: quantization.zeroPoint,
      kernel: VectorKernels.nearest(use.instructionSet, VectorKernels.dequantizeVariant))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.output.count, operations: 1)
  }

  /// Evaluates the definition, element by element.
  public static func reference(_ plan: Plan) {
    for index in 0..<plan.output.count {
      switch plan.input {
      case .stored(let input):
        plan.output[index] = plan.scale * Float(Int(input.element(at: index) - plan.zeroPoint))
      case .int32(let input): plan.output[index] = plan.scale * Float(Int(input[index]))
      case .float16(let input): plan.output[index] = Float(halfPrecision: input[index])
      }
    }
  }

  /// Evaluates the elements of a share.
  public static func run(_ plan: Plan, _ share: Share) {
    let range = share.units(of: plan.output.count)
    if let kernel = plan.kernel, case .stored(let stored) = plan.input,
      let input = stored.bytes(range)
    {
      let output = plan.output[range]
      // Both have the elements of the range.
      return unsafe kernel(
        input.elements.address, flip: input.flip, zeroPoint: plan.zeroPoint, to: output.address,
        flip: 0, zeroPoint: 0, factor: plan.scale, count: range.count)
    }
    switch plan.input {
    case .stored(.int8(let input)): run(plan, range, input)
    case .stored(.uint8(let input)): run(plan, range, input)
    case .stored(.int16(let input)): run(plan, range, input)
    case .int32(let input):
      Elementwise.map(input, plan.output, range, empty: 0) { plan.scale * Float(Int($0)) }
    case .float16(let input):
      Elementwise.map(input, plan.output, range, empty: 0) { Float(halfPrecision: $0) }
    }
  }

  @inline(__always)
  private static func run<X: StoredInteger>(
    _ plan: Plan, _ range: Range<Int>, _ input: Elements<X>
  ) {
    Elementwise.map(input, plan.output, range, empty: 0) {
      plan.scale * Float(small: Int32(truncatingIfNeeded: $0) &- plan.zeroPoint)
    }
  }
}
