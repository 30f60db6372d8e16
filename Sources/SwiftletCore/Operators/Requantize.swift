public import SwiftletFormat
internal import SwiftletKernels

/// Takes stored numbers to another quantization: `y = round((x - z_x) * (s_x / s_y)) + z_y`.
///
/// - Shape: the output has the shape of the input.
/// - Quantization: any, among int8, uint8 and int16; the result is held to the element type.
/// - Exactness: one rounding, to nearest, ties to even, and none where the scales are equal.
/// - Names: `QUANTIZE` of a quantized tensor in TensorFlow Lite; `DequantizeLinear` followed by
///   `QuantizeLinear` in ONNX.
public enum Requantize: Operator {
  /// The element type of the output.
  public typealias Attributes = Quantize.Attributes

  /// The tensors and the ratio of scales.
  public struct Plan: BitwiseCopyable {
    let input: StoredElements
    let output: StoredElements
    let count: Int32
    let multiplier: Multiplier
    let inputZeroPoint: Int32
    let outputZeroPoint: Int32
    let isShift: Bool
    let kernel: VectorKernels.Conversion?
  }

  /// `requantize`, in a model file.
  public static var code: OperatorCode { .requantize }

  /// The shape of the input, without a quantization, which the file states.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    guard StoredElements.holds(inputs[0].element) else {
      throw .elementTypeNotSupported(inputs[0].element)
    }
    guard StoredElements.holds(attributes.element) else {
      throw .elementTypeNotSupported(attributes.element)
    }
    return TensorType(attributes.element, inputs[0].shape)
  }

  /// In place where the elements are as large.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Asks for a ratio of scales that is finite.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let (from, to) = (try use.inputs[0].quantized(), try use.output.quantized())
    let isShift = from.scale == to.scale
    return Plan(
      input: try StoredElements(input: use), output: try StoredElements(output: use),
      count: Int32(truncatingIfNeeded: use.output.shape.elementCount),
      multiplier: try Multiplier(ratio: from.scale / to.scale), inputZeroPoint: from.zeroPoint,
      outputZeroPoint: to.zeroPoint, isShift: isShift,
      kernel: VectorKernels.nearest(
        use.instructionSet,
        isShift ? VectorKernels.moveVariant : VectorKernels.requantizeVariant))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: Int(plan.count), operations: 2)
  }

  /// Evaluates the definition, element by element.
  public static func reference(_ plan: Plan) {
    for index in 0..<Int(plan.count) {
      let distance = plan.input.element(at: index) - plan.inputZeroPoint
      let stored =
        (plan.isShift ? distance : plan.multiplier.scaled(distance)) + plan.outputZeroPoint
      switch plan.output {
      case .int8(let output): output[index] = Int8(clamping: stored)
      case .uint8(let output): output[index] = UInt8(clamping: stored)
      case .int16(let output): output[index] = Int16(clamping: stored)
      }
    }
  }

  /// Evaluates the elements of a share.
  public static func run(_ plan: Plan, _ share: Share) {
    let range = share.units(of: Int(plan.count))
    if let kernel = plan.kernel, let input = plan.input.bytes(range),
      let output = plan.output.bytes(range)
    {
      // Both have the elements of the range.
      return unsafe kernel(
        input.elements.address, flip: input.flip, zeroPoint: plan.inputZeroPoint,
        to: output.elements.address, flip: output.flip, zeroPoint: plan.outputZeroPoint,
        factor: plan.multiplier.factor, count: range.count)
    }
    switch plan.input {
    case .int8(let input): run(plan, range, input)
    case .uint8(let input): run(plan, range, input)
    case .int16(let input): run(plan, range, input)
    }
  }

  private static func run<X: StoredInteger>(
    _ plan: Plan, _ range: Range<Int>, _ input: Elements<X>
  ) {
    switch plan.output {
    case .int8(let output): run(plan, range, input, output)
    case .uint8(let output): run(plan, range, input, output)
    case .int16(let output): run(plan, range, input, output)
    }
  }

  @inline(__always)
  private static func run<X: StoredInteger, Y: StoredInteger>(
    _ plan: Plan, _ range: Range<Int>, _ input: Elements<X>, _ output: Elements<Y>
  ) {
    if plan.isShift {
      let shift = plan.outputZeroPoint &- plan.inputZeroPoint
      Elementwise.map(input, output, range, empty: 0) {
        Y(held: Int32(truncatingIfNeeded: $0) &+ shift)
      }
    } else {
      Elementwise.map(input, output, range, empty: 0) {
        let distance = Int32(truncatingIfNeeded: $0) &- plan.inputZeroPoint
        return Y(held: plan.multiplier.scaled(distance) &+ plan.outputZeroPoint)
      }
    }
  }
}
