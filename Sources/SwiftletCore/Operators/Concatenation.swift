public import SwiftletFormat

/// The inputs one behind the other along an axis.
///
/// - Shape: that of each input, with the sum of their lengths along the axis; a negative axis counts
///   from the end. One to eight inputs, which agree in every other length.
/// - Quantization: one and the same for all inputs and the output; any element type.
/// - Exactness: a copy of bytes, or nothing at all for an input that lies in its place of the output.
/// - Names: `CONCATENATION`, `PACK` in TensorFlow Lite; `Concat` in ONNX.
public enum Concatenation: Operator {
  /// Where the inputs meet.
  public struct Attributes: AttributeTable {
    /// The axis; from the end where it is negative.
    public var axis: Int32 = 0

    /// Creates the attributes of the outermost axis.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "axis", &axis)
    }
  }

  /// Where the bytes are.
  public struct Plan: BitwiseCopyable {
    let inputs: ByteBlocks
    let output: Elements<UInt8>
    /// The product of the lengths outside the axis: each input gives as many pieces.
    let rowCount: Int32
  }

  /// `concatenation`, in a model file.
  public static var code: OperatorCode { .concatenation }

  /// The first input's type, with all lengths of the axis.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...TensorTypes.maximumCount)
    let first = inputs[0].shape
    guard let axis = first.axis(Int(attributes.axis)) else { throw .attributeOutOfRange(field: 0) }
    var length = first[axis]
    for index in 1..<max(1, inputs.count) {
      let other = inputs[index]
      guard other.element == inputs[0].element else {
        throw .elementTypeNotSupported(other.element)
      }
      guard other.shape.rank == first.rank else {
        throw .shapeMismatch(axis: -1, needed: first.rank, found: other.shape.rank)
      }
      for outer in 0..<first.rank where outer != axis && other.shape[outer] != first[outer] {
        throw .shapeMismatch(axis: outer, needed: first[outer], found: other.shape[outer])
      }
      let (sum, overflow) = length.addingReportingOverflow(other.shape[axis])
      guard !overflow else { throw .shapeOutOfRange }
      length = sum
    }
    var shape = Shape()
    for index in 0..<first.rank { try shape.append(index == axis ? length : first[index]) }
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// In its place of the output, where it stays as it is, if no axis outside cuts it into pieces.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? {
    guard let axis = output.shape.axis(Int(attributes.axis)),
      output.shape.product(0..<axis) == 1
    else { return nil }
    var offset = 0
    for before in 0..<index { offset += inputs[before].byteCount ?? 0 }
    return Sharing(offset: offset, keepsInput: true)
  }

  /// Asks for the same quantization on all sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard let axis = use.output.shape.axis(Int(attributes.axis)) else {
      throw .attributeOutOfRange(field: 0)
    }
    var inputs = ByteBlocks()
    for index in 0..<use.inputs.count {
      guard use.inputs[index].quantization == use.output.quantization else {
        throw .scaleOutOfRange
      }
      inputs.append(try use.inputBytes(index))
    }
    return Plan(
      inputs: inputs, output: use.outputBytes,
      rowCount: Int32(truncatingIfNeeded: use.output.shape.product(0..<axis)))
  }

  /// Cuts work of some ten thousand bytes.
  public static func shareCount(_ plan: Plan) -> Int { plan.output.count / 65_536 + 1 }

  /// Copies byte by byte.
  public static func reference(_ plan: Plan) {
    let rowCount = Int(plan.rowCount)
    var target = 0
    for row in 0..<rowCount {
      for index in 0..<Int(plan.inputs.count) {
        let input = plan.inputs[index]
        let width = input.count / rowCount
        for byte in 0..<width { plan.output[target + byte] = input[row * width + byte] }
        target += width
      }
    }
  }

  /// Copies the pieces of one input after the other, but those that are there already.
  public static func run(_ plan: Plan, _ share: Share) {
    let rowCount = Int(plan.rowCount)
    let outputWidth = plan.output.count / rowCount
    var start = 0
    for index in 0..<Int(plan.inputs.count) {
      let input = plan.inputs[index]
      let width = input.count / rowCount
      if rowCount == 1 {
        let bytes = share.units(of: width)
        plan.output[(start + bytes.lowerBound)..<(start + bytes.upperBound)].copy(
          from: input[bytes])
      } else {
        for row in share.units(of: rowCount) {
          let target = row * outputWidth + start
          plan.output[target..<(target + width)].copy(
            from: input[(row * width)..<((row + 1) * width)])
        }
      }
      start += width
    }
  }
}
