public import SwiftletFormat
public import SwiftletKernels

/// A product with a matrix: `y[r][c] = bounds(bias[c] + Σ_k x[r][k] * w[k][c])`.
///
/// Inputs are x and the parameters, packed as `dot.h` lays them out, a constant of `BlockFormat`.
///
/// - Shape: x of any rank from 1; its innermost axis is summed, and the output has the channels in
///   its place.
/// - Quantization: any for x and the output. The packed bias holds the share of x's zero point;
///   the multiplier is scale(x) * scale(w) / scale(y) in `Float`, in that order. Parameters that
///   have a scale give that of all weights, and hold no multipliers. With `stores_input` a float32
///   x is stored while the operator runs, at a scale of each row.
/// - Exactness: `Int8` equals XNNPACK's `qs8-qc8w` in every byte; `Float` adds in the order of
///   `dot.h`, the same bits on every machine.
/// - Names: `FULLY_CONNECTED` in TensorFlow Lite; `Gemm`, `MatMul` in ONNX.
public enum FullyConnected: Operator {
  /// The size of the matrix, and the range of the results.
  public struct Attributes: AttributeTable {
    /// The columns of the matrix.
    public var channels: Int32 = 1
    /// The stored weight that stands for zero; other than 0 only in old `UInt8` models.
    public var weightZeroPoint: Int32 = 0
    /// The range of the results.
    public var bounds = Bounds()
    /// Whether a float32 input is stored as int8 while the operator runs.
    public var storesInput = false

    /// Creates the attributes of a single column.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "channels", &channels)
      try visitor.field(1, "weight_zero_point", &weightZeroPoint)
      try visitor.field(2, "lower", &bounds.lower)
      try visitor.field(3, "upper", &bounds.upper)
      try visitor.field(4, "stores_input", &storesInput)
    }
  }

  /// The rows and the matrix.
  @safe public struct Plan: BitwiseCopyable {
    let dot: WindowedDot<ForwardWindow>
  }

  /// The most products of a sum, here and in ``Conv2D``, whose inputs are stored.
  public static var mostStoredProducts: Int { StoredLane.maximumReduction }

  /// `fullyConnected`, in a model file.
  public static var code: OperatorCode { .fullyConnected }

  /// The shape of x with the channels innermost.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    let input = inputs[0]
    guard input.element == .int8 || input.element == .float32 else {
      throw .elementTypeNotSupported(input.element)
    }
    guard !attributes.storesInput || input.element == .float32 else {
      throw .attributeOutOfRange(field: 4)
    }
    guard input.shape.rank > 0 else { throw .shapeMismatch(axis: -1, needed: 1, found: 0) }
    guard attributes.channels > 0 else { throw .attributeOutOfRange(field: 0) }
    _ = try WindowedDot<ForwardWindow>.reduction(window(over: input), groups: 1)
    var shape = Shape()
    for axis in 0..<(input.shape.rank - 1) { try shape.append(input.shape[axis]) }
    try shape.append(Int(attributes.channels))
    return TensorType(input.element, shape, input.quantization)
  }

  /// The bytes of the parameters that a use with these attributes has in a format.
  public static func parameterByteCount(
    _ attributes: Attributes, input: TensorType, format: BlockFormat
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    guard input.shape.rank > 0 else { throw .shapeMismatch(axis: -1, needed: 1, found: 0) }
    guard attributes.channels > 0 else { throw .attributeOutOfRange(field: 0) }
    return try WindowedDot<ForwardWindow>.parameterByteCount(
      window(over: input), groups: 1, channels: attributes.channels,
      element: attributes.storesInput ? .int8 : input.element, format: format)
  }

  /// Stored rows, and their scales.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    guard Build.computesFloat32, attributes.storesInput else { return 0 }
    return try WindowedDot<ForwardWindow>.laneByteCount(
      window(over: inputs[0]), groups: 1, element: .int8,
      pixelCount: output.shape.elementCount / Int(attributes.channels), storesInput: true)
  }

  /// One for each weight and row.
  public static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int { saturatingProduct(output.shape.elementCount, inputs[0].shape.fromInnermost(0)) }

  /// Checks the parameters and the quantization.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let arithmetic = try DotArithmetic(
      use, bounds: attributes.bounds, weightZeroPoint: attributes.weightZeroPoint, field: 1,
      storesInput: attributes.storesInput)
    return Plan(
      dot: try WindowedDot(
        window(over: use.inputs[0]), groups: 1, channels: attributes.channels, arithmetic, use))
  }

  /// Cuts the rows, or the channels where there are few rows.
  public static func shareCount(_ plan: Plan) -> Int { Int(plan.dot.shareLimit) }

  /// Computes row by row.
  public static func reference(_ plan: Plan) {
    plan.dot.arithmetic.storesInput ? plan.dot.referenceStoring() : plan.dot.reference()
  }

  /// Computes the rows where they lie.
  public static func run(_ plan: Plan, _ share: Share) {
    plan.dot.arithmetic.storesInput ? plan.dot.runStoring(share) : plan.dot.run(share)
  }

  private static func window(over input: TensorType) -> SlidingWindow {
    let depth = input.shape.fromInnermost(0)
    return SlidingWindow(rowCount: input.shape.elementCount / depth, depth: depth)
  }
}
