public import SwiftletFormat

/// Images of another height and width.
///
/// The position in the input of index `o` of an axis, with `s = input length / output length`, is
/// `o·s` (asymmetric), `(o + ½)·s − ½` (half pixel), or `o·(input length − 1)/(output length − 1)`
/// (align corners; `o·s` for an output length of one). Nearest takes:
///
/// - asymmetric: the index below the position, or, where the attributes round halves up, the
///   nearest with halves up;
/// - half pixel: the index below `(o + ½)·s`, which is the nearest with halves up;
/// - align corners: the nearest with halves up.
///
/// Where the attributes state a scale `f` (else `f = output length / input length`), a rounding of
/// positions or one of the later rules, and for cubic, positions are divided: `o / f`,
/// `(o + ½) / f − ½`, and `o·(input length − 1) / (f·input length − 1)`, zero for a divisor that is
/// not positive. `half_pixel_or_first` is half pixel, and zero for an output length of one;
/// `half_pixel_symmetric` adds `input length / 2 · (1 − output length / (f·input length))`.
///
/// Bilinear weighs the four neighbours of the position, held inside the image:
/// `top = tl + (tr − tl)·wx`, `bottom = bl + (br − bl)·wx`, `y = top + (bottom − top)·wy`, in this
/// order. Integers use weights of 11 bits after the point, `round(2¹¹·w)` with halves to even, and
/// round the exact result to nearest with halves up.
///
/// Cubic weighs four neighbours of each axis by the convolution with coefficient `a`, from the lower
/// to the upper, columns first. One outside the image is the nearest inside, or, where the
/// attributes exclude it, has no weight, and the others are divided by the sum of theirs.
///
/// - Shape: batch, height, width, channels; the attributes give height and width.
/// - Quantization: that of the input. Nearest moves any element type; bilinear works on int8, uint8
///   and float32, cubic on float32.
/// - Exactness: nearest and bilinear of the first three rules are equal to LiteRT's default path
///   (XNNPACK) in every byte of every type.
/// - Names: `RESIZE_NEAREST_NEIGHBOR`, `RESIZE_BILINEAR` in TensorFlow Lite; `Resize`, `Upsample` in
///   ONNX.
public enum Resize: Operator {
  /// How an element is worked out.
  public enum Mode: UInt8, BitwiseCopyable, Sendable {
    /// The nearest element of the input.
    case nearest = 0
    /// Four elements of the input, by their distances.
    case bilinear = 1
    /// Sixteen elements of the input, by a cubic function of their distances.
    case cubic = 2
  }

  /// Where an index of the output lies in the input.
  public enum CoordinateRule: UInt8, BitwiseCopyable, Sendable {
    /// The first elements lie on each other.
    case asymmetric = 0
    /// The edges of the images lie on each other.
    case halfPixel = 1
    /// The first and the last elements lie on each other.
    case alignCorners = 2
    /// As `halfPixel`, and the first element where the output has one.
    case halfPixelOrFirst = 3
    /// The middles of the images lie on each other, at the scale that the attributes state.
    case halfPixelSymmetric = 4
  }

  /// The index that nearest takes for a position between two.
  public enum Rounding: UInt8, BitwiseCopyable, Sendable {
    /// That of the coordinate rule.
    case ruled = 0
    /// The nearest, halves down.
    case halvesDown = 1
    /// The nearest, halves up.
    case halvesUp = 2
    /// The one below.
    case down = 3
    /// The one above.
    case up = 4
  }

  /// The size of the output and the way there.
  public struct Attributes: AttributeTable {
    /// How an element is worked out.
    public var mode = Mode.nearest
    /// Where an index of the output lies in the input.
    public var rule = CoordinateRule.asymmetric
    /// Whether nearest with asymmetric positions rounds, with halves up, instead of down.
    public var roundsHalfUp = false
    /// The height of the output.
    public var height: Int32 = 1
    /// The width of the output.
    public var width: Int32 = 1
    /// The index that nearest takes for a position between two.
    public var rounding = Rounding.ruled
    /// The rows of the output for one of the input; zero stands for the ratio of the heights.
    public var heightScale: Float = 0
    /// The columns of the output for one of the input; zero stands for the ratio of the widths.
    public var widthScale: Float = 0
    /// The coefficient of the cubic function.
    public var cubicCoefficient: Float = -0.75
    /// Whether cubic leaves out what is outside the image.
    public var excludesOutside = false

    /// Creates the attributes that leave one element.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "mode", &mode)
      try visitor.field(1, "rule", &rule)
      try visitor.field(2, "rounds_half_up", &roundsHalfUp)
      try visitor.field(3, "height", &height)
      try visitor.field(4, "width", &width)
      try visitor.field(5, "rounding", &rounding)
      try visitor.field(6, "height_scale", &heightScale)
      try visitor.field(7, "width_scale", &widthScale)
      try visitor.field(8, "cubic_coefficient", &cubicCoefficient)
      try visitor.field(9, "excludes_outside", &excludesOutside)
    }
  }

  /// Where the bytes are, and the maps of both axes.
  public struct Plan: BitwiseCopyable {
    let input: Elements<UInt8>
    let output: Elements<UInt8>
    /// One lane for each share, with what ``ColumnTable`` needs.
    let scratch: Elements<UInt8>
    let laneByteCount: Int32
    let batchCount: Int32
    let channelCount: Int32
    let rows: ResizeAxis
    let columns: ResizeAxis
    let cubicCoefficient: Float
    let excludesOutside: Bool
    let mode: Mode
    let element: ElementType

    /// The rows of all images of the output.
    var rowCount: Int { Int(batchCount) * Int(rows.outputLength) }
  }

  /// `resize`, in a model file.
  public static var code: OperatorCode { .resize }

  /// The input's type with the height and width of the attributes.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0].shape
    guard input.rank == 4 else {
      throw .shapeMismatch(axis: -1, needed: 4, found: input.rank)
    }
    guard attributes.height > 0 else { throw .attributeOutOfRange(field: 3) }
    guard attributes.width > 0 else { throw .attributeOutOfRange(field: 4) }
    try attributes.checkNumbers()
    switch attributes.mode {
    case .nearest: break
    case .bilinear:
      switch inputs[0].element {
      case .int8, .uint8, .float32: break
      case .int16, .int32, .int64, .boolean, .float16, .absent:
        throw .elementTypeNotSupported(inputs[0].element)
      }
    case .cubic:
      guard inputs[0].element == .float32 else {
        throw .elementTypeNotSupported(inputs[0].element)
      }
    }
    var shape = Shape()
    try shape.append(input[0])
    try shape.append(Int(attributes.height))
    try shape.append(Int(attributes.width))
    try shape.append(input[3])
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// Where each column of the output finds its elements.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    let each =
      switch attributes.mode {
      case .nearest: 4
      case .bilinear: 12
      case .cubic: 32
      }
    let (count, overflow) = Int(attributes.width).multipliedReportingOverflow(by: each)
    guard !overflow, count <= Int(Int32.max) - 15 else { throw .shapeOutOfRange }
    return (count + 15) & ~15
  }

  /// Asks for the same quantization on both sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[0].quantization == use.output.quantization else { throw .scaleOutOfRange }
    let input = use.inputs[0].shape
    let laneByteCount = try scratchByteCount(attributes, use.inputs, use.output)
    return Plan(
      input: try use.inputBytes(0), output: use.outputBytes,
      scratch: try use.scratch(byteCount: laneByteCount),
      laneByteCount: Int32(truncatingIfNeeded: laneByteCount),
      batchCount: Int32(truncatingIfNeeded: input[0]),
      channelCount: Int32(truncatingIfNeeded: input[3]),
      rows: ResizeAxis(
        input[1], Int(attributes.height), attributes, stated: attributes.heightScale),
      columns: ResizeAxis(
        input[2], Int(attributes.width), attributes, stated: attributes.widthScale),
      cubicCoefficient: attributes.cubicCoefficient,
      excludesOutside: attributes.excludesOutside, mode: attributes.mode,
      element: use.output.element)
  }

  /// Cuts work of some thousand elements, as far as there are lanes.
  public static func shareCount(_ plan: Plan) -> Int {
    min(plan.scratch.count / Int(plan.laneByteCount), plan.output.count / 16_384 + 1)
  }
}

extension Resize.Attributes {
  /// Throws unless scales and the coefficient are numbers that mean something.
  fileprivate func checkNumbers() throws(ModelFault.Reason) {
    guard heightScale >= 0, heightScale < .infinity else { throw .attributeOutOfRange(field: 6) }
    guard widthScale >= 0, widthScale < .infinity else { throw .attributeOutOfRange(field: 7) }
    guard cubicCoefficient > -.infinity, cubicCoefficient < .infinity else {
      throw .attributeOutOfRange(field: 8)
    }
  }
}
