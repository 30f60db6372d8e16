public import SwiftletFormat
public import SwiftletKernels

/// A convolution of each channel alone: `y[p][c] = bounds(bias[c] + Σ_t x[p][t][c / m] * w[t][c])`.
///
/// `t` runs over the lines, then the columns of the window, and `m` is the multiplier. Inputs are x
/// and the parameters, packed as `depthwise.h` lays them out over the channels of the output, with
/// ``ParameterByteCount/padding`` behind them, a constant of `BlockFormat`.
///
/// - Shape: x is images, lines, columns, channels; lines and columns as of ``Conv2D``, channels
///   times the multiplier.
/// - Quantization: as of ``Conv2D`` without a residual.
/// - Exactness: `Int8` equals XNNPACK's `qs8-qc8w` in every byte; `Float` adds over the taps in
///   ascending order, the same bits on every machine.
/// - Names: `DEPTHWISE_CONV_2D` in TensorFlow Lite; `Conv` with as many groups as channels in ONNX.
public enum DepthwiseConv2D: Operator {
  /// The window, and the range of the results.
  public struct Attributes: AttributeTable {
    /// The lines of the window.
    public var kernelHeight: Int32 = 1
    /// The columns of the window.
    public var kernelWidth: Int32 = 1
    /// The lines from one place of the window to the next.
    public var strideHeight: Int32 = 1
    /// The columns from one place of the window to the next.
    public var strideWidth: Int32 = 1
    /// The lines from one tap to the next.
    public var dilationHeight: Int32 = 1
    /// The columns from one tap to the next.
    public var dilationWidth: Int32 = 1
    /// The lines of border above.
    public var padTop: Int32 = 0
    /// The columns of border on the left.
    public var padLeft: Int32 = 0
    /// The lines of border below.
    public var padBottom: Int32 = 0
    /// The columns of border on the right.
    public var padRight: Int32 = 0
    /// The channels of the output for each of the input.
    public var multiplier: Int32 = 1
    /// The stored weight that stands for zero; other than 0 only in old `UInt8` models.
    public var weightZeroPoint: Int32 = 0
    /// The range of the results.
    public var bounds = Bounds()

    /// Creates the attributes of a single weight for each channel.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "kernel_height", &kernelHeight)
      try visitor.field(1, "kernel_width", &kernelWidth)
      try visitor.field(2, "stride_height", &strideHeight)
      try visitor.field(3, "stride_width", &strideWidth)
      try visitor.field(4, "dilation_height", &dilationHeight)
      try visitor.field(5, "dilation_width", &dilationWidth)
      try visitor.field(6, "pad_top", &padTop)
      try visitor.field(7, "pad_left", &padLeft)
      try visitor.field(8, "pad_bottom", &padBottom)
      try visitor.field(9, "pad_right", &padRight)
      try visitor.field(10, "multiplier", &multiplier)
      try visitor.field(11, "weight_zero_point", &weightZeroPoint)
      try visitor.field(12, "lower", &bounds.lower)
      try visitor.field(13, "upper", &bounds.upper)
    }
  }

  /// The window and the sums at each of its places.
  @safe public struct Plan: BitwiseCopyable {
    let sums: WindowedDepthwise
  }

  /// `depthwiseConv2D`, in a model file.
  public static var code: OperatorCode { .depthwiseConv2D }

  /// Images of the places that the window has, with the input's channels times the multiplier.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    let input = inputs[0]
    guard input.element == .int8 || input.element == .float32 else {
      throw .elementTypeNotSupported(input.element)
    }
    let window = try window(attributes, over: input.shape)
    let channels = try WindowedDepthwise.channels(window, multiplier: attributes.multiplier)
    let shape = try window.outputShape(imageCount: input.shape[0], channels: channels)
    return TensorType(input.element, shape, input.quantization)
  }

  /// The bytes of the parameters that a use with these attributes has in a format.
  public static func parameterByteCount(
    _ attributes: Attributes, input: TensorType, format: BlockFormat
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    try WindowedDepthwise.parameterByteCount(
      window(attributes, over: input.shape), multiplier: attributes.multiplier,
      element: input.element, format: format)
  }

  /// The input's channels repeated where the multiplier is not 1, and the offsets of more than 64
  /// taps.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    let window = try window(attributes, over: inputs[0].shape)
    let channels = try WindowedDepthwise.channels(window, multiplier: attributes.multiplier)
    return DepthwiseTile(
      window, channels: channels, multiplier: attributes.multiplier, element: output.element,
      pixelCount: output.shape.elementCount / channels
    ).laneByteCount
  }

  /// One for each output and tap, border or not.
  public static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int {
    guard let window = try? window(attributes, over: inputs[0].shape) else { return 0 }
    return saturatingProduct(output.shape.elementCount, window.tapCount)
  }

  /// Checks the parameters and the quantization.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    Plan(
      sums: try WindowedDepthwise(
        window(attributes, over: use.inputs[0].shape), multiplier: attributes.multiplier,
        DepthwiseArithmetic(
          use, bounds: attributes.bounds, weightZeroPoint: attributes.weightZeroPoint, field: 11),
        use))
  }

  /// Cuts the pixels.
  public static func shareCount(_ plan: Plan) -> Int { Int(plan.sums.shareLimit) }

  /// Computes pixel by pixel.
  public static func reference(_ plan: Plan) { plan.sums.reference() }

  /// Computes tile by tile.
  public static func run(_ plan: Plan, _ share: Share) { plan.sums.run(share) }

  private static func window(
    _ attributes: Attributes, over image: Shape
  ) throws(ModelFault.Reason) -> SlidingWindow {
    let vertical = try WindowAxis(
      axis: 0, length: attributes.kernelHeight, stride: attributes.strideHeight,
      dilation: attributes.dilationHeight, before: attributes.padTop)
    let horizontal = try WindowAxis(
      axis: 1, length: attributes.kernelWidth, stride: attributes.strideWidth,
      dilation: attributes.dilationWidth, before: attributes.padLeft)
    return try SlidingWindow(
      vertical, horizontal, over: image, below: attributes.padBottom, right: attributes.padRight)
  }
}
