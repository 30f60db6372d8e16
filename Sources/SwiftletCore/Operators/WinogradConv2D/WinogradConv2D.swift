public import SwiftletFormat
internal import SwiftletKernels

/// A 3×3 convolution at a stride of 1 with fewer products: the sums of ``Conv2D``, in another order.
///
/// Tiles of 2 × 2 or 4 × 4 pixels of the output take 16 or 36 products for each pair of channels
/// instead of 36 or 144. `winograd.h` defines the transforms before and after the products. Between
/// them, every position is a sum in the order of `dot.h` over the channels of x, from the blocks of
/// the position, which stand one after the other as in `WinogradLayout`. Inputs are x, the
/// parameters, a constant, and, if there is one, a residual r of the output's shape:
/// `y = bounds(sumBounds(sum) + r)`.
///
/// - Shape: as ``Conv2D`` with a window of 3 lines and columns, and strides and dilations of 1.
/// - Exactness: the same bits on every machine, which are not those of ``Conv2D``: every product is
///   of sums of inputs and of weights. Decision 16 has the errors.
/// - Names: none; `--winograd` makes it of ``Conv2D``.
public enum WinogradConv2D: Operator {
  /// The tile, the border, the channels, and the range of the results.
  public struct Attributes: AttributeTable {
    /// The lines and columns of output of a tile: 2 or 4.
    public var tileLength: Int32 = 2
    /// The lines of border above.
    public var padTop: Int32 = 0
    /// The columns of border on the left.
    public var padLeft: Int32 = 0
    /// The lines of border below.
    public var padBottom: Int32 = 0
    /// The columns of border on the right.
    public var padRight: Int32 = 0
    /// The channels of the output.
    public var channels: Int32 = 1
    /// The range of the results.
    public var bounds = Bounds()
    /// The range of the sum to which a residual is added.
    public var sumBounds = Bounds()

    /// Creates the attributes of a window without a border.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "tile_length", &tileLength)
      try visitor.field(1, "pad_top", &padTop)
      try visitor.field(2, "pad_left", &padLeft)
      try visitor.field(3, "pad_bottom", &padBottom)
      try visitor.field(4, "pad_right", &padRight)
      try visitor.field(5, "channels", &channels)
      try visitor.field(6, "lower", &bounds.lower)
      try visitor.field(7, "upper", &bounds.upper)
      try visitor.field(8, "sum_lower", &sumBounds.lower)
      try visitor.field(9, "sum_upper", &sumBounds.upper)
    }
  }

  /// The tiles, and the products at each of their positions.
  @safe public struct Plan: BitwiseCopyable {
    let input: Elements<Float>
    let parameters: Elements<UInt8>
    let output: Elements<Float>
    let residual: Elements<Float>?
    let scratch: Elements<UInt8>
    let bounds: Bounds
    let sumBounds: Bounds
    let dot: Dot.Float32Kernel
    let kernel: Winograd.Kernel?
    let grid: WinogradGrid
    let shareLimit: Int16
  }

  /// `winogradConv2D`, in a model file.
  public static var code: OperatorCode { .winogradConv2D }

  /// Images of the places that the window has, with the attributes' channels.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...3)
    let input = inputs[0]
    guard input.element == .float32 else { throw .elementTypeNotSupported(input.element) }
    let grid = try WinogradGrid(attributes, over: input.shape)
    if inputs[2].isPresent {
      guard inputs[2].element == .float32 else {
        throw .elementTypeNotSupported(inputs[2].element)
      }
      try inputs[2].shape.require(grid.outputShape)
    }
    return TensorType(.float32, try grid.outputShape)
  }

  /// Over the residual.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { index == 2 ? .inPlace : nil }

  /// The bytes of the parameters that a use with these attributes has.
  public static func parameterByteCount(
    _ attributes: Attributes, input: TensorType
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    try WinogradGrid(attributes, over: input.shape).parameterByteCount
  }

  /// The values and the sums of some tiles at all positions, which shares divide among them.
  public static func scratchByteCount(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) throws(ModelFault.Reason) -> Int {
    let grid = try WinogradGrid(attributes, over: inputs[0].shape)
    return WinogradLane(grid, tileCount: grid.scratchTileCount).byteCount
  }

  /// Those of the convolution, nine for each output and channel of the input.
  public static func multiplyAccumulates(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType
  ) -> Int {
    saturatingProduct(
      output.shape.elementCount, saturatingProduct(9, inputs[0].shape.fromInnermost(0)))
  }

  /// Checks the parameters and the bounds.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard Build.computesFloat32 else { throw .elementTypeNotSupported(.float32) }
    let grid = try WinogradGrid(attributes, over: use.inputs[0].shape)
    guard use.inputs[1].element == .float32 else {
      throw .elementTypeNotSupported(use.inputs[1].element)
    }
    let results = try Float32Results(
      parameters: use.inputs[1],
      sum: use.inputs[2].isPresent ? attributes.sumBounds : attributes.bounds,
      total: attributes.bounds)
    let scratch = try use.scratch(
      byteCount: WinogradLane(grid, tileCount: grid.scratchTileCount).byteCount)
    let work = saturatingProduct(
      use.output.shape.elementCount, saturatingProduct(4, Int(grid.inputChannels)))
    let worthwhile = min(work / 65536 + 1, grid.cutsChannels ? grid.blockCount : grid.tileCount)
    // A lane of few tiles reads the weights more often than it is worth.
    let least = WinogradLane(grid, tileCount: min(6, grid.scratchTileCount))
    let lanes = scratch.count / least.byteCount
    return Plan(
      input: try use.input(0, of: Float.self),
      parameters: try use.parameters(grid.parameterByteCount, padding: 0),
      output: try use.output(of: Float.self),
      residual: use.inputs[2].isPresent ? try use.input(2, of: Float.self) : nil,
      scratch: scratch, bounds: results.total, sumBounds: results.sum,
      dot: Dot.float32Kernel(for: use.instructionSet),
      kernel: Winograd.kernel(for: use.instructionSet), grid: grid,
      shareLimit: Int16(truncatingIfNeeded: min(32767, min(worthwhile, lanes))))
  }

  /// Cuts the tiles, or the channels where there are few tiles.
  public static func shareCount(_ plan: Plan) -> Int { Int(plan.shareLimit) }
}
