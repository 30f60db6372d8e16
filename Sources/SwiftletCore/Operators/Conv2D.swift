public import SwiftletFormat
public import SwiftletKernels

/// A convolution: `y[p][c] = bounds(bias[c] + Σ_k x[p][k] * w[k][c])`, with an optional residual.
///
/// `k` runs over the lines, then the columns of the window, then the channels of the group. Inputs
/// are x, the parameters, packed as `dot.h` lays them out, a constant of `BlockFormat` with the
/// blocks of one group after those of the other and ``ParameterByteCount/padding`` behind them,
/// and, if there is one, a residual r of the output's shape: `y = bounds(sumBounds(sum) + r)`.
///
/// - Shape: x is images, lines, columns, channels; the output has
///   (length + before + after - ((taps - 1) * dilation + 1)) / stride + 1 lines and columns,
///   rounded down.
/// - Quantization: any for x and the output; the border holds the zero point of x. The packed bias
///   holds the share of x's zero point; the multiplier is scale(x) * scale(w) / scale(y) in
///   `Float`, in that order, where with a residual y is the sum and has the attributes'
///   quantization. Parameters that have a scale give that of all weights, and hold no multipliers.
///   With `stores_input` a float32 x is stored while the operator runs, at a scale of each image,
///   or of each pixel where the window is one element and takes every one.
/// - Exactness: `Int8` equals XNNPACK's `qs8-qc8w` in every byte, and its `qs8-vadd` for the
///   residual; `Float` adds in the order of `dot.h`, the same bits on every machine.
/// - Names: `CONV_2D` in TensorFlow Lite, with the `ADD` behind it; `Conv` in ONNX.
public enum Conv2D: Operator {
  /// The window, the channels, and the range of the results.
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
    /// The groups of channels that see only each other.
    public var groups: Int32 = 1
    /// The channels of the output.
    public var channels: Int32 = 1
    /// The stored weight that stands for zero; other than 0 only in old `UInt8` models.
    public var weightZeroPoint: Int32 = 0
    /// The range of the results.
    public var bounds = Bounds()
    /// The scale of the sum to which a residual is added.
    public var sumScale: Float = 0
    /// The zero point of the sum to which a residual is added.
    public var sumZeroPoint: Int32 = 0
    /// The range of the sum to which a residual is added.
    public var sumBounds = Bounds()
    /// Whether a float32 input is stored as int8 while the operator runs.
    public var storesInput = false

    /// Creates the attributes of a single weight.
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
      try visitor.field(10, "groups", &groups)
      try visitor.field(11, "channels", &channels)
      try visitor.field(12, "weight_zero_point", &weightZeroPoint)
      try visitor.field(13, "lower", &bounds.lower)
      try visitor.field(14, "upper", &bounds.upper)
      try visitor.field(15, "sum_scale", &sumScale)
      try visitor.field(16, "sum_zero_point", &sumZeroPoint)
      try visitor.field(17, "sum_lower", &sumBounds.lower)
      try visitor.field(18, "sum_upper", &sumBounds.upper)
      try visitor.field(19, "stores_input", &storesInput)
    }
  }

  /// The window and the products at each of its places.
  @safe public struct Plan: BitwiseCopyable {
    let dot: WindowedDot<ForwardWindow>
  }

  /// `conv2D`, in a model file.
  public static var code: OperatorCode { .conv2D }

  /// Images of the places that the window has, with the attributes' channels.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...3)
    let input = inputs[0]
    guard input.element == .int8 || input.element == .float32 else {
      throw .elementTypeNotSupported(input.element)
    }
    guard !attributes.storesInput || input.element == .float32 else {
      throw .attributeOutOfRange(field: 19)
    }
    let window = try window(attributes, over: input.shape)
    try requireGroups(
      attributes.groups, channels: attributes.channels, window: window, field: 10)
    let shape = try window.outputShape(
      imageCount: input.shape[0], channels: Int(attributes.channels))
    if inputs[2].isPresent {
      guard inputs[2].element == input.element else {
        throw .elementTypeNotSupported(inputs[2].element)
      }
      try inputs[2].shape.require(shape)
    }
    return TensorType(input.element, shape, input.quantization)
  }

  /// Over the residual.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { index == 2 ? .inPlace : nil }

  /// The bytes of the parameters that a use with these attributes has in a format.
  public static func parameterByteCount(
    _ attributes: Attributes, input: TensorType, format: BlockFormat
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    let window = try window(attributes, over: input.shape)
    try requireGroups(
      attributes.groups, channels: attributes.channels, window: window, field: 10)
    return try WindowedDot<ForwardWindow>.parameterByteCount(
      window, groups: attributes.groups, channels: attributes.channels,
      element: attributes.storesInput ? .int8 : input.element, format: format)
  }

  /// Gathered patches where the depth asks for them, and the offsets of more than 64 taps.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    let window = try window(attributes, over: inputs[0].shape)
    return try WindowedDot<ForwardWindow>.laneByteCount(
      window, groups: attributes.groups,
      element: attributes.storesInput ? .int8 : output.element,
      pixelCount: output.shape.elementCount / Int(attributes.channels),
      storesInput: attributes.storesInput)
  }

  /// One for each output and element of its window, border or not.
  public static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int {
    guard let window = try? window(attributes, over: inputs[0].shape), attributes.groups > 0
    else { return 0 }
    return saturatingProduct(
      output.shape.elementCount,
      saturatingProduct(window.tapCount, Int(window.inputChannels / attributes.groups)))
  }

  /// Checks the parameters, the quantization, and the residual's.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let arithmetic =
      use.inputs[2].isPresent
      ? try DotArithmetic(
        use, bounds: attributes.bounds, weightZeroPoint: attributes.weightZeroPoint, field: 12,
        sum: Quantization(scale: attributes.sumScale, zeroPoint: attributes.sumZeroPoint),
        sumBounds: attributes.sumBounds, storesInput: attributes.storesInput)
      : try DotArithmetic(
        use, bounds: attributes.bounds, weightZeroPoint: attributes.weightZeroPoint, field: 12,
        storesInput: attributes.storesInput)
    return Plan(
      dot: try WindowedDot(
        window(attributes, over: use.inputs[0].shape), groups: attributes.groups,
        channels: attributes.channels, arithmetic, use))
  }

  /// Cuts the pixels, or the channels where there are few pixels.
  public static func shareCount(_ plan: Plan) -> Int { Int(plan.dot.shareLimit) }

  /// Computes pixel by pixel.
  public static func reference(_ plan: Plan) {
    plan.dot.arithmetic.storesInput ? plan.dot.referenceStoring() : plan.dot.reference()
  }

  /// Computes tile by tile.
  public static func run(_ plan: Plan, _ share: Share) {
    plan.dot.arithmetic.storesInput ? plan.dot.runStoring(share) : plan.dot.run(share)
  }

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

/// Throws unless the groups divide the channels on both sides; `field` is the number of the groups.
func requireGroups(
  _ groups: Int32, channels: Int32, window: SlidingWindow, field: Int
) throws(ModelFault.Reason) {
  guard groups > 0, window.inputChannels % groups == 0 else {
    throw .attributeOutOfRange(field: field)
  }
  guard channels > 0, channels % groups == 0 else {
    throw .attributeOutOfRange(field: field + 1)
  }
  _ = try WindowedDot<ForwardWindow>.reduction(window, groups: groups)
}
