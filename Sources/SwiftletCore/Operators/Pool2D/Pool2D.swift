public import SwiftletFormat
internal import SwiftletKernels

/// Moves a window over the rows and columns of an image, and takes its mean or maximum.
///
/// `y[n][i][j][c] = f(x[n][i * stride - pad + a * dilation][…][c])` over the taps `a` of the window
/// that lie in the image.
///
/// - Shape: `[n, h, w, c]`; `h` becomes `(h + pads - (kernel - 1) * dilation - 1) / stride + 1`. A
///   window that lies in the padding alone is refused.
/// - Quantization: the output has that of the input.
/// - Exactness: int8 takes the mean of the stored values with halves away from zero, or up
///   (`rounds_half_up`), over the taps in the image, or over all with padding at the zero point
///   (`counts_padding`): the bytes of LiteRT for int8, and for uint8 with halves up. float32 adds the taps row by row and divides by their number; a NaN is no maximum.
/// - Names: `AVERAGE_POOL_2D`, `MAX_POOL_2D` in TensorFlow Lite; `AveragePool`, `MaxPool` in ONNX.
public enum Pool2D: Operator {
  /// What a window gives.
  public enum Function: UInt8, Sendable, BitwiseCopyable {
    /// The mean of its elements.
    case average = 0
    /// The greatest of its elements.
    case maximum = 1

    /// What a kernel makes of the elements.
    fileprivate var kernel: Pool.Function {
      switch self {
      case .average: .mean
      case .maximum: .maximum
      }
    }
  }

  /// The window and how it moves.
  public struct Attributes: AttributeTable {
    /// What a window gives.
    public var function = Function.average
    /// The rows of the window.
    public var kernelHeight: Int32 = 1
    /// The columns of the window.
    public var kernelWidth: Int32 = 1
    /// The rows from one window to the next.
    public var strideHeight: Int32 = 1
    /// The columns from one window to the next.
    public var strideWidth: Int32 = 1
    /// The rows from one tap to the next.
    public var dilationHeight: Int32 = 1
    /// The columns from one tap to the next.
    public var dilationWidth: Int32 = 1
    /// The rows of padding above the image.
    public var padTop: Int32 = 0
    /// The columns of padding left of the image.
    public var padLeft: Int32 = 0
    /// The rows of padding below the image.
    public var padBottom: Int32 = 0
    /// The columns of padding right of the image.
    public var padRight: Int32 = 0
    /// Whether a mean counts the padding as zeros.
    public var countsPadding = false
    /// Where results are held.
    public var bounds = Bounds()
    /// Whether the halves of a stored mean go up; away from zero otherwise.
    public var roundsHalfUp = false

    /// Creates the attributes of a window of one tap.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "function", &function)
      try visitor.field(1, "kernel_height", &kernelHeight)
      try visitor.field(2, "kernel_width", &kernelWidth)
      try visitor.field(3, "stride_height", &strideHeight)
      try visitor.field(4, "stride_width", &strideWidth)
      try visitor.field(5, "dilation_height", &dilationHeight)
      try visitor.field(6, "dilation_width", &dilationWidth)
      try visitor.field(7, "pad_top", &padTop)
      try visitor.field(8, "pad_left", &padLeft)
      try visitor.field(9, "pad_bottom", &padBottom)
      try visitor.field(10, "pad_right", &padRight)
      try visitor.field(11, "counts_padding", &countsPadding)
      try visitor.field(12, "lower", &bounds.lower)
      try visitor.field(13, "upper", &bounds.upper)
      try visitor.field(14, "rounds_half_up", &roundsHalfUp)
    }

    /// The windows along the rows of an image of some height.
    func rows(_ height: Int) throws(ModelFault.Reason) -> PoolAxis {
      try PoolAxis(
        length: height, kernel: kernelHeight, stride: strideHeight, dilation: dilationHeight,
        before: padTop, after: padBottom, field: 1)
    }

    /// The windows along the columns of an image of some width.
    func columns(_ width: Int) throws(ModelFault.Reason) -> PoolAxis {
      try PoolAxis(
        length: width, kernel: kernelWidth, stride: strideWidth, dilation: dilationWidth,
        before: padLeft, after: padRight, field: 2)
    }
  }

  /// The window's places, and the bytes it moves over.
  public struct Plan: BitwiseCopyable {
    enum Body: BitwiseCopyable {
      case int8(Elements<Int8>, Elements<Int8>, Pool.Int8Kernel?)
      case float32(Elements<Float>, Elements<Float>, Pool.Float32Kernel?)
    }

    let body: Body
    let rows: PoolAxis
    let columns: PoolAxis
    let channels: Int32
    let function: Function
    let countsPadding: Bool
    let roundsHalfUp: Bool
    let bounds: Bounds
    let lower: Int16
    let upper: Int16
    let zeroPoint: Int16

    /// The windows over all images.
    var windowCount: Int {
      let count =
        switch body {
        case .int8(_, let output, _): output.count
        case .float32(_, let output, _): output.count
        }
      return count / Int(channels)
    }
  }

  /// `pool2D`, in a model file.
  public static var code: OperatorCode { .pool2D }

  /// The number of windows along each axis, with the element type and quantization of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0]
    guard input.element == .int8 || input.element == .float32 else {
      throw .elementTypeNotSupported(input.element)
    }
    guard input.shape.rank == 4 else {
      throw .shapeMismatch(axis: -1, needed: 4, found: input.shape.rank)
    }
    try attributes.bounds.check(field: 12)
    let (rows, columns) = (
      try attributes.rows(input.shape[1]), try attributes.columns(input.shape[2])
    )
    // The sum of so many stored values, and the half of their number, is an Int32.
    let (area, overflow) = rows.kernel.multipliedReportingOverflow(by: columns.kernel)
    guard !overflow, area < 1 &<< 23 else { throw .attributeOutOfRange(field: 1) }
    var shape = Shape()
    try shape.append(input.shape[0])
    try shape.append(Int(rows.count))
    try shape.append(Int(columns.count))
    try shape.append(input.shape[3])
    return TensorType(input.element, shape, input.quantization)
  }

  /// Asks for the same quantization on both sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let input = use.inputs[0]
    var range: ClosedRange<Int32> = 0...0
    var zeroPoint: Int32 = 0
    let body: Plan.Body
    if input.element == .int8 {
      let quantization = try input.quantized()
      guard quantization == use.output.quantization else { throw .scaleOutOfRange }
      range = try attributes.bounds.stored(quantization, in: -128...127)
      zeroPoint = quantization.zeroPoint
      let rows = try attributes.rows(input.shape[1])
      let columns = try attributes.columns(input.shape[2])
      let fits =
        attributes.function == .maximum || rows.kernel &* columns.kernel <= Pool.mostElements
      body = .int8(
        try use.input(0, of: Int8.self), try use.output(of: Int8.self),
        fits ? Pool.int8Kernel(for: use.instructionSet, attributes.function.kernel) : nil)
    } else {
      guard Build.computesFloat32 else { throw .elementTypeNotSupported(input.element) }
      body = .float32(
        try use.input(0, of: Float.self), try use.output(of: Float.self),
        Pool.float32Kernel(for: use.instructionSet, attributes.function.kernel))
    }
    return Plan(
      body: body, rows: try attributes.rows(input.shape[1]),
      columns: try attributes.columns(input.shape[2]),
      channels: Int32(truncatingIfNeeded: input.shape[3]), function: attributes.function,
      countsPadding: attributes.countsPadding, roundsHalfUp: attributes.roundsHalfUp,
      bounds: attributes.bounds,
      lower: Int16(truncatingIfNeeded: range.lowerBound),
      upper: Int16(truncatingIfNeeded: range.upperBound),
      zeroPoint: Int16(truncatingIfNeeded: zeroPoint))
  }

  /// Cuts between windows.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(
      units: plan.windowCount,
      operations: plan.rows.kernel, plan.columns.kernel, plan.channels)
  }
}
