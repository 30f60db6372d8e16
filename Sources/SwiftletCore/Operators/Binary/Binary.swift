public import SwiftletFormat
internal import SwiftletKernels

/// A function of two numbers, element by element.
///
/// - Shape: axes are matched from the innermost; an axis of length one, or none, repeats.
/// - Quantization: any, with `s` the scales and `z` the zero points.
///   `add`, `subtract`: `y = ((a * x1 ± b * x2 + offset) >> shift) + z_y` with the integers that
///   stand for `s_1 / s_y` and `s_2 / s_y`, the greater of which is in 2⁻¹⁰ ..< 2⁸;
///   `multiply`: `y = round((x1 - z_1) * (x2 - z_2) * (s_1 * s_2 / s_y)) + z_y`;
///   `maximum`, `minimum`: of the stored values where all three quantizations are one, otherwise of
///   `round((x - z) * (s / s_y)) + z_y`;
///   `divide`, `squared_difference`: the real function of Float numbers, times `1 / s_y`, rounded.
///   The other functions have no quantized form.
/// - Exactness: roundings are to nearest, ties to even, but that of sums, whose halves go up. The
///   bytes of LiteRT's default path for sums, differences and products. float32 is the plain
///   operation, and `power` and `arc_tangent` those of `SwiftletKernels.Functions`; `remainder` is
///   exact. int32 and int64 wrap; they divide towards zero, and by zero to zero, with a remainder of
///   zero. A negative power of theirs is zero but for the bases 1 and -1. A shift by a negative
///   number, or by all bits, leaves zero, and to the right the bits of the sign.
/// - Names: `ADD`, `SUB`, `MUL`, `DIV`, `MAXIMUM`, `MINIMUM`, `SQUARED_DIFFERENCE`, `POW`,
///   `FLOOR_DIV`, `FLOOR_MOD`, `LOGICAL_AND`, `LOGICAL_OR`, `BITWISE_XOR`, `RIGHT_SHIFT`, `ATAN2` in
///   TensorFlow Lite; `Add`, `Sub`, `Mul`, `Div`, `Max`, `Min`, `Pow`, `Mod`, `And`, `Or`, `Xor`,
///   `BitwiseAnd`, `BitwiseOr`, `BitwiseXor`, `BitwiseNot`, `BitShift` in ONNX.
public enum Binary: Operator {
  /// Which function.
  public enum Function: UInt8, Sendable, BitwiseCopyable {
    /// `x1 + x2`.
    case add = 0
    /// `x1 - x2`.
    case subtract = 1
    /// `x1 * x2`.
    case multiply = 2
    /// `x1 / x2`.
    case divide = 3
    /// The greater; the first where one is not a number.
    case maximum = 4
    /// The smaller; the first where one is not a number.
    case minimum = 5
    /// `(x1 - x2)²`.
    case squaredDifference = 6
    /// `x1` to the power of `x2`.
    case power = 7
    /// What is left of `x1` after ``floorDivide``, with the sign of `x2`.
    case modulo = 8
    /// What is left of `x1` after a division towards zero, with the sign of `x1`.
    case remainder = 9
    /// The largest integer not above `x1 / x2`.
    case floorDivide = 10
    /// The bits that both have; of booleans, whether both are true.
    case and = 11
    /// The bits that either has; of booleans, whether one is true.
    case or = 12
    /// The bits that one alone has; of booleans, whether one alone is true.
    case exclusiveOr = 13
    /// The bits of `x1` moved up by `x2`, and zeros moved in.
    case shiftLeft = 14
    /// The bits of `x1` moved down by `x2`, and its sign moved in.
    case shiftRight = 15
    /// The angle of the point `(x2, x1)`, between -π and π.
    case arcTangent = 16

    /// Whether the function has a meaning for an element type.
    public func takes(_ element: ElementType) -> Bool {
      switch self {
      case .add, .subtract, .multiply, .divide, .maximum, .minimum, .squaredDifference:
        element != .boolean
      case .power, .modulo, .remainder, .floorDivide: element != .boolean && element != .int8
      case .and, .or, .exclusiveOr: element != .float32 && element != .int8
      case .shiftLeft, .shiftRight: element == .int32 || element == .int64
      case .arcTangent: element == .float32
      }
    }
  }

  /// The function and its bounds.
  public struct Attributes: AttributeTable {
    /// Which function.
    public var function = Function.add
    /// Where results are held; integers have none.
    public var bounds = Bounds()

    /// Creates the attributes of a plain sum.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "function", &function)
      try visitor.field(1, "lower", &bounds.lower)
      try visitor.field(2, "upper", &bounds.upper)
    }
  }

  /// The tensors, how they are stretched, and the arithmetic of quantized ones.
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
      case sum(Operands<Int8>, Dot.Addition)
      case int8(Operands<Int8>, QuantizedBinary)
      case float32(Operands<Float>, Bounds)
      case int32(Operands<Int32>)
      case int64(Operands<Int64>)
      case boolean(Operands<Truth>)
    }

    let body: Body
    let broadcast: Broadcast
    let function: Function
    let kernel: Kernel

    var count: Int {
      switch body {
      case .sum(let operands, _): operands.output.count
      case .int8(let operands, _): operands.output.count
      case .float32(let operands, _): operands.output.count
      case .int32(let operands): operands.output.count
      case .int64(let operands): operands.output.count
      case .boolean(let operands): operands.output.count
      }
    }
  }

  /// `binary`, in a model file.
  public static var code: OperatorCode { .binary }

  /// The stretched shape, with the element type and quantization of the first input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    let element = inputs[0].element
    guard inputs[1].element == element else { throw .elementTypeNotSupported(inputs[1].element) }
    try attributes.bounds.check(field: 1)
    switch element {
    case .float32, .int8, .int32, .int64, .boolean:
      guard attributes.function.takes(element) else { throw .elementTypeNotSupported(element) }
    case .uint8, .int16, .float16, .absent: throw .elementTypeNotSupported(element)
    }
    guard element == .float32 || element == .int8 || attributes.bounds == Bounds() else {
      throw .attributeOutOfRange(field: 1)
    }
    let shape = try Broadcast.shape(inputs[0].shape, inputs[1].shape)
    return TensorType(element, shape, inputs[0].quantization)
  }

  /// On an input that is not stretched.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Works out the arithmetic, and asks for ratios of scales that it can hold.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let body: Plan.Body
    switch use.inputs[0].element {
    case .int8:
      let (left, right) = (try use.inputs[0].quantized(), try use.inputs[1].quantized())
      let output = try use.output.quantized()
      let operands = try Plan.Operands(use, Int8.self)
      if attributes.function == .add || attributes.function == .subtract {
        let sum = try Dot.Addition(
          leftScale: left.scale, leftZeroPoint: left.zeroPoint, rightScale: right.scale,
          rightZeroPoint: right.zeroPoint, outputScale: output.scale,
          outputZeroPoint: output.zeroPoint,
          range: try attributes.bounds.stored(output, in: -128...127))
        body = .sum(
          operands,
          attributes.function == .add ? sum : sum.negatingRight(zeroPoint: right.zeroPoint))
      } else {
        body = .int8(
          operands,
          try QuantizedBinary(attributes, left: left, right: right, output: output))
      }
    case .float32: body = .float32(try Plan.Operands(use, Float.self), attributes.bounds)
    case .int32: body = .int32(try Plan.Operands(use, Int32.self))
    case .int64: body = .int64(try Plan.Operands(use, Int64.self))
    case .boolean: body = .boolean(try Plan.Operands(use, Truth.self))
    case .uint8, .int16, .float16, .absent:
      throw .elementTypeNotSupported(use.inputs[0].element)
    }
    return Plan(
      body: body, broadcast: Broadcast(use.inputs[0].shape, use.inputs[1].shape),
      function: attributes.function,
      kernel: Kernel(body, attributes.function, use.instructionSet))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.count, operations: 1)
  }
}
