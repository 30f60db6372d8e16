public import SwiftletFormat
internal import SwiftletKernels

/// Any function of one int8 number: `y = table[x + 128]`.
///
/// - Shape: the output has the shape of the input.
/// - Quantization: any; the converter works it into the 256 entries of input 1, which start with
///   the result for -128.
/// - Exactness: the bytes of the table, on every machine.
/// - Names: every int8 activation and one-input function of TensorFlow Lite and ONNX.
public enum Lookup: Operator {
  /// Lookup has no attributes.
  public typealias Attributes = NoAttributes

  /// Where the bytes are.
  public struct Plan: BitwiseCopyable {
    let input: Elements<Int8>
    let table: Elements<Int8>
    let output: Elements<Int8>
    let kernel: VectorKernels.LookupInt8?
  }

  /// `lookup`, in a model file.
  public static var code: OperatorCode { .lookup }

  /// The type of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    guard inputs[0].element == .int8 else { throw .elementTypeNotSupported(inputs[0].element) }
    return inputs[0]
  }

  /// In place.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { index == 0 ? .inPlace : nil }

  /// Asks for a table of 256 bytes.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[1].element == .int8 else {
      throw .elementTypeNotSupported(use.inputs[1].element)
    }
    _ = try use.constant(1, byteCount: 256)
    return Plan(
      input: try use.input(0, of: Int8.self), table: try use.input(1, of: Int8.self),
      output: try use.output(of: Int8.self),
      kernel: VectorKernels.nearest(use.instructionSet, VectorKernels.lookupInt8Variant))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int { plan.output.count / 8192 + 1 }

  /// Looks each element up.
  public static func reference(_ plan: Plan) { lookUp(plan, 0..<plan.output.count) }

  /// Looks elements up, many at a time where the machine can.
  public static func run(_ plan: Plan, _ share: Share) {
    let range = share.units(of: plan.output.count)
    guard let kernel = plan.kernel else { return lookUp(plan, range) }
    let (input, output) = (plan.input[range], plan.output[range])
    // The table has 256 bytes, and the others the elements of the range.
    unsafe kernel(
      swiftlet_lookup_int8(
        input: input.address, table: plan.table.address, output: output.address,
        count: range.count))
  }

  private static func lookUp(_ plan: Plan, _ range: Range<Int>) {
    for index in range { plan.output[index] = plan.table[Int(plan.input[index]) + 128] }
  }
}
