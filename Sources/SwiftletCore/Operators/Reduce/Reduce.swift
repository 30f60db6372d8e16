public import SwiftletFormat
internal import SwiftletKernels

/// Gathers all elements along some axes into one.
///
/// - Shape: that of the input without the axes, or with length one in their places (`keeps_axes`).
///   No axes stand for all.
/// - Quantization: `maximum` and `minimum` compare stored values, and the output has the
///   quantization of the input. With `n` elements, `sum` is `round((Σ x - n * z_x) * (s_x / s_y)) +
///   z_y`, and `mean` takes `s_x / (s_y * n)`. `product` is not for int8, `mean` not for int32 and
///   int64.
/// - Exactness: int8 is exact but for the one rounding, to nearest, ties to even. float32 gathers in
///   the order of the input, and a mean divides at the end; a NaN is no maximum or minimum. int32 and
///   int64 wrap.
/// - Names: `MEAN`, `SUM`, `REDUCE_MAX`, `REDUCE_MIN`, `REDUCE_PROD` in TensorFlow Lite;
///   `ReduceMean`, `ReduceSum`, `ReduceMax`, `ReduceMin`, `ReduceProd`, `GlobalAveragePool`,
///   `GlobalMaxPool` in ONNX.
public enum Reduce: Operator {
  /// What elements become.
  public enum Function: UInt8, Sendable, BitwiseCopyable {
    /// Their mean.
    case mean = 0
    /// Their sum.
    case sum = 1
    /// The greatest.
    case maximum = 2
    /// The smallest.
    case minimum = 3
    /// Their product.
    case product = 4
  }

  /// The function and the axes.
  public struct Attributes: AttributeTable {
    /// What elements become.
    public var function = Function.mean
    /// The axes that are gathered; from the end where negative.
    public var axes = IntegerList()
    /// Whether the output has an axis of length one for each.
    public var keepsAxes = false

    /// Creates the attributes of the mean of everything.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "function", &function)
      try visitor.field(1, "axes", &axes)
      try visitor.field(2, "keeps_axes", &keepsAxes)
    }

    /// A mask whose bit `i` says whether axis `i` of a shape is gathered.
    func gatheredMask(_ shape: Shape) throws(ModelFault.Reason) -> UInt8 {
      guard axes.count > 0 else { return 0xFF }
      var mask: UInt8 = 0
      for index in 0..<axes.count {
        guard let axis = shape.axis(axes[index]) else { throw .attributeOutOfRange(field: 1) }
        mask |= 1 &<< UInt8(truncatingIfNeeded: axis)
      }
      return mask
    }
  }

  /// The tensors, their axes, and the arithmetic of quantized ones.
  public struct Plan: BitwiseCopyable {
    enum Body: BitwiseCopyable {
      case int8(Elements<Int8>, Elements<Int8>, Pool.Int8Kernel?)
      case float32(Elements<Float>, Elements<Float>, Pool.Float32Kernel?)
      case int32(Elements<Int32>, Elements<Int32>)
      case int64(Elements<Int64>, Elements<Int64>)
    }

    let body: Body
    let reduction: Reduction
    let function: Function
    /// The elements behind one of the output.
    let gatheredCount: Int32
    let outputCount: Int32
    let inputZeroPoint: Int32
    let outputZeroPoint: Int32
    let multiplier: Multiplier
  }

  /// `reduce`, in a model file.
  public static var code: OperatorCode { .reduce }

  /// The kept axes, with the element type and quantization of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0]
    switch input.element {
    case .float32: break
    case .int8:
      guard attributes.function != .product else { throw .elementTypeNotSupported(.int8) }
    case .int32, .int64:
      guard attributes.function != .mean else { throw .elementTypeNotSupported(input.element) }
    case .uint8, .int16, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(input.element)
    }
    let mask = try attributes.gatheredMask(input.shape)
    var shape = Shape()
    for axis in 0..<input.shape.rank {
      if mask & (1 &<< UInt8(truncatingIfNeeded: axis)) == 0 {
        try shape.append(input.shape[axis])
      } else if attributes.keepsAxes {
        try shape.append(1)
      }
    }
    // The sum of so many stored values, less as many zero points, is an Int32.
    guard input.element != .int8 || input.shape.elementCount / shape.elementCount <= 1 &<< 23
    else { throw .shapeOutOfRange }
    return TensorType(input.element, shape, input.quantization)
  }

  /// Asks for one quantization of extremes, and for a ratio of scales that is finite.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let input = use.inputs[0]
    let count = input.shape.elementCount / use.output.shape.elementCount
    var quantizations = (Quantization(scale: 1, zeroPoint: 0), Quantization(scale: 1, zeroPoint: 0))
    var multiplier = Multiplier(1)
    let reduction = Reduction(
      input.shape, gatheredMask: try attributes.gatheredMask(input.shape))
    let body: Plan.Body
    switch input.element {
    case .int8:
      quantizations = (try input.quantized(), try use.output.quantized())
      if attributes.function == .maximum || attributes.function == .minimum {
        guard quantizations.0 == quantizations.1 else { throw .scaleOutOfRange }
      }
      let divisor = attributes.function == .mean ? Float(count) : 1
      multiplier = try Multiplier(ratio: quantizations.0.scale / (quantizations.1.scale * divisor))
      body = .int8(
        try use.input(0, of: Int8.self), try use.output(of: Int8.self),
        attributes.function.int8Kernel(for: use.instructionSet, reduction))
    case .float32:
      body = .float32(
        try use.input(0, of: Float.self), try use.output(of: Float.self),
        attributes.function.float32Kernel(for: use.instructionSet, reduction))
    case .int32: body = .int32(try use.input(0, of: Int32.self), try use.output(of: Int32.self))
    case .int64: body = .int64(try use.input(0, of: Int64.self), try use.output(of: Int64.self))
    case .uint8, .int16, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(input.element)
    }
    return Plan(
      body: body,
      reduction: reduction,
      function: attributes.function, gatheredCount: Int32(truncatingIfNeeded: count),
      outputCount: Int32(truncatingIfNeeded: use.output.shape.elementCount),
      inputZeroPoint: quantizations.0.zeroPoint, outputZeroPoint: quantizations.1.zeroPoint,
      multiplier: multiplier)
  }

  /// Cuts between elements of the output.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: Int(plan.outputCount), operations: plan.gatheredCount)
  }
}
