internal import CSwiftletKernels
public import SwiftletFormat

/// Finds where along an axis the greatest element stands, or the smallest.
///
/// - Shape: that of the input without the axis, or with length one in its place (`keeps_axis`).
/// - Quantization: any; stored values are compared. The output is plain int32 or int64.
/// - Exactness: the first of equal elements, or the last (`selects_last`); a NaN is never greater nor
///   smaller nor equal, so that it is found only where it is the first.
/// - Names: `ARG_MAX`, `ARG_MIN` in TensorFlow Lite; `ArgMax`, `ArgMin` in ONNX.
public enum ArgMax: Operator {
  /// The axis, and what to find.
  public struct Attributes: AttributeTable {
    /// The axis that is searched; from the end where negative.
    public var axis: Int32 = 0
    /// Whether the output has an axis of length one for it.
    public var keepsAxis = false
    /// Whether the smallest is searched.
    public var minimum = false
    /// The type of the positions.
    public var element = ElementType.int32
    /// Whether the last of equal elements is found.
    public var selectsLast = false

    /// Creates the attributes of a search along the outermost axis.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "axis", &axis)
      try visitor.field(1, "keeps_axis", &keepsAxis)
      try visitor.field(2, "minimum", &minimum)
      try visitor.field(3, "element", &element)
      try visitor.field(4, "selects_last", &selectsLast)
    }
  }

  /// The lines along the axis.
  public struct Plan: BitwiseCopyable {
    enum Body: BitwiseCopyable {
      case int8(Elements<Int8>)
      case uint8(Elements<UInt8>)
      case int32(Elements<Int32>)
      case float32(Elements<Float>)
    }

    enum Output: BitwiseCopyable {
      case int32(Elements<Int32>)
      case int64(Elements<Int64>)

      @inline(__always)
      func store(_ position: Int32, at index: Int) {
        switch self {
        case .int32(let output): output[index] = position
        case .int64(let output): output[index] = swiftlet_wide_integer(position)
        }
      }
    }

    let body: Body
    let output: Output
    let length: Int32
    /// The elements from one of a line to the next.
    let stride: Int32
    let lineCount: Int32
    let minimum: Bool
    let selectsLast: Bool

    /// Whether an element takes the place of the one found before it.
    @inline(__always)
    func takes<Element: Comparable>(_ element: Element, over extreme: Element) -> Bool {
      if minimum ? element < extreme : element > extreme { return true }
      return selectsLast && element == extreme
    }
  }

  /// `argMax`, in a model file.
  public static var code: OperatorCode { .argMax }

  /// The other axes, with the element type of the attributes.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0]
    switch input.element {
    case .int8, .uint8, .int32, .float32: break
    case .int16, .int64, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(input.element)
    }
    guard attributes.element == .int32 || attributes.element == .int64 else {
      throw .elementTypeNotSupported(attributes.element)
    }
    guard let axis = input.shape.axis(Int(attributes.axis)) else {
      throw .attributeOutOfRange(field: 0)
    }
    var shape = Shape()
    for index in 0..<input.shape.rank {
      if index != axis {
        try shape.append(input.shape[index])
      } else if attributes.keepsAxis {
        try shape.append(1)
      }
    }
    return TensorType(attributes.element, shape)
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
    case .uint8: body = .uint8(try use.input(0, of: UInt8.self))
    case .int32: body = .int32(try use.input(0, of: Int32.self))
    case .float32: body = .float32(try use.input(0, of: Float.self))
    case .int16, .int64, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(input.element)
    }
    return Plan(
      body: body,
      output: use.output.element == .int32
        ? .int32(try use.output(of: Int32.self)) : .int64(try use.output(of: Int64.self)),
      length: Int32(truncatingIfNeeded: input.shape[axis]),
      stride: Int32(truncatingIfNeeded: input.shape.product((axis + 1)..<input.shape.rank)),
      lineCount: Int32(truncatingIfNeeded: input.shape.elementCount / input.shape[axis]),
      minimum: attributes.minimum, selectsLast: attributes.selectsLast)
  }

  /// Cuts between lines.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: Int(plan.lineCount), operations: plan.length)
  }

  /// Searches line by line.
  public static func reference(_ plan: Plan) {
    switch plan.body {
    case .int8(let input): define(plan, 0..<Int(plan.lineCount), input)
    case .uint8(let input): define(plan, 0..<Int(plan.lineCount), input)
    case .int32(let input): define(plan, 0..<Int(plan.lineCount), input)
    case .float32(let input): define(plan, 0..<Int(plan.lineCount), input)
    }
  }

  /// Searches the lines of a share, many that lie side by side together.
  public static func run(_ plan: Plan, _ share: Share) {
    let lines = share.units(of: Int(plan.lineCount))
    switch plan.body {
    case .int8(let input): search(plan, lines, input, empty: 0)
    case .uint8(let input): search(plan, lines, input, empty: 0)
    case .int32(let input): search(plan, lines, input, empty: 0)
    case .float32(let input): search(plan, lines, input, empty: 0)
    }
  }

  @inline(__always)
  private static func define<Element: Comparable>(
    _ plan: Plan, _ lines: Range<Int>, _ input: Elements<Element>
  ) {
    for line in lines {
      let first = plan.start(ofLine: line)
      var found: Int32 = 0
      var extreme = input[first]
      for index in 1..<max(1, plan.length) {
        let element = input[first + Int(index) * Int(plan.stride)]
        if plan.takes(element, over: extreme) {
          (found, extreme) = (index, element)
        }
      }
      plan.output.store(found, at: line)
    }
  }

  @inline(__always)
  private static func search<Element: Comparable>(
    _ plan: Plan, _ lines: Range<Int>, _ input: Elements<Element>, empty: Element
  ) {
    guard plan.stride > 1 else { return define(plan, lines, input) }
    let stride = Int(plan.stride)
    var line = lines.lowerBound
    while line < lines.upperBound {
      let count = min(64, min(stride - line % stride, lines.upperBound - line))
      let start = plan.start(ofLine: line)
      var found = InlineArray<64, Int32>(repeating: 0)
      var extremes = InlineArray<64, Element>(repeating: empty)
      // The count is at most that of the arrays.
      for index in 0..<count { unsafe extremes[unchecked: index] = input[start + index] }
      for row in 1..<max(1, plan.length) {
        let base = start + Int(row) * stride
        for index in 0..<count {
          let element = input[base + index]
          let extreme = unsafe extremes[unchecked: index]
          let isFound = plan.takes(element, over: extreme)
          unsafe extremes[unchecked: index] = isFound ? element : extreme
          unsafe found[unchecked: index] = isFound ? row : found[unchecked: index]
        }
      }
      for index in 0..<count { unsafe plan.output.store(found[unchecked: index], at: line + index) }
      line += count
    }
  }
}

extension ArgMax.Plan {
  /// The position of a line's first element.
  func start(ofLine line: Int) -> Int {
    let (outer, inner) = line.quotientAndRemainder(dividingBy: Int(stride))
    return outer * Int(length) * Int(stride) + inner
  }
}
