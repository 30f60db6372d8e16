public import SwiftletFormat
internal import SwiftletKernels

/// Leaky rectifier with slopes of its own: `y = x` where `x >= 0`, and `y = alpha * x` elsewhere.
///
/// - Shape: that of input 0; input 1, the slopes, is stretched over it.
/// - Quantization: any, with `s` the scales and `z` the zero points. Where `x < z_x`,
///   `y = round((x - z_x) * (alpha - z_a) * (s_x * s_a / s_y)) + z_y`; elsewhere
///   `y = round((x - z_x) * (s_x / s_y)) + z_y`.
/// - Exactness: one rounding, to nearest, ties to even. A NaN stays one.
/// - Names: `PRELU` in TensorFlow Lite, `PRelu` in ONNX.
public enum PRelu: Operator {
  /// PRelu has no attributes.
  public typealias Attributes = NoAttributes

  /// The tensors, how the slopes are stretched, and the arithmetic of quantized ones.
  public struct Plan: BitwiseCopyable {
    struct Arithmetic: BitwiseCopyable {
      let positive: Multiplier
      let negative: Multiplier
      let range: StoredRange
      let zeroPoint: Int32
      let slopeZeroPoint: Int32

      @inline(__always)
      func result(_ x: Int8, _ slope: Int8) -> Int8 {
        let distance = Int32(truncatingIfNeeded: x) &- zeroPoint
        let product = distance &* (Int32(truncatingIfNeeded: slope) &- slopeZeroPoint)
        let (above, below) = (positive.scaled(distance), negative.scaled(product))
        return range.stored(distance < 0 ? below : above)
      }
    }

    enum Body: BitwiseCopyable {
      case int8(Binary.Plan.Operands<Int8>, Arithmetic)
      case float32(Binary.Plan.Operands<Float>)
    }

    let body: Body
    let broadcast: Broadcast
    let count: Int32
  }

  /// `pRelu`, in a model file.
  public static var code: OperatorCode { .pRelu }

  /// The type of input 0.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    let element = inputs[0].element
    guard element == .int8 || element == .float32 else { throw .elementTypeNotSupported(element) }
    guard inputs[1].element == element else { throw .elementTypeNotSupported(inputs[1].element) }
    try Broadcast.shape(inputs[0].shape, inputs[1].shape).require(inputs[0].shape)
    return inputs[0]
  }

  /// On an input that is not stretched.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Asks for ratios of scales that are finite.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let body: Plan.Body
    if use.inputs[0].element == .int8 {
      let (input, slope) = (try use.inputs[0].quantized(), try use.inputs[1].quantized())
      let output = try use.output.quantized()
      body = .int8(
        try Binary.Plan.Operands(use, Int8.self),
        Plan.Arithmetic(
          positive: try Multiplier(ratio: input.scale / output.scale),
          negative: try Multiplier(ratio: input.scale * slope.scale / output.scale),
          range: try StoredRange(Bounds(), output), zeroPoint: input.zeroPoint,
          slopeZeroPoint: slope.zeroPoint))
    } else {
      body = .float32(try Binary.Plan.Operands(use, Float.self))
    }
    return Plan(
      body: body, broadcast: Broadcast(use.inputs[0].shape, use.inputs[1].shape),
      count: Int32(truncatingIfNeeded: use.output.shape.elementCount))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: Int(plan.count), operations: 2)
  }

  /// Finds the slope of each element, and evaluates the definition.
  public static func reference(_ plan: Plan) {
    evaluate(plan, 0..<Int(plan.count), DefiningPairs())
  }

  /// Evaluates runs of neighbouring elements.
  public static func run(_ plan: Plan, _ share: Share) {
    evaluate(plan, share.units(of: Int(plan.count)), RunningPairs())
  }

  @inline(__always)
  private static func evaluate<P: Pairs>(_ plan: Plan, _ range: Range<Int>, _ pairs: P) {
    switch plan.body {
    case .int8(let operands, let arithmetic):
      pairs.combine(
        operands.left, operands.right, operands.output, plan.broadcast, range, empty: 0
      ) { arithmetic.result($0, $1) }
    case .float32(let operands):
      pairs.combine(
        operands.left, operands.right, operands.output, plan.broadcast, range, empty: 0
      ) { $0 < 0 ? $1 * $0 : $0 }
    }
  }
}
