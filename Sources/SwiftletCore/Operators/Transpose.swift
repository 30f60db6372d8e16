public import SwiftletFormat

/// The same elements with the axes in another order: axis `i` of the output is axis
/// `permutation[i]` of the input.
///
/// - Shape: the input's lengths in the order of the permutation, which names every axis once.
/// - Quantization: that of the input; any element type.
/// - Exactness: a copy of elements, or nothing at all where the order in memory stays the same and
///   the output lies on its input.
/// - Names: `TRANSPOSE` in TensorFlow Lite; `Transpose` in ONNX.
public enum Transpose: Operator {
  /// The order of the axes.
  public struct Attributes: AttributeTable {
    /// For each axis of the output, the axis of the input.
    public var permutation = IntegerList()

    /// Creates the attributes of a single number.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "permutation", &permutation)
    }
  }

  /// Where the bytes are and in what steps they are read.
  public struct Plan: BitwiseCopyable {
    let copy: StridedCopy
  }

  /// `transpose`, in a model file.
  public static var code: OperatorCode { .transpose }

  /// The input's type with its axes in the order of the permutation.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0].shape
    guard attributes.permutation.count == input.rank else {
      throw .attributeOutOfRange(field: 0)
    }
    var shape = Shape()
    var seen = 0
    for index in 0..<input.rank {
      let axis = attributes.permutation[index]
      guard axis >= 0, axis < input.rank, seen & (1 &<< axis) == 0 else {
        throw .attributeOutOfRange(field: 0)
      }
      seen |= 1 &<< axis
      try shape.append(input[axis])
    }
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// On the input, which stays as it is, where the order in memory stays the same.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? {
    axes(attributes, inputs[0].shape).isOneRun ? Sharing(offset: 0, keepsInput: true) : nil
  }

  /// Asks for the same quantization on both sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[0].quantization == use.output.quantization else { throw .scaleOutOfRange }
    return Plan(
      copy: StridedCopy(
        try use.inputBytes(0), use.outputBytes, axes(attributes, use.inputs[0].shape),
        inputOffset: 0, elementByteCount: use.output.element.byteCount))
  }

  /// Cuts work of some ten thousand bytes.
  public static func shareCount(_ plan: Plan) -> Int { plan.copy.shareCount }

  /// Copies each element on its own.
  public static func reference(_ plan: Plan) { plan.copy.reference() }

  /// Copies runs, or square tiles where the innermost axis changes.
  public static func run(_ plan: Plan, _ share: Share) { plan.copy.run(share) }

  /// The axes of the output with their strides in the input.
  ///
  /// - Precondition: `outputType` accepts the attributes.
  private static func axes(_ attributes: Attributes, _ input: Shape) -> StridedAxes {
    var axes = StridedAxes()
    var outputStride = input.elementCount
    for index in 0..<input.rank {
      let axis = attributes.permutation[index]
      outputStride /= input[axis]
      axes.join(
        input[axis], inputStride: input.product((axis + 1)..<input.rank),
        outputStride: outputStride)
    }
    return axes
  }
}
