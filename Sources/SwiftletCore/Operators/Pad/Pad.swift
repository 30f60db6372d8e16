public import SwiftletFormat

/// The input with more elements around it.
///
/// - Shape: each axis is longer by `before + after`, which are not negative; an empty list means none.
///   `reflect` adds fewer elements than the axis has, `symmetric` no more than it has.
/// - Quantization: that of the input; any element type. The real value of `constant` becomes the
///   nearest stored one of int8, uint8 and int16, halves away from zero; a number without
///   quantization is cut to a whole one and held in the range of its type.
/// - Exactness: a copy of elements, equal to `reference` in every byte.
/// - Names: `PAD`, `PADV2`, `MIRROR_PAD` in TensorFlow Lite; `Pad` in ONNX.
public enum Pad: Operator {
  /// What the added elements hold.
  public enum Mode: UInt8, BitwiseCopyable, Sendable {
    /// The value of the attributes.
    case constant = 0
    /// The input mirrored at its outermost elements.
    case reflect = 1
    /// The input mirrored at its edges, with the outermost elements doubled.
    case symmetric = 2
    /// The outermost elements again and again.
    case edge = 3
  }

  /// What is added.
  public struct Attributes: AttributeTable {
    /// What the added elements hold.
    public var mode = Mode.constant
    /// The elements in front of each axis.
    public var before = IntegerList()
    /// The elements behind each axis.
    public var after = IntegerList()
    /// The real number that `constant` adds.
    public var value: Float = 0

    /// Creates the attributes that add nothing.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "mode", &mode)
      try visitor.field(1, "before", &before)
      try visitor.field(2, "after", &after)
      try visitor.field(3, "value", &value)
    }

    func before(_ axis: Int) -> Int { before.count == 0 ? 0 : before[axis] }
    func after(_ axis: Int) -> Int { after.count == 0 ? 0 : after[axis] }
  }

  /// Where the bytes are, and what is added to which axes.
  public struct Plan: BitwiseCopyable {
    let input: Elements<UInt8>
    let output: Elements<UInt8>
    let axes: PaddedAxes
    /// The stored value that `constant` adds, in the lowest bytes; two words, for 64-bit integers
    /// would make the heap a dependency on 32-bit targets.
    let value: SIMD2<UInt32>
    let elementByteCount: UInt8
  }

  /// `pad`, in a model file.
  public static var code: OperatorCode { .pad }

  /// The longer shape, with the element type and quantization of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0].shape
    let counts = (attributes.before.count, attributes.after.count)
    guard counts.0 == 0 || counts.0 == input.rank else { throw .attributeOutOfRange(field: 1) }
    guard counts.1 == 0 || counts.1 == input.rank else { throw .attributeOutOfRange(field: 2) }
    var shape = Shape()
    for axis in 0..<input.rank {
      let most =
        switch attributes.mode {
        case .constant, .edge: Shape.maximumElementCount
        case .reflect: input[axis] - 1
        case .symmetric: input[axis]
        }
      let before = attributes.before(axis)
      let after = attributes.after(axis)
      guard before >= 0, before <= most else { throw .attributeOutOfRange(field: 1) }
      guard after >= 0, after <= most else { throw .attributeOutOfRange(field: 2) }
      let (longer, firstOverflow) = input[axis].addingReportingOverflow(before)
      let (length, overflow) = longer.addingReportingOverflow(after)
      guard !firstOverflow, !overflow else { throw .shapeOutOfRange }
      try shape.append(length)
    }
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// Around the input, which stays as it is, if no axis outside cuts it into pieces.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? {
    let axes = PaddedAxes(attributes, inputs[0].shape)
    guard axes.rowCount == 1 else { return nil }
    return Sharing(
      offset: axes.before(axes.last) * axes.blockLength * output.element.byteCount,
      keepsInput: true)
  }

  /// Asks for the same quantization on both sides, and works out the stored value.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[0].quantization == use.output.quantization else { throw .scaleOutOfRange }
    return Plan(
      input: try use.inputBytes(0), output: use.outputBytes,
      axes: PaddedAxes(attributes, use.inputs[0].shape),
      value: attributes.mode == .constant ? try stored(attributes.value, in: use.output) : .zero,
      elementByteCount: UInt8(truncatingIfNeeded: use.output.element.byteCount))
  }

  /// Cuts work of some ten thousand bytes.
  public static func shareCount(_ plan: Plan) -> Int { plan.output.count / 65_536 + 1 }

  /// The bytes that stand for a real number in a tensor, lowest first.
  private static func stored(
    _ value: Float, in type: TensorType
  ) throws(ModelFault.Reason) -> SIMD2<UInt32> {
    let range: ClosedRange<Int32>
    switch type.element {
    case .float32: return SIMD2(value.bitPattern, 0)
    case .int8: range = -128...127
    case .uint8: range = 0...255
    case .int16: range = -32768...32767
    case .int32, .int64: range = -0x7FFF_FF80...0x7FFF_FF80
    case .boolean: range = 0...1
    case .float16, .absent:
      guard value == 0 else { throw .elementTypeNotSupported(type.element) }
      return .zero
    }
    if let quantization = type.quantization {
      // A scale of a wide integer would need more digits than a float has.
      guard type.element.byteCount < 4 || value == 0 else { throw .attributeOutOfRange(field: 3) }
      return words(quantization.stored(value, in: range))
    }
    guard value == value else { throw .attributeOutOfRange(field: 3) }
    // The bounds are floats, so that the conversion cannot leave them.
    let held = max(Float(Int(range.lowerBound)), min(Float(Int(range.upperBound)), value))
    return words(Int32(held))
  }

  /// A number of 64 bits.
  private static func words(_ value: Int32) -> SIMD2<UInt32> {
    SIMD2(UInt32(bitPattern: value), value < 0 ? .max : 0)
  }
}
