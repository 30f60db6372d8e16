public import SwiftletFormat

/// The input repeated along axes of length one, or that it lacks, until it fills a shape.
///
/// - Shape: that of the attributes; axes are matched from the innermost, and each of the input is as
///   long as the output's, or one.
/// - Quantization: that of the input; any element type.
/// - Exactness: a copy of elements, or nothing at all where nothing repeats and the output lies on
///   its input.
/// - Names: `BROADCAST_TO`, `TILE` in TensorFlow Lite; `Expand`, `Tile` in ONNX.
public enum BroadcastTo: Operator {
  /// The shape to fill.
  public struct Attributes: AttributeTable {
    /// The lengths of the output's axes.
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

  /// Where the bytes are and in what steps they are read.
  public struct Plan: BitwiseCopyable {
    let copy: StridedCopy
  }

  /// `broadcastTo`, in a model file.
  public static var code: OperatorCode { .broadcastTo }

  /// The shape of the attributes, with the element type and quantization of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0].shape
    var shape = Shape()
    for axis in 0..<attributes.shape.count { try shape.append(attributes.shape[axis]) }
    guard input.rank <= shape.rank else {
      throw .shapeMismatch(axis: -1, needed: shape.rank, found: input.rank)
    }
    for position in 0..<input.rank {
      let (needed, found) = (shape.fromInnermost(position), input.fromInnermost(position))
      guard found == needed || found == 1 else {
        throw .shapeMismatch(axis: shape.rank - 1 - position, needed: needed, found: found)
      }
    }
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// On the input, which stays as it is, where nothing repeats.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? {
    inputs[0].shape.elementCount == output.shape.elementCount
      ? Sharing(offset: 0, keepsInput: true) : nil
  }

  /// Asks for the same quantization on both sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[0].quantization == use.output.quantization else { throw .scaleOutOfRange }
    return Plan(
      copy: StridedCopy(
        try use.inputBytes(0), use.outputBytes, axes(use.inputs[0].shape, use.output.shape),
        inputOffset: 0, elementByteCount: use.output.element.byteCount))
  }

  /// Cuts work of some ten thousand bytes.
  public static func shareCount(_ plan: Plan) -> Int { plan.copy.shareCount }

  /// Copies each element on its own.
  public static func reference(_ plan: Plan) { plan.copy.reference() }

  /// Copies the longest runs there are, and fills those that repeat one element.
  public static func run(_ plan: Plan, _ share: Share) { plan.copy.run(share) }

  /// The axes of the output with their strides in the input: none along an axis that repeats.
  ///
  /// - Precondition: `outputType` accepts the two.
  private static func axes(_ input: Shape, _ output: Shape) -> StridedAxes {
    var axes = StridedAxes()
    var (inputStride, outputStride) = (input.elementCount, output.elementCount)
    for axis in 0..<output.rank {
      let position = output.rank - 1 - axis
      inputStride /= input.fromInnermost(position)
      outputStride /= output[axis]
      axes.join(
        output[axis], inputStride: input.fromInnermost(position) == 1 ? 0 : inputStride,
        outputStride: outputStride)
    }
    return axes
  }
}
