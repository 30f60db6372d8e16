public import SwiftletFormat
internal import SwiftletKernels

/// A product of matrices that are both computed: `y[i][j] = bounds(Σ_k l[i][k] * r[k][j])`.
///
/// The two innermost axes are the matrices, of which `transposes_left` and `transposes_right` swap
/// those of an input; the axes before them count matrices.
///
/// - Shape: both inputs have two axes at least. Those before the matrices are matched from the
///   innermost; an axis of length one, or none, repeats.
/// - Quantization: any, with `s` the scales and `z` the zero points:
///   `y = round((Σ_k (l - z_l) * (r - z_r)) * (s_l * s_r / s_y)) + z_y`. int32 are plain numbers.
/// - Exactness: int8 is exact but for the one rounding, to nearest, ties to even. float32 adds in
///   the order of `k` with one rounding for each product. int32 wraps, and has no bounds.
/// - Names: `BATCH_MATMUL` in TensorFlow Lite; `MatMul`, `MatMulInteger` in ONNX.
public enum MatMul: Operator {
  /// The arrangement of the matrices, and the range of the results.
  public struct Attributes: AttributeTable {
    /// Whether the left matrices lie with their columns outermost.
    public var transposesLeft = false
    /// Whether the right matrices lie with their columns outermost.
    public var transposesRight = false
    /// The range of the results.
    public var bounds = Bounds()

    /// Creates the attributes of a plain product.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "transposes_left", &transposesLeft)
      try visitor.field(1, "transposes_right", &transposesRight)
      try visitor.field(2, "lower", &bounds.lower)
      try visitor.field(3, "upper", &bounds.upper)
    }
  }

  /// The matrices, and the arithmetic of their products.
  public struct Plan: BitwiseCopyable {
    struct Operands<Element: BitwiseCopyable>: BitwiseCopyable {
      let left: Elements<Element>
      let right: Elements<Element>
      let output: Elements<Element>

      init(_ use: Use, _ type: Element.Type) throws(ModelFault.Reason) {
        left = try use.input(0, of: type)
        right = try use.input(1, of: type)
        output = try use.output(of: type)
      }
    }

    enum Body: BitwiseCopyable {
      case int8(Operands<Int8>, Dot.Int8Kernel, QuantizedProduct)
      case float32(Operands<Float>, Dot.Float32Kernel, Bounds)
      case int32(Operands<Int32>)
    }

    let body: Body
    let matrices: Matrices
    /// Lanes for packed tiles, the first of them aligned for the kernel.
    let scratch: Elements<UInt8>
    /// The most shares that the work is worth.
    let shareLimit: Int32
  }

  /// `matMul`, in a model file.
  public static var code: OperatorCode { .matMul }

  /// The common leading axes, the rows of the left and the columns of the right.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    let element = inputs[0].element
    guard inputs[1].element == element else { throw .elementTypeNotSupported(inputs[1].element) }
    try attributes.bounds.check(field: 2)
    switch element {
    case .int8, .float32: break
    case .int32: guard attributes.bounds == Bounds() else { throw .attributeOutOfRange(field: 2) }
    case .uint8, .int16, .int64, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(element)
    }
    let shape = try Matrices.shape(attributes, inputs[0].shape, inputs[1].shape)
    return TensorType(element, shape, inputs[0].quantization)
  }

  /// One for each element of the output and step of the sum.
  public static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int {
    let depth = inputs[0].shape.fromInnermost(attributes.transposesLeft ? 1 : 0)
    return saturatingProduct(output.shape.elementCount, depth)
  }

  /// What a share packs; nothing for int32.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    guard output.element != .int32 else { return 0 }
    let matrices = try Matrices(attributes, inputs[0].shape, inputs[1].shape)
    return ProductTile(matrices, element: output.element).laneByteCount + ProductTile.slack
  }

  /// Works out the arithmetic, and asks for a ratio of scales that is finite.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let body: Plan.Body
    switch use.output.element {
    case .int8:
      body = .int8(
        try Plan.Operands(use, Int8.self), Dot.int8Kernel(for: use.instructionSet),
        try QuantizedProduct(attributes.bounds, use))
    case .float32 where Build.computesFloat32:
      body = .float32(
        try Plan.Operands(use, Float.self), Dot.float32Kernel(for: use.instructionSet),
        attributes.bounds)
    case .int32: body = .int32(try Plan.Operands(use, Int32.self))
    case .float32, .uint8, .int16, .int64, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(use.output.element)
    }
    let matrices = try Matrices(attributes, use.inputs[0].shape, use.inputs[1].shape)
    let work = saturatingProduct(use.output.shape.elementCount, Int(matrices.depth)) / 65536 + 1
    guard use.output.element != .int32 else {
      return Plan(
        body: body, matrices: matrices, scratch: try use.scratch(byteCount: 0),
        shareLimit: Int32(truncatingIfNeeded: min(work, min(32767, matrices.lineCount))))
    }
    let tile = ProductTile(matrices, element: use.output.element)
    let scratch = try use.scratch(byteCount: tile.laneByteCount + ProductTile.slack).aligned()
    let lanes = scratch.count / tile.laneByteCount
    return Plan(
      body: body, matrices: matrices, scratch: scratch,
      shareLimit: Int32(
        truncatingIfNeeded: min(min(work, lanes), min(32767, tile.unitCount(of: matrices)))))
  }

  /// Cuts between tiles.
  public static func shareCount(_ plan: Plan) -> Int { Int(plan.shareLimit) }
}
