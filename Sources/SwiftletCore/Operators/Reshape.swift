public import SwiftletFormat

/// The same elements under another shape.
///
/// - Shape: that of the attributes, which has as many elements as the input.
/// - Quantization: that of the input.
/// - Exactness: a copy of bytes, or nothing at all where the output lies on its input.
/// - Names: `RESHAPE`, `SQUEEZE`, `EXPAND_DIMS` in TensorFlow Lite; `Reshape`, `Squeeze`,
///   `Unsqueeze`, `Flatten`, `Identity` in ONNX.
public enum Reshape: Operator {
  /// The shape of the output.
  public struct Attributes: AttributeTable {
    /// The lengths of the axes.
    public var shape = IntegerList()

    /// Creates the attributes of a single number.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "shape", &shape)
    }
  }

  /// Where the bytes are.
  public struct Plan: BitwiseCopyable {
    let input: Elements<UInt8>
    let output: Elements<UInt8>
  }

  /// `reshape`, in a model file.
  public static var code: OperatorCode { .reshape }

  /// The attributes' shape, with the element type and quantization of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    var shape = Shape()
    for index in 0..<attributes.shape.count { try shape.append(attributes.shape[index]) }
    let count = inputs[0].shape.elementCount
    guard shape.elementCount == count else {
      throw .shapeMismatch(axis: -1, needed: count, found: shape.elementCount)
    }
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// On the input, which stays as it is.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { Sharing(offset: 0, keepsInput: true) }

  /// Asks for the same quantization on both sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[0].quantization == use.output.quantization else { throw .scaleOutOfRange }
    return Plan(input: try use.inputBytes(0), output: use.outputBytes)
  }

  /// Copies every byte.
  public static func reference(_ plan: Plan) { run(plan, .whole) }

  /// Copies every byte, but where they are there already.
  public static func run(_ plan: Plan, _ share: Share) { plan.output.copy(from: plan.input) }
}
