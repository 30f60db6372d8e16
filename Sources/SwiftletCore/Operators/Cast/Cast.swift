public import SwiftletFormat

/// Takes each number to another element type.
///
/// - Shape: the output has the shape of the input.
/// - Quantization: none counts: stored values are cast as plain numbers.
/// - Exactness: float32 becomes an integer towards zero, held to the type's range, and a NaN zero;
///   an integer wraps, and becomes the nearest float32, ties to even; whatever is not zero is true,
///   which is one. A float16 is the float32 of the same value, and made from the nearest, ties to
///   even, infinite beyond the greatest.
/// - Names: `CAST` in TensorFlow Lite, `Cast` in ONNX.
public enum Cast: Operator {
  /// The element type of the output.
  public struct Attributes: AttributeTable {
    /// The element type of the output.
    public var element = ElementType.float32

    /// Creates the attributes of a cast to float32.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "element", &element)
    }
  }

  /// The bytes on both sides, and what they stand for.
  public struct Plan: BitwiseCopyable {
    let input: CastElements
    let output: CastElements
  }

  /// `cast`, in a model file.
  public static var code: OperatorCode { .cast }

  /// The shape of the input, with the element type of the attributes.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    guard CastElements.holds(inputs[0].element) else {
      throw .elementTypeNotSupported(inputs[0].element)
    }
    guard CastElements.holds(attributes.element) else {
      throw .elementTypeNotSupported(attributes.element)
    }
    return TensorType(attributes.element, inputs[0].shape)
  }

  /// In place where the elements are as large.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Finds the elements.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    Plan(input: try CastElements(input: use), output: try CastElements(output: use))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.output.count, operations: 1)
  }

  /// Casts every element.
  public static func reference(_ plan: Plan) { cast(plan, 0..<plan.output.count, blocks: false) }

  /// Casts the elements of a share.
  public static func run(_ plan: Plan, _ share: Share) {
    cast(plan, share.units(of: plan.output.count), blocks: true)
  }

  private static func cast(_ plan: Plan, _ range: Range<Int>, blocks: Bool) {
    let work = Work(range: range, blocks: blocks)
    switch plan.input {
    case .float32(let input): work.cast(from: input, to: plan.output)
    case .float16(let input): work.cast(from: input, to: plan.output)
    case .int8(let input): work.cast(from: input, to: plan.output)
    case .uint8(let input): work.cast(from: input, to: plan.output)
    case .int16(let input): work.cast(from: input, to: plan.output)
    case .int32(let input): work.cast(from: input, to: plan.output)
    case .int64(let input): work.cast(from: input, to: plan.output)
    case .boolean(let input): work.cast(from: input, to: plan.output)
    }
  }

  private struct Work {
    let range: Range<Int>
    let blocks: Bool

    func cast<X: CastNumber>(from input: Elements<X>, to output: CastElements) {
      switch output {
      case .float32(let output): cast(input, output, empty: 0) { $0.real }
      case .float16(let output):
        cast(input, output, empty: Half(nearest: 0)) { Half(nearest: $0.real) }
      case .int8(let output): cast(input, output, empty: 0) { $0.integer(Int8.self) }
      case .uint8(let output): cast(input, output, empty: 0) { $0.integer(UInt8.self) }
      case .int16(let output): cast(input, output, empty: 0) { $0.integer(Int16.self) }
      case .int32(let output): cast(input, output, empty: 0) { $0.integer(Int32.self) }
      case .int64(let output): cast(input, output, empty: 0) { $0.wide }
      case .boolean(let output): cast(input, output, empty: Truth(false)) { Truth($0.isTrue) }
      }
    }

    @inline(__always)
    private func cast<X: CastNumber, Y: BitwiseCopyable>(
      _ input: Elements<X>, _ output: Elements<Y>, empty: Y, _ body: (X) -> Y
    ) {
      if blocks {
        Elementwise.map(input, output, range, empty: empty, body)
      } else {
        for index in range { output[index] = body(input[index]) }
      }
    }
  }
}
