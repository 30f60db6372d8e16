public import SwiftletFormat

/// The slices along an axis that indices name: `y[b…, o…, j…, i…] = x[b…, o…, n[b…, j…], i…]`.
///
/// - Shape: the axes of input 0 before the axis, then those of input 1 but its first `batch_axes`,
///   then the axes of input 0 behind the axis. The first `batch_axes` axes of the two are alike. A
///   negative axis counts from the end.
/// - Quantization: that of input 0; any element type. The indices are int32 or int64.
/// - Exactness: a copy of elements. A negative index counts from the end; one that lies outside the
///   axis even so means the nearest inside it.
/// - Names: `GATHER`, `GATHER_ND`, `EMBEDDING_LOOKUP` in TensorFlow Lite; `Gather`, `GatherElements`,
///   `GatherND` in ONNX.
public enum Gather: Operator {
  /// Which axis the indices are of.
  public struct Attributes: AttributeTable {
    /// The axis; from the end where it is negative.
    public var axis: Int32 = 0
    /// The outermost axes along which each slice has indices of its own.
    public var batchAxes: Int32 = 0

    /// Creates the attributes of the outermost axis.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "axis", &axis)
      try visitor.field(1, "batch_axes", &batchAxes)
    }
  }

  /// Where the bytes and the indices are.
  public struct Plan: BitwiseCopyable {
    let input: Elements<UInt8>
    let indices: IndexElements
    let output: Elements<UInt8>
    /// The length of the axis.
    let length: Int32
    /// The indices of one batch.
    let indexCount: Int32
    /// The product of the lengths between the batch and the axis.
    let outerCount: Int32
    /// The bytes of one slice.
    let byteCount: Int32
    /// Whether a slice is one element.
    let isSingle: Bool

    /// The slices of the output.
    var sliceCount: Int { output.count / Int(byteCount) }
  }

  /// `gather`, in a model file.
  public static var code: OperatorCode { .gather }

  /// The type of input 0 with the axes of the indices in place of the axis.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(2...2)
    try IndexElements.require(inputs[1].element)
    let (data, indices) = (inputs[0].shape, inputs[1].shape)
    guard let axis = data.axis(Int(attributes.axis)) else { throw .attributeOutOfRange(field: 0) }
    let batch = Int(attributes.batchAxes)
    guard batch >= 0, batch <= axis, batch <= indices.rank else {
      throw .attributeOutOfRange(field: 1)
    }
    for index in 0..<batch where indices[index] != data[index] {
      throw .shapeMismatch(axis: index, needed: data[index], found: indices[index])
    }
    var shape = Shape()
    for index in 0..<axis { try shape.append(data[index]) }
    for index in batch..<indices.rank { try shape.append(indices[index]) }
    for index in (axis + 1)..<data.rank { try shape.append(data[index]) }
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// Asks for the same quantization on both sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    let (data, indices) = (use.inputs[0], use.inputs[1].shape)
    guard data.quantization == use.output.quantization else { throw .scaleOutOfRange }
    guard let axis = data.shape.axis(Int(attributes.axis)) else {
      throw .attributeOutOfRange(field: 0)
    }
    let batch = Int(attributes.batchAxes)
    let inner = data.shape.product((axis + 1)..<data.shape.rank)
    return Plan(
      input: try use.inputBytes(0), indices: try IndexElements(use, input: 1),
      output: use.outputBytes, length: Int32(truncatingIfNeeded: data.shape[axis]),
      indexCount: Int32(truncatingIfNeeded: indices.product(batch..<indices.rank)),
      outerCount: Int32(truncatingIfNeeded: data.shape.product(batch..<axis)),
      byteCount: Int32(truncatingIfNeeded: inner * data.element.byteCount), isSingle: inner == 1)
  }

  /// Cuts work of some ten thousand bytes.
  public static func shareCount(_ plan: Plan) -> Int {
    min(plan.sliceCount, plan.output.count / 65_536 + 1)
  }

  /// Copies each slice byte by byte.
  public static func reference(_ plan: Plan) {
    let byteCount = Int(plan.byteCount)
    for slice in 0..<plan.sliceCount {
      let source = plan.source(ofSlice: slice) * byteCount
      for byte in 0..<byteCount {
        plan.output[slice * byteCount + byte] = plan.input[source + byte]
      }
    }
  }

  /// Copies the slices of a share.
  public static func run(_ plan: Plan, _ share: Share) {
    guard plan.isSingle else { return copySlices(plan, share) }
    switch plan.byteCount {
    case 1: copyElements(plan, share, UInt8.self)
    case 2: copyElements(plan, share, UInt16.self)
    case 4: copyElements(plan, share, UInt32.self)
    default: copyElements(plan, share, UInt64.self)
    }
  }

  private static func copySlices(_ plan: Plan, _ share: Share) {
    let byteCount = Int(plan.byteCount)
    for slice in share.units(of: plan.sliceCount) {
      let source = plan.source(ofSlice: slice) * byteCount
      plan.output[(slice * byteCount)..<((slice + 1) * byteCount)].copy(
        from: plan.input[source..<(source + byteCount)])
    }
  }

  @inline(__always)
  private static func copyElements<Element: BitwiseCopyable>(
    _ plan: Plan, _ share: Share, _ type: Element.Type
  ) {
    let (input, output) = (plan.input.seen(as: type), plan.output.seen(as: type))
    for slice in share.units(of: plan.sliceCount) {
      output[slice] = input[plan.source(ofSlice: slice)]
    }
  }
}

extension Gather.Plan {
  /// The slice of the input that one of the output is a copy of.
  @inline(__always)
  func source(ofSlice slice: Int) -> Int {
    let (row, place) = slice.quotientAndRemainder(dividingBy: Int(indexCount))
    let batch = row / Int(outerCount)
    let index = indices[batch * Int(indexCount) + place].held(in: length)
    return row * Int(length) + index
  }
}
