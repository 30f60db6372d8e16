public import SwiftletFormat
internal import SwiftletKernels

/// A real function of one number, element by element.
///
/// - Shape: the output has the shape of the input.
/// - Quantization: none; int8 has ``Lookup``.
/// - Exactness: float32 is `SwiftletFormat.UnaryFunction` as `SwiftletKernels.Functions` defines
///   it, with the same bits on every machine. int32 and int64 know `abs`, `negative`, `square` and
///   `sign`, and wrap; boolean knows `logicalNot`.
/// - Names: every activation and one-input function of TensorFlow Lite and ONNX.
public enum Unary: Operator {
  /// The function and its parameters.
  public struct Attributes: AttributeTable {
    /// Which function.
    public var function = UnaryFunction.identity
    /// The function's first parameter.
    public var alpha: Float = 0
    /// The function's second parameter.
    public var beta: Float = 0

    /// Creates the attributes of the identity.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "function", &function)
      try visitor.field(1, "alpha", &alpha)
      try visitor.field(2, "beta", &beta)
    }
  }

  /// The tensors and the function.
  public struct Plan: BitwiseCopyable {
    enum Body: BitwiseCopyable {
      case float32(Elements<Float>, Elements<Float>)
      case int32(Elements<Int32>, Elements<Int32>)
      case int64(Elements<Int64>, Elements<Int64>)
      case boolean(Elements<Truth>, Elements<Truth>)
    }

    let body: Body
    let attributes: Attributes
    let kernel: VectorKernels.UnaryFloat32?

    var count: Int {
      switch body {
      case .float32(_, let output): output.count
      case .int32(_, let output): output.count
      case .int64(_, let output): output.count
      case .boolean(_, let output): output.count
      }
    }
  }

  /// `unary`, in a model file.
  public static var code: OperatorCode { .unary }

  /// The type of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0]
    switch input.element {
    case .float32: break
    case .int32, .int64:
      guard hasIntegers(attributes.function) else { throw .elementTypeNotSupported(input.element) }
    case .boolean:
      guard attributes.function == .logicalNot else {
        throw .elementTypeNotSupported(input.element)
      }
    case .int8, .uint8, .int16, .float16, .absent: throw .elementTypeNotSupported(input.element)
    }
    return TensorType(input.element, input.shape)
  }

  /// In place.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Finds the elements.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let body: Plan.Body
    switch use.inputs[0].element {
    case .float32: body = .float32(try use.input(0, of: Float.self), try use.output(of: Float.self))
    case .int32: body = .int32(try use.input(0, of: Int32.self), try use.output(of: Int32.self))
    case .int64: body = .int64(try use.input(0, of: Int64.self), try use.output(of: Int64.self))
    case .boolean: body = .boolean(try use.input(0, of: Truth.self), try use.output(of: Truth.self))
    case .int8, .uint8, .int16, .float16, .absent:
      throw .elementTypeNotSupported(use.inputs[0].element)
    }
    return Plan(
      body: body, attributes: attributes,
      kernel: VectorKernels.nearest(use.instructionSet) {
        VectorKernels.unaryFloat32Variant($0, attributes.function)
      })
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.count, operations: 8)
  }

  /// Evaluates the function, element by element.
  public static func reference(_ plan: Plan) {
    let function = plan.attributes.function
    for index in 0..<plan.count {
      switch plan.body {
      case .float32(let input, let output):
        output[index] = function(
          input[index], alpha: plan.attributes.alpha, beta: plan.attributes.beta)
      case .int32(let input, let output): output[index] = result(input[index], function)
      case .int64(let input, let output): output[index] = result(input[index], function)
      case .boolean(let input, let output): output[index] = Truth(!input[index].isTrue)
      }
    }
  }

  /// Evaluates the function for the elements of a share.
  public static func run(_ plan: Plan, _ share: Share) {
    let range = share.units(of: plan.count)
    let function = plan.attributes.function
    switch plan.body {
    case .float32(let input, let output):
      let (input, output) = (input[range], output[range])
      if let kernel = plan.kernel {
        // Both have the elements of the range.
        return unsafe kernel(
          swiftlet_unary_float32(
            input: input.address, output: output.address, count: range.count))
      }
      // Both have the elements of the range, and are one or apart.
      unsafe function.map(
        UnsafePointer(input.address), output.address, count: range.count,
        alpha: plan.attributes.alpha, beta: plan.attributes.beta)
    case .int32(let input, let output):
      Elementwise.map(input, output, range, empty: 0) { result($0, function) }
    case .int64(let input, let output):
      Elementwise.map(input, output, range, empty: 0) { result($0, function) }
    case .boolean(let input, let output):
      Elementwise.map(input, output, range, empty: Truth(false)) { Truth(!$0.isTrue) }
    }
  }

  /// Whether a function has a meaning for integers.
  private static func hasIntegers(_ function: UnaryFunction) -> Bool {
    function == .abs || function == .negative || function == .square || function == .sign
  }

  @inline(__always)
  private static func result<Number: FixedWidthInteger>(
    _ x: Number, _ function: UnaryFunction
  ) -> Number {
    // Named, for a comparison with a literal is one of two types, and needs the heap for `Int64`.
    let zero: Number = 0
    if function == .abs { return x < zero ? zero &- x : x }
    if function == .negative { return zero &- x }
    if function == .square { return x &* x }
    return x < zero ? zero &- 1 : (x > zero ? 1 : zero)
  }
}
