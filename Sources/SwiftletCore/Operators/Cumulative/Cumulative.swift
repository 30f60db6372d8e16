public import SwiftletFormat
internal import SwiftletKernels

/// Adds or multiplies what stands before along an axis: `y[i] = x[0] + … + x[i]`.
///
/// With `exclusive`, `x[i]` itself is left out, and an empty sum is zero, an empty product one. With
/// `reverse`, the elements behind are taken instead of those before.
///
/// - Shape: that of the input.
/// - Quantization: none.
/// - Exactness: one operation for each element, in order along the axis, from its end with
///   `reverse`. int32 and int64 wrap.
/// - Names: `CUMSUM` in TensorFlow Lite; `CumSum`, `CumProd` in ONNX.
public enum Cumulative: Operator {
  /// What elements become.
  public enum Function: UInt8, Sendable, BitwiseCopyable {
    /// Their sum.
    case sum = 0
    /// Their product.
    case product = 1
  }

  /// The function and the axis.
  public struct Attributes: AttributeTable {
    /// What elements become.
    public var function = Function.sum
    /// The axis; from the end where negative.
    public var axis: Int32 = 0
    /// Whether each result leaves its own element out.
    public var exclusive = false
    /// Whether the elements behind are taken.
    public var reverse = false

    /// Creates the attributes of sums along the outermost axis.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "function", &function)
      try visitor.field(1, "axis", &axis)
      try visitor.field(2, "exclusive", &exclusive)
      try visitor.field(3, "reverse", &reverse)
    }
  }

  /// The lines along the axis.
  public struct Plan: BitwiseCopyable {
    enum Body: BitwiseCopyable {
      case float32(Elements<Float>, Elements<Float>)
      case int32(Elements<Int32>, Elements<Int32>)
      case int64(Elements<Int64>, Elements<Int64>)
    }

    let body: Body
    /// The elements of a line.
    let length: Int32
    /// The elements from one of a line to the next, which is the number of lines side by side.
    let stride: Int32
    let lineCount: Int32
    let function: Function
    let exclusive: Bool
    let reverse: Bool
  }

  /// `cumulative`, in a model file.
  public static var code: OperatorCode { .cumulative }

  /// The type of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    switch inputs[0].element {
    case .float32, .int32, .int64: break
    case .int8, .uint8, .int16, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(inputs[0].element)
    }
    guard inputs[0].shape.axis(Int(attributes.axis)) != nil else {
      throw .attributeOutOfRange(field: 1)
    }
    return TensorType(inputs[0].element, inputs[0].shape)
  }

  /// In place.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .inPlace }

  /// Finds the lines.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let shape = use.inputs[0].shape
    guard let axis = shape.axis(Int(attributes.axis)) else {
      throw .attributeOutOfRange(field: 1)
    }
    let body: Plan.Body
    switch use.inputs[0].element {
    case .float32 where Build.computesFloat32:
      body = .float32(try use.input(0, of: Float.self), try use.output(of: Float.self))
    case .int32: body = .int32(try use.input(0, of: Int32.self), try use.output(of: Int32.self))
    case .int64: body = .int64(try use.input(0, of: Int64.self), try use.output(of: Int64.self))
    case .float32, .int8, .uint8, .int16, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(use.inputs[0].element)
    }
    return Plan(
      body: body, length: Int32(truncatingIfNeeded: shape[axis]),
      stride: Int32(truncatingIfNeeded: shape.product((axis + 1)..<shape.rank)),
      lineCount: Int32(truncatingIfNeeded: shape.elementCount / shape[axis]),
      function: attributes.function, exclusive: attributes.exclusive, reverse: attributes.reverse)
  }

  /// Cuts between lines.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: Int(plan.lineCount), operations: plan.length)
  }
}
