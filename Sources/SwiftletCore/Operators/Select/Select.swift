public import SwiftletFormat

/// One of two elements, as a truth value says: `y = a` where the condition is true, elsewhere `b`.
///
/// - Shape: that of the condition, `a` and `b` together, inputs 0, 1 and 2: axes are matched from
///   the innermost; an axis of length one, or none, repeats.
/// - Quantization: one and the same for `a`, `b` and the output, of any one element type. The
///   condition is boolean: true where it is not zero.
/// - Exactness: a copy of elements.
/// - Names: `SELECT`, `SELECT_V2` in TensorFlow Lite; `Where` in ONNX.
public enum Select: Operator {
  /// Select has no attributes.
  public typealias Attributes = NoAttributes

  /// Where the elements are, and how they are stretched.
  public struct Plan: BitwiseCopyable {
    let condition: Elements<Truth>
    let whenTrue: Elements<UInt8>
    let whenFalse: Elements<UInt8>
    let output: Elements<UInt8>
    let axes: SelectAxes
    let elementByteCount: Int32

    var count: Int { output.count / Int(elementByteCount) }
  }

  /// `select`, in a model file.
  public static var code: OperatorCode { .select }

  /// The stretched shape, with the element type and quantization of input 1.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(3...3)
    guard inputs[0].element == .boolean else { throw .elementTypeNotSupported(inputs[0].element) }
    guard inputs[1].element == inputs[2].element else {
      throw .elementTypeNotSupported(inputs[2].element)
    }
    let values = try Broadcast.shape(inputs[1].shape, inputs[2].shape)
    return TensorType(
      inputs[1].element, try Broadcast.shape(inputs[0].shape, values), inputs[1].quantization)
  }

  /// On an input that is not stretched.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Asks for the same quantization on all sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    for index in 1...2 where use.inputs[index].quantization != use.output.quantization {
      throw .scaleOutOfRange
    }
    return Plan(
      condition: try use.input(0, of: Truth.self), whenTrue: try use.inputBytes(1),
      whenFalse: try use.inputBytes(2), output: use.outputBytes,
      axes: SelectAxes(use.inputs, use.output.shape),
      elementByteCount: Int32(truncatingIfNeeded: use.output.element.byteCount))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.count, operations: 1)
  }
}
