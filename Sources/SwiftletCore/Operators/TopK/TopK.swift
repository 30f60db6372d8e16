public import SwiftletFormat

/// The greatest elements along an axis, or the smallest, in order, or the places where they stand.
///
/// - Shape: that of the input, with `k` as the length of the axis.
/// - Quantization: that of the input, whose stored values are compared, for the elements; the places
///   are plain int32 or int64.
/// - Exactness: of equal elements the one that stands first comes first; a NaN comes behind every
///   number.
/// - Names: `TOPK_V2` in TensorFlow Lite; `TopK` in ONNX.
public enum TopK: Operator {
  /// The axis, and what to find.
  public struct Attributes: AttributeTable {
    /// The axis that is searched; from the end where negative.
    public var axis: Int32 = -1
    /// How many elements are found.
    public var k: Int32 = 1
    /// Whether the smallest are searched.
    public var smallest = false
    /// The type of the places that are given; absent where the elements themselves are.
    public var places = ElementType.absent

    /// Creates the attributes of a search for the greatest element along the innermost axis.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "axis", &axis)
      try visitor.field(1, "k", &k)
      try visitor.field(2, "smallest", &smallest)
      try visitor.field(3, "places", &places)
    }
  }

  /// The lines along the axis.
  public struct Plan: BitwiseCopyable {
    enum Body: BitwiseCopyable {
      case int8(Elements<Int8>)
      case float32(Elements<Float>)
      case int32(Elements<Int32>)
      case int64(Elements<Int64>)
    }

    enum Result: UInt8, BitwiseCopyable { case elements, int32, int64 }

    let body: Body
    let output: Elements<UInt8>
    let scratch: Elements<UInt8>
    let length: Int32
    /// The elements of each line that are found.
    let k: Int32
    /// The elements from one of a line to the next.
    let stride: Int32
    let lineCount: Int32
    let smallest: Bool
    let result: Result
  }

  /// `topK`, in a model file.
  public static var code: OperatorCode { .topK }

  /// The input's type with another length of the axis, or the places of its elements.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0]
    switch input.element {
    case .int8, .float32, .int32, .int64: break
    case .uint8, .int16, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(input.element)
    }
    guard let axis = input.shape.axis(Int(attributes.axis)) else {
      throw .attributeOutOfRange(field: 0)
    }
    guard attributes.k > 0, Int(attributes.k) <= input.shape[axis] else {
      throw .attributeOutOfRange(field: 1)
    }
    var shape = Shape()
    for index in 0..<input.shape.rank {
      try shape.append(index == axis ? Int(attributes.k) : input.shape[index])
    }
    switch attributes.places {
    case .absent: return TensorType(input.element, shape, input.quantization)
    case .int32, .int64: return TensorType(attributes.places, shape)
    case .float32, .int8, .uint8, .int16, .boolean, .float16:
      throw .elementTypeNotSupported(attributes.places)
    }
  }

  /// Room for the places that are found along one line.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    let (byteCount, overflow) = Int(attributes.k).multipliedReportingOverflow(by: 4)
    guard !overflow, byteCount <= Int(Int32.max) - 15 else { throw .attributeOutOfRange(field: 1) }
    return (byteCount + 15) & ~15
  }

  /// Finds the lines.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let input = use.inputs[0]
    guard let axis = input.shape.axis(Int(attributes.axis)) else {
      throw .attributeOutOfRange(field: 0)
    }
    let body: Plan.Body
    switch input.element {
    case .int8: body = .int8(try use.input(0, of: Int8.self))
    case .float32: body = .float32(try use.input(0, of: Float.self))
    case .int32: body = .int32(try use.input(0, of: Int32.self))
    case .int64: body = .int64(try use.input(0, of: Int64.self))
    case .uint8, .int16, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(input.element)
    }
    if attributes.places == .absent, input.quantization != use.output.quantization {
      throw .scaleOutOfRange
    }
    let needed = try scratchByteCount(attributes, use.inputs, use.output)
    return Plan(
      body: body, output: use.outputBytes, scratch: try use.scratch(byteCount: needed),
      length: Int32(truncatingIfNeeded: input.shape[axis]), k: attributes.k,
      stride: Int32(truncatingIfNeeded: input.shape.product((axis + 1)..<input.shape.rank)),
      lineCount: Int32(truncatingIfNeeded: input.shape.elementCount / input.shape[axis]),
      smallest: attributes.smallest,
      result: attributes.places == .absent
        ? .elements : (attributes.places == .int32 ? .int32 : .int64))
  }

  /// Cuts between lines, into as many shares as there are lanes of scratch memory.
  public static func shareCount(_ plan: Plan) -> Int {
    min(
      plan.scratch.count / plan.laneByteCount,
      Share.count(units: Int(plan.lineCount), operations: plan.length, 4))
  }
}

extension TopK.Plan {
  /// The bytes of scratch memory that one share needs.
  var laneByteCount: Int { (Int(k) * 4 + 15) & ~15 }
}
