public import SwiftletFormat
internal import SwiftletKernels

/// Brings the elements of some neighbouring axes to a common size, then scales and shifts them.
///
/// With sums over the `n` elements of a line, and `scale` and `bias` where there are such inputs:
/// - `layer`: `y = (x - m) * (1 / sqrt(Σ (x - m)² / n + epsilon)) * scale + bias`, `m = Σ x / n`;
/// - `root_mean_square`: `y = x * (1 / sqrt(Σ x² / n + epsilon)) * scale + bias`;
/// - `euclidean`: `y = x / max(sqrt(Σ x²), epsilon) * scale + bias`, zero for a divisor of zero.
///
/// - Shape: that of x. A line runs along `axis_count` axes from `axis` on; zero stands for all to
///   the innermost. Scale and bias repeat to the shape of x, matched from the innermost axis.
/// - Quantization: none; float32 only.
/// - Exactness: operations are rounded one by one, in the order of the formula. A sum of a line is
///   sixteen sums, of the elements whose position has the same rest by 16, in order; then the
///   upper eight are added to the lower, the upper four, two and one.
/// - Names: `L2_NORMALIZATION` in TensorFlow Lite; `LayerNormalization`, `RMSNormalization`,
///   `InstanceNormalization`, `MeanVarianceNormalization`, `LpNormalization` in ONNX.
public enum Normalization: Operator {
  /// What the size of a line is.
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// The deviation from the mean.
    case layer = 0
    /// The root of the mean square.
    case rootMeanSquare = 1
    /// The root of the sum of squares.
    case euclidean = 2
  }

  /// The axes, and what brings them to size.
  public struct Attributes: AttributeTable {
    /// What the size of a line is.
    public var kind = Kind.layer
    /// The outermost axis of a line; from the end where negative.
    public var axis: Int32 = -1
    /// The axes of a line; zero stands for all to the innermost.
    public var axisCount: Int32 = 0
    /// What keeps the divisor from zero.
    public var epsilon: Float = 0

    /// Creates the attributes of a layer along the innermost axis.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "kind", &kind)
      try visitor.field(1, "axis", &axis)
      try visitor.field(2, "axis_count", &axisCount)
      try visitor.field(3, "epsilon", &epsilon)
    }

    /// The axes of a line.
    func axes(_ shape: Shape) throws(ModelFault.Reason) -> Range<Int> {
      guard let first = shape.axis(Int(axis)) else { throw .attributeOutOfRange(field: 1) }
      guard axisCount >= 0, Int(axisCount) <= shape.rank - first else {
        throw .attributeOutOfRange(field: 2)
      }
      return first..<(axisCount == 0 ? shape.rank : first + Int(axisCount))
    }
  }

  /// The lines, and what is made of them.
  public struct Plan: BitwiseCopyable {
    let input: Elements<Float>
    let output: Elements<Float>
    let scale: Parameter?
    let bias: Parameter?
    let kind: Kind
    let epsilon: Float
    /// The elements of a line.
    let length: Int32
    /// The elements from one of a line to the next, which is the number of lines side by side.
    let stride: Int32
    let lineCount: Int32
    /// What computes lines of neighbours.
    let kernel: VectorKernels.NormalizationFloat32?
  }

  /// `normalization`, in a model file.
  public static var code: OperatorCode { .normalization }

  /// The type of x.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...3)
    for index in 0..<inputs.count where inputs[index].isPresent {
      guard inputs[index].element == .float32 else {
        throw .elementTypeNotSupported(inputs[index].element)
      }
      guard index > 0 else { continue }
      try Broadcast.shape(inputs[0].shape, inputs[index].shape).require(inputs[0].shape)
    }
    _ = try attributes.axes(inputs[0].shape)
    guard attributes.epsilon >= 0, attributes.epsilon < .infinity else {
      throw .attributeOutOfRange(field: 3)
    }
    return TensorType(.float32, inputs[0].shape)
  }

  /// On x.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { index == 0 ? .inPlace : nil }

  /// Finds the lines.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard Build.computesFloat32 else { throw .elementTypeNotSupported(.float32) }
    let shape = use.inputs[0].shape
    let axes = try attributes.axes(shape)
    let length = shape.product(axes)
    let stride = shape.product(axes.upperBound..<shape.rank)
    return Plan(
      input: try use.input(0, of: Float.self), output: try use.output(of: Float.self),
      scale: try Parameter(use, 1), bias: try Parameter(use, 2), kind: attributes.kind,
      epsilon: attributes.epsilon, length: Int32(truncatingIfNeeded: length),
      stride: Int32(truncatingIfNeeded: stride),
      lineCount: Int32(truncatingIfNeeded: shape.elementCount / length),
      kernel: stride == 1
        ? VectorKernels.nearest(use.instructionSet, VectorKernels.normalizationFloat32Variant)
        : nil)
  }

  /// Cuts between lines.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: Int(plan.lineCount), operations: plan.length, 4)
  }

  /// A scale or bias, and how it repeats.
  struct Parameter: BitwiseCopyable {
    let elements: Elements<Float>
    let broadcast: Broadcast

    /// Finds an input that may be left out.
    init?(_ use: Use, _ index: Int) throws(ModelFault.Reason) {
      guard use.inputs[index].isPresent else { return nil }
      elements = try use.input(index, of: Float.self)
      broadcast = Broadcast(use.inputs[0].shape, use.inputs[index].shape)
    }
  }
}
