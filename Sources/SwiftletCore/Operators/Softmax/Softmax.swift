public import SwiftletFormat
internal import SwiftletKernels

/// Turns numbers along an axis into shares of one: `y = exp(beta * x) / Σ exp(beta * x)`.
///
/// With `logarithm`, `y = log(exp(beta * x) / Σ exp(beta * x))`. Everywhere, `x` stands for its
/// distance from the greatest along the axis, and sums go along the axis in order.
///
/// - Shape: the output has the shape of the input.
/// - Quantization: any input; the output unasked has scale 1/256 and zero point -128, for logarithms
///   16/256 and 127. With `e = exp(-(s_x * beta) * (max - x))` of stored values,
///   `y = round(e * (1 / (Σ e * s_y))) + z_y`, halves away from zero.
/// - Exactness: the exponential and the logarithm are those of `SwiftletKernels.Functions`; the
///   arithmetic of LiteRT's table-driven softmax, whose `exp` may differ in its last bit.
/// - Names: `SOFTMAX`, `LOG_SOFTMAX` in TensorFlow Lite; `Softmax`, `LogSoftmax` in ONNX.
public enum Softmax: Operator {
  /// The axis, and the sharpness.
  public struct Attributes: AttributeTable {
    /// What inputs are multiplied by; positive.
    public var beta: Float = 1
    /// The axis whose outputs sum to one; from the end where it is negative.
    public var axis: Int32 = -1
    /// Whether the output is the logarithm.
    public var logarithm = false

    /// Creates the attributes of a plain softmax over the innermost axis.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "beta", &beta)
      try visitor.field(1, "axis", &axis)
      try visitor.field(2, "logarithm", &logarithm)
    }
  }

  /// The lines along the axis, and their arithmetic.
  public struct Plan: BitwiseCopyable {
    enum Body: BitwiseCopyable {
      case int8(Elements<Int8>, Elements<Int8>)
      case float32(Elements<Float>, Elements<Float>)
    }

    let body: Body
    /// The elements of a line.
    let length: Int32
    /// The elements from one of a line to the next, which is the number of lines side by side.
    let stride: Int32
    /// The number of lines.
    let lineCount: Int32
    /// What distances are multiplied by.
    let factor: Float
    let outputScale: Float
    let zeroPoint: Int32
    let logarithm: Bool
    /// What evaluates lines of neighbours; none for logarithms.
    let kernel: VectorKernels.Softmax?
  }

  /// `softmax`, in a model file.
  public static var code: OperatorCode { .softmax }

  /// The type of the input; quantized, that of numbers from zero to one.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    var type = inputs[0]
    guard type.element == .int8 || type.element == .float32 else {
      throw .elementTypeNotSupported(type.element)
    }
    guard attributes.beta > 0, attributes.beta < .infinity else {
      throw .attributeOutOfRange(field: 0)
    }
    guard type.shape.axis(Int(attributes.axis)) != nil else {
      throw .attributeOutOfRange(field: 1)
    }
    if type.element == .int8 {
      type.quantization =
        attributes.logarithm
        ? Quantization(scale: 0x1p-4, zeroPoint: 127)
        : Quantization(scale: 0x1p-8, zeroPoint: -128)
    }
    return type
  }

  /// In place.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Asks for quantizations on both sides or on none.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let input = use.inputs[0]
    guard let axis = input.shape.axis(Int(attributes.axis)) else {
      throw .attributeOutOfRange(field: 1)
    }
    let length = input.shape[axis]
    var factor = attributes.beta
    var quantization = Quantization(scale: 1, zeroPoint: 0)
    let body: Plan.Body
    if input.element == .int8 {
      factor *= try input.quantized().scale
      guard factor > 0, factor < .infinity else { throw .scaleOutOfRange }
      quantization = try use.output.quantized()
      body = .int8(try use.input(0, of: Int8.self), try use.output(of: Int8.self))
    } else {
      guard Build.computesFloat32 else { throw .elementTypeNotSupported(input.element) }
      body = .float32(try use.input(0, of: Float.self), try use.output(of: Float.self))
    }
    let stride = input.shape.product((axis + 1)..<input.shape.rank)
    return Plan(
      body: body, length: Int32(truncatingIfNeeded: length),
      stride: Int32(truncatingIfNeeded: stride),
      lineCount: Int32(truncatingIfNeeded: input.shape.elementCount / length), factor: factor,
      outputScale: quantization.scale, zeroPoint: quantization.zeroPoint,
      logarithm: attributes.logarithm,
      kernel: stride == 1 && !attributes.logarithm
        ? kernel(input.element, length, use.instructionSet) : nil)
  }

  private static func kernel(
    _ element: ElementType, _ length: Int, _ set: InstructionSet
  ) -> VectorKernels.Softmax? {
    guard element == .int8 else {
      return VectorKernels.nearest(set, VectorKernels.softmaxFloat32Variant)
    }
    return length <= VectorKernels.mostStoredSoftmaxElements
      ? VectorKernels.nearest(set, VectorKernels.softmaxInt8Variant) : nil
  }

  /// Cuts between lines.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: Int(plan.lineCount), operations: plan.length, 8)
  }
}
