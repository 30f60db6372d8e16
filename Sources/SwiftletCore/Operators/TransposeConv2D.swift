public import SwiftletFormat
public import SwiftletKernels

/// A convolution run backwards: each input pixel adds its products to a window of the output.
///
/// `y[p][c] = bounds(bias[c] + Σ_k x[p][k] * w[k][c])`, where `k` runs over the lines, then the
/// columns of the window, then the channels of the group, and `x[p]` holds under a tap the input
/// `i` with `i * stride = place + before - tap * dilation` on both axes, and the zero point where
/// there is none. Inputs are x and the parameters, packed as for ``Conv2D``.
///
/// - Shape: x is images, lines, columns, channels; the output has the attributes' lines, columns
///   and channels. Each length is from 1 to
///   (input - 1) * stride + (taps - 1) * dilation + 1 - before, and at most stride - 1 more, which
///   no input reaches; ending sooner is the border behind.
/// - Quantization: as of ``Conv2D`` without a residual.
/// - Exactness: `Int8` equals XNNPACK's `qs8-qc8w` deconvolution in every byte; `Float` adds in the
///   order of `dot.h`, the same bits on every machine.
/// - Names: `TRANSPOSE_CONV` in TensorFlow Lite, `ConvTranspose` in ONNX.
public enum TransposeConv2D: Operator {
  /// The window, the output's size, and the range of the results.
  public struct Attributes: AttributeTable {
    /// The lines of the window.
    public var kernelHeight: Int32 = 1
    /// The columns of the window.
    public var kernelWidth: Int32 = 1
    /// The lines of output from one line of input to the next.
    public var strideHeight: Int32 = 1
    /// The columns of output from one column of input to the next.
    public var strideWidth: Int32 = 1
    /// The lines from one tap to the next.
    public var dilationHeight: Int32 = 1
    /// The columns from one tap to the next.
    public var dilationWidth: Int32 = 1
    /// The lines that are cut off above.
    public var padTop: Int32 = 0
    /// The columns that are cut off on the left.
    public var padLeft: Int32 = 0
    /// The lines of the output.
    public var outputHeight: Int32 = 1
    /// The columns of the output.
    public var outputWidth: Int32 = 1
    /// The groups of channels that see only each other.
    public var groups: Int32 = 1
    /// The channels of the output.
    public var channels: Int32 = 1
    /// The stored weight that stands for zero; other than 0 only in old `UInt8` models.
    public var weightZeroPoint: Int32 = 0
    /// The range of the results.
    public var bounds = Bounds()

    /// Creates the attributes of a single weight and output.
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
      try visitor.field(8, "output_height", &outputHeight)
      try visitor.field(9, "output_width", &outputWidth)
      try visitor.field(10, "groups", &groups)
      try visitor.field(11, "channels", &channels)
      try visitor.field(12, "weight_zero_point", &weightZeroPoint)
      try visitor.field(13, "lower", &bounds.lower)
      try visitor.field(14, "upper", &bounds.upper)
    }
  }

  /// The window and the products at each place of the output.
  @safe public struct Plan: BitwiseCopyable {
    let dot: WindowedDot<TransposedWindow>
  }

  /// `transposeConv2D`, in a model file.
  public static var code: OperatorCode { .transposeConv2D }

  /// Images of the attributes' size and channels, if the input reaches that far.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    let input = inputs[0]
    guard input.element == .int8 || input.element == .float32 else {
      throw .elementTypeNotSupported(input.element)
    }
    let window = try window(attributes, over: input.shape)
    try requireGroups(
      attributes.groups, channels: attributes.channels, window: window, field: 10)
    let shape = try window.outputShape(
      imageCount: input.shape[0], channels: Int(attributes.channels))
    return TensorType(input.element, shape, input.quantization)
  }

  /// The bytes of the parameters that a use with these attributes has in a format.
  public static func parameterByteCount(
    _ attributes: Attributes, input: TensorType, format: BlockFormat
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    let window = try window(attributes, over: input.shape)
    try requireGroups(
      attributes.groups, channels: attributes.channels, window: window, field: 10)
    return try WindowedDot<TransposedWindow>.parameterByteCount(
      window, groups: attributes.groups, channels: attributes.channels, element: input.element,
      format: format)
  }

  /// Gathered patches where the depth asks for them, and the offsets of more than 64 taps; or the
  /// weights of a phase of the steps, for up to four blocks of channels.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    let window = try window(attributes, over: inputs[0].shape)
    let phase = TransposedWindow.phaseByteCount(
      window, depth: Int(window.inputChannels / attributes.groups),
      channels: Int(attributes.channels / attributes.groups), output.element)
    return max(phase, try leastScratchByteCount(attributes, inputs, output))
  }

  /// As many without the weights of a phase, which files had no memory for at first.
  public static func leastScratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    let window = try window(attributes, over: inputs[0].shape)
    return try WindowedDot<TransposedWindow>.laneByteCount(
      window, groups: attributes.groups, element: output.element,
      pixelCount: output.shape.elementCount / Int(attributes.channels))
  }

  /// One for each input and weight that it meets, cut off or not.
  public static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int {
    guard let window = try? window(attributes, over: inputs[0].shape), attributes.groups > 0
    else { return 0 }
    return saturatingProduct(
      inputs[0].shape.elementCount,
      saturatingProduct(window.tapCount, Int(attributes.channels / attributes.groups)))
  }

  /// Checks the parameters and the quantization.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let arithmetic = try DotArithmetic(
      use, bounds: attributes.bounds, weightZeroPoint: attributes.weightZeroPoint, field: 12)
    return Plan(
      dot: try WindowedDot(
        window(attributes, over: use.inputs[0].shape), groups: attributes.groups,
        channels: attributes.channels, arithmetic, use))
  }

  /// Cuts the pixels or their lines, or the channels where there are few of them.
  public static func shareCount(_ plan: Plan) -> Int { Int(plan.dot.shareLimit) }

  /// Computes pixel by pixel.
  public static func reference(_ plan: Plan) { plan.dot.reference() }

  /// Computes tile by tile, those of each phase of the steps together where integers are added.
  public static func run(_ plan: Plan, _ share: Share) {
    if plan.dot.takesPhases { plan.dot.runByPhases(share) } else { plan.dot.run(share) }
  }

  private static func window(
    _ attributes: Attributes, over image: Shape
  ) throws(ModelFault.Reason) -> SlidingWindow {
    guard image.rank == 4 else { throw .shapeMismatch(axis: -1, needed: 4, found: image.rank) }
    let vertical = try WindowAxis(
      axis: 0, length: attributes.kernelHeight, stride: attributes.strideHeight,
      dilation: attributes.dilationHeight, before: attributes.padTop)
    let horizontal = try WindowAxis(
      axis: 1, length: attributes.kernelWidth, stride: attributes.strideWidth,
      dilation: attributes.dilationWidth, before: attributes.padLeft)
    try requireReach(vertical, from: image[1], to: Int(attributes.outputHeight), field: 8)
    try requireReach(horizontal, from: image[2], to: Int(attributes.outputWidth), field: 9)
    return SlidingWindow(
      vertical, horizontal, over: image, outputHeight: Int(attributes.outputHeight),
      outputWidth: Int(attributes.outputWidth))
  }

  /// Throws unless the output has a place, and its last is within a step of the input's reach.
  private static func requireReach(
    _ axis: WindowAxis, from input: Int, to output: Int, field: Int
  ) throws(ModelFault.Reason) {
    let steps = saturatingProduct(input - 1, Int(axis.stride))
    // Steps and extent are at most 2³⁰, so no index of the window leaves 31 bits.
    let reach = axis.extent - Int(axis.before) + Int(axis.stride) - 1
    guard output >= 1, output < 1 << 30, steps < 1 << 30, output <= steps + reach
    else { throw .attributeOutOfRange(field: field) }
  }
}
