public import SwiftletFormat

/// One operator: its rules while a model loads, and its kernel while the model runs.
///
/// A conforming type is an empty `enum` in a file or folder of its own name under `Operators`, and
/// nothing about the operator is written anywhere else in the runtime but its `OperatorCode` and
/// its line of ``AllOperators``.
public protocol Operator {
  /// The constants that the model file stores for one use of the operator.
  associatedtype Attributes: AttributeTable

  /// What loading works out once so that running need not.
  associatedtype Plan: BitwiseCopyable

  /// The number that names the operator in a model file.
  static var code: OperatorCode { get }

  /// Works out the type of the output from those of the inputs.
  ///
  /// The shape and the element type are the rule that a file is held to. The quantization is what
  /// the operator gives unasked; where the file's may differ, `plan` checks it.
  static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType

  /// How the output may lie over an input in memory; nil where the two must be apart.
  static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing?

  /// The bytes of scratch memory that one share of the work needs.
  static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int

  /// The bytes of scratch memory that suffice, where a file may have been planned with fewer.
  static func leastScratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int

  /// The products that one run sums, as people count them.
  static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int

  /// Checks one use of the operator against its rules, and prepares it to run.
  static func plan(_ attributes: Attributes, _ use: Use) throws(ModelFault.Reason) -> Plan

  /// The most shares that the work is worth cutting into.
  static func shareCount(_ plan: Plan) -> Int

  /// Computes the output by the shortest correct path; the definition that `run` must equal.
  static func reference(_ plan: Plan)

  /// Computes one share of the output by the fastest path.
  static func run(_ plan: Plan, _ share: Share)
}

extension Operator {
  /// Keeps the output apart from every input.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { nil }

  /// Needs no scratch memory.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int { 0 }

  /// As many as a share needs.
  public static func leastScratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int { try scratchByteCount(attributes, inputs, output) }

  /// Counts no products.
  public static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int { 0 }

  /// Leaves the work whole.
  public static func shareCount(_ plan: Plan) -> Int { 1 }
}

/// How an operator's output may lie over one of its inputs.
public struct Sharing: BitwiseCopyable, Sendable, Equatable {
  /// The bytes from the start of the output to the start of the input.
  public let offset: Int

  /// Whether the input's bytes are still its own after the operator has run.
  public let keepsInput: Bool

  /// Creates a rule.
  public init(offset: Int, keepsInput: Bool) {
    self.offset = offset
    self.keepsInput = keepsInput
  }

  /// The rule of an operator that reads each element before it writes the same place.
  public static var inPlace: Sharing { Sharing(offset: 0, keepsInput: false) }

  /// In place where the input has the bytes of the output, and apart otherwise.
  public static func elementwise(_ input: TensorType, _ output: TensorType) -> Sharing? {
    input.shape == output.shape && input.element.byteCount == output.element.byteCount
      ? .inPlace : nil
  }
}
