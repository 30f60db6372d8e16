public import SwiftletFormat

/// A tensor with some of its slices changed: `y = x`, and then `y[n[j…], i…] ∘= u[j…, i…]` in turn.
///
/// - Shape: that of input 0, the data. Input 2, the updates, has the axes of input 1, the indices,
///   and then those of the data behind the outermost.
/// - Quantization: one and the same for data, updates and output. `replace` takes any element type;
///   the others int32, int64 and float32. The indices are int32 or int64.
/// - Exactness: updates are taken in their order, so that the last of two that replace the same slice
///   stays. A negative index counts from the end; an update whose index lies outside the axis even so
///   is left out. Integers wrap; a NaN is never greater nor smaller.
/// - Names: `SCATTER_ND` in TensorFlow Lite; `ScatterElements`, `ScatterND` in ONNX.
public enum Scatter: Operator {
  /// What becomes of an element and its update.
  public enum Function: UInt8, Sendable, BitwiseCopyable {
    /// The update.
    case replace = 0
    /// Their sum.
    case add = 1
    /// Their product.
    case multiply = 2
    /// The greater; the element where one is not a number.
    case maximum = 3
    /// The smaller; the element where one is not a number.
    case minimum = 4
  }

  /// The function.
  public struct Attributes: AttributeTable {
    /// What becomes of an element and its update.
    public var function = Function.replace

    /// Creates the attributes of a replacement.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "function", &function)
    }
  }

  /// Where the bytes and the indices are.
  public struct Plan: BitwiseCopyable {
    enum Element: UInt8, BitwiseCopyable { case bytes, float32, int32, int64 }

    let input: Elements<UInt8>
    let indices: IndexElements
    let updates: Elements<UInt8>
    let output: Elements<UInt8>
    /// The slices of the data.
    let length: Int32
    /// The bytes of one slice.
    let byteCount: Int32
    let function: Function
    let element: Element
  }

  /// `scatter`, in a model file.
  public static var code: OperatorCode { .scatter }

  /// The type of input 0.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(3...3)
    try IndexElements.require(inputs[1].element)
    let element = inputs[0].element
    guard inputs[2].element == element else { throw .elementTypeNotSupported(inputs[2].element) }
    switch element {
    case .float32, .int32, .int64: break
    case .int8, .uint8, .int16, .boolean, .float16:
      guard attributes.function == .replace else { throw .elementTypeNotSupported(element) }
    case .absent: throw .elementTypeNotSupported(element)
    }
    let (data, indices) = (inputs[0].shape, inputs[1].shape)
    guard data.rank > 0 else { throw .shapeMismatch(axis: -1, needed: 1, found: 0) }
    var needed = Shape()
    for axis in 0..<indices.rank { try needed.append(indices[axis]) }
    for axis in 1..<data.rank { try needed.append(data[axis]) }
    try inputs[2].shape.require(needed)
    return inputs[0]
  }

  /// On the data, input 0.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { index == 0 ? .inPlace : nil }

  /// Asks for the same quantization on all sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[0].quantization == use.output.quantization,
      use.inputs[2].quantization == use.output.quantization
    else { throw .scaleOutOfRange }
    let element: Plan.Element =
      switch use.output.element {
      case .float32: .float32
      case .int32: .int32
      case .int64: .int64
      case .int8, .uint8, .int16, .boolean, .float16, .absent: .bytes
      }
    let shape = use.output.shape
    return Plan(
      input: try use.inputBytes(0), indices: try IndexElements(use, input: 1),
      updates: try use.inputBytes(2), output: use.outputBytes,
      length: Int32(truncatingIfNeeded: shape[0]),
      byteCount: Int32(truncatingIfNeeded: use.outputBytes.count / shape[0]),
      function: attributes.function,
      element: attributes.function == .replace ? .bytes : element)
  }

  /// Cuts work of some ten thousand bytes between slices of the output.
  public static func shareCount(_ plan: Plan) -> Int {
    min(Int(plan.length), plan.output.count / 65_536 + 1)
  }
}
