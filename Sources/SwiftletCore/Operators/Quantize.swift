public import SwiftletFormat
internal import SwiftletKernels

/// Turns real numbers into stored ones: `y = round(x * (1 / s_y)) + z_y`, held to the element type.
///
/// - Shape: the output has the shape of the input.
/// - Quantization: that of the output, which is int8, uint8 or int16.
/// - Exactness: rounded to nearest, ties to even; a NaN becomes the zero point. The bytes of LiteRT's
///   default path.
/// - Names: `QUANTIZE` in TensorFlow Lite, `QuantizeLinear` in ONNX.
public enum Quantize: Operator {
  /// The element type of the output.
  public struct Attributes: AttributeTable {
    /// The element type of the output.
    public var element = ElementType.int8

    /// Creates the attributes of int8.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "element", &element)
    }
  }

  /// The tensors and the scale.
  public struct Plan: BitwiseCopyable {
    let input: Elements<Float>
    let output: StoredElements
    let inverse: Float
    let zeroPoint: Int32
    let kernel: VectorKernels.Conversion?
  }

  /// `quantize`, in a model file.
  public static var code: OperatorCode { .quantize }

  /// The shape of the input, without a quantization, which the file states.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    guard inputs[0].element == .float32 else { throw .elementTypeNotSupported(inputs[0].element) }
    guard StoredElements.holds(attributes.element) else {
      throw .elementTypeNotSupported(attributes.element)
    }
    return TensorType(attributes.element, inputs[0].shape)
  }

  /// Asks for a scale whose inverse is finite.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let quantization = try use.output.quantized()
    let inverse = 1 / quantization.scale
    guard inverse > 0, inverse < .infinity else { throw .scaleOutOfRange }
    return Plan(
      input: try use.input(0, of: Float.self), output: try StoredElements(output: use),
      inverse: inverse, zeroPoint: quantization.zeroPoint,
      kernel: VectorKernels.nearest(use.instructionSet, VectorKernels.quantizeVariant))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.input.count, operations: 2)
  }

  /// Evaluates the definition, element by element.
  public static func reference(_ plan: Plan) {
    for index in 0..<plan.input.count {
      let stored = result(plan.input[index], plan)
      switch plan.output {
      case .int8(let output): output[index] = Int8(clamping: stored)
      case .uint8(let output): output[index] = UInt8(clamping: stored)
      case .int16(let output): output[index] = Int16(clamping: stored)
      }
    }
  }

  /// Evaluates the elements of a share.
  public static func run(_ plan: Plan, _ share: Share) {
    let range = share.units(of: plan.input.count)
    if let kernel = plan.kernel, let output = plan.output.bytes(range) {
      let input = plan.input[range]
      // Both have the elements of the range.
      return unsafe kernel(
        input.address, flip: 0, zeroPoint: 0, to: output.elements.address, flip: output.flip,
        zeroPoint: plan.zeroPoint, factor: plan.inverse, count: range.count)
    }
    switch plan.output {
    case .int8(let output): run(plan, range, output)
    case .uint8(let output): run(plan, range, output)
    case .int16(let output): run(plan, range, output)
    }
  }

  @inline(__always)
  private static func run<Y: StoredInteger>(
    _ plan: Plan, _ range: Range<Int>, _ output: Elements<Y>
  ) {
    Elementwise.map(plan.input, output, range, empty: 0) { Y(held: result($0, plan)) }
  }

  @inline(__always)
  private static func result(_ x: Float, _ plan: Plan) -> Int32 {
    (x * plan.inverse).nearestInteger &+ plan.zeroPoint
  }
}
