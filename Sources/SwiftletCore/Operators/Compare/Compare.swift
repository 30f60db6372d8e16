public import SwiftletFormat

/// Whether two numbers stand in a relation, element by element.
///
/// - Shape: axes are matched from the innermost; an axis of length one, or none, repeats.
/// - Quantization: any. int8 of one quantization compares stored values; otherwise the Float numbers
///   `s * (x - z)` are compared. The output is boolean: one or zero.
/// - Exactness: a NaN is unequal to everything, itself too, and in no order. Booleans are equal
///   where both are zero or neither is; they have no order.
/// - Names: `EQUAL`, `NOT_EQUAL`, `LESS`, `LESS_EQUAL`, `GREATER`, `GREATER_EQUAL` in TensorFlow
///   Lite; `Equal`, `Less`, `LessOrEqual`, `Greater`, `GreaterOrEqual` in ONNX.
public enum Compare: Operator {
  /// Which relation.
  public enum Relation: UInt8, Sendable, BitwiseCopyable {
    /// `x1 == x2`.
    case equal = 0
    /// `x1 != x2`.
    case notEqual = 1
    /// `x1 < x2`.
    case less = 2
    /// `x1 <= x2`.
    case lessOrEqual = 3
    /// `x1 > x2`.
    case greater = 4
    /// `x1 >= x2`.
    case greaterOrEqual = 5

    /// Whether the relation asks for an order.
    var isOrdered: Bool { self != .equal && self != .notEqual }
  }

  /// The relation.
  public struct Attributes: AttributeTable {
    /// The relation.
    public var relation = Relation.equal

    /// Creates the attributes of a test for equality.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "relation", &relation)
    }
  }

  /// The two sides of the test, and how they are stretched.
  public struct Plan: BitwiseCopyable {
    struct Operands<Element: BitwiseCopyable>: BitwiseCopyable {
      let left: Elements<Element>
      let right: Elements<Element>

      init(_ use: Use, _ type: Element.Type, _ rule: Rule) throws(ModelFault.Reason) {
        left = try use.input(rule.isSwapped ? 1 : 0, of: type)
        right = try use.input(rule.isSwapped ? 0 : 1, of: type)
      }
    }

    enum Body: BitwiseCopyable {
      case stored(Operands<Int8>)
      case scaled(Operands<Int8>, Scaling)
      case float32(Operands<Float>)
      case int32(Operands<Int32>)
      case int64(Operands<Int64>)
      case boolean(Operands<Truth>)
    }

    let body: Body
    let output: Elements<UInt8>
    let broadcast: Broadcast
    let rule: Rule
  }

  /// `compare`, in a model file.
  public static var code: OperatorCode { .compare }

  /// The stretched shape, of truth values.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    let element = inputs[0].element
    guard inputs[1].element == element else { throw .elementTypeNotSupported(inputs[1].element) }
    switch element {
    case .int8, .float32, .int32, .int64: break
    case .boolean:
      guard !attributes.relation.isOrdered else { throw .elementTypeNotSupported(element) }
    case .uint8, .int16, .float16, .absent: throw .elementTypeNotSupported(element)
    }
    return TensorType(.boolean, try Broadcast.shape(inputs[0].shape, inputs[1].shape))
  }

  /// On an input of bytes that is not stretched.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Finds the elements, and what int8 stands for.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let rule = Rule(attributes.relation)
    let (left, right) = (
      use.inputs[rule.isSwapped ? 1 : 0], use.inputs[rule.isSwapped ? 0 : 1]
    )
    let body: Plan.Body
    switch left.element {
    case .int8:
      let operands = try Plan.Operands(use, Int8.self, rule)
      if left.quantization == right.quantization {
        body = .stored(operands)
      } else {
        body = .scaled(operands, try Scaling(left.quantized(), right.quantized()))
      }
    case .float32: body = .float32(try Plan.Operands(use, Float.self, rule))
    case .int32: body = .int32(try Plan.Operands(use, Int32.self, rule))
    case .int64: body = .int64(try Plan.Operands(use, Int64.self, rule))
    case .boolean: body = .boolean(try Plan.Operands(use, Truth.self, rule))
    case .uint8, .int16, .float16, .absent: throw .elementTypeNotSupported(left.element)
    }
    return Plan(
      body: body, output: use.outputBytes, broadcast: Broadcast(left.shape, right.shape),
      rule: rule)
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.output.count, operations: 1)
  }
}
