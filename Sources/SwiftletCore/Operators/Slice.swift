public import SwiftletFormat

/// A block of the input, with steps: `y[i, j, …] = x[begin₀ + i·stride₀, begin₁ + j·stride₁, …]`.
///
/// - Shape: the sizes; every index they reach lies inside the input. A stride may be negative. A
///   list that is empty means a begin of zero, a stride of one, and the length of each axis.
/// - Quantization: that of the input; any element type.
/// - Exactness: a copy of elements, or nothing at all where the block is one run of the input and
///   the output lies on it.
/// - Names: `SLICE`, `STRIDED_SLICE`, `SPLIT`, `SPLIT_V`, `UNPACK`, `REVERSE_V2` in TensorFlow Lite;
///   `Slice`, `Split` in ONNX.
public enum Slice: Operator {
  /// What is cut out along each axis.
  public struct Attributes: AttributeTable {
    /// The index of the first element.
    public var begin = IntegerList()
    /// The steps from one element to the next.
    public var stride = IntegerList()
    /// The number of elements.
    public var size = IntegerList()

    /// Creates the attributes that leave the input whole.
    public init() {}

    /// Shows each field to a visitor.
    public mutating func visit<Visitor: AttributeVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.field(0, "begin", &begin)
      try visitor.field(1, "stride", &stride)
      try visitor.field(2, "size", &size)
    }

    func begin(_ axis: Int) -> Int { begin.count == 0 ? 0 : begin[axis] }
    func stride(_ axis: Int) -> Int { stride.count == 0 ? 1 : stride[axis] }
    func size(_ axis: Int, of shape: Shape) -> Int { size.count == 0 ? shape[axis] : size[axis] }
  }

  /// Where the bytes are and in what steps they are read.
  public struct Plan: BitwiseCopyable {
    let copy: StridedCopy
  }

  /// `slice`, in a model file.
  public static var code: OperatorCode { .slice }

  /// The sizes, with the element type and quantization of the input.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(1...1)
    let input = inputs[0].shape
    let counts = (attributes.begin.count, attributes.stride.count, attributes.size.count)
    guard counts.0 == 0 || counts.0 == input.rank else { throw .attributeOutOfRange(field: 0) }
    guard counts.1 == 0 || counts.1 == input.rank else { throw .attributeOutOfRange(field: 1) }
    guard counts.2 == 0 || counts.2 == input.rank else { throw .attributeOutOfRange(field: 2) }
    var shape = Shape()
    for axis in 0..<input.rank {
      let begin = attributes.begin(axis)
      let stride = attributes.stride(axis)
      let size = attributes.size(axis, of: input)
      guard begin >= 0, begin < input[axis] else { throw .attributeOutOfRange(field: 0) }
      guard stride != 0 else { throw .attributeOutOfRange(field: 1) }
      guard size > 0, size <= largestSize(begin, stride, length: input[axis]) else {
        throw .attributeOutOfRange(field: 2)
      }
      try shape.append(size)
    }
    return TensorType(inputs[0].element, shape, inputs[0].quantization)
  }

  /// Inside the input, which stays as it is, where the block is one run of it.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? {
    let (axes, offset) = axes(attributes, inputs[0].shape)
    guard axes.isOneRun else { return nil }
    return Sharing(offset: -offset * output.element.byteCount, keepsInput: true)
  }

  /// Asks for the same quantization on both sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    guard use.inputs[0].quantization == use.output.quantization else { throw .scaleOutOfRange }
    let (axes, offset) = axes(attributes, use.inputs[0].shape)
    return Plan(
      copy: StridedCopy(
        try use.inputBytes(0), use.outputBytes, axes, inputOffset: offset,
        elementByteCount: use.output.element.byteCount))
  }

  /// Cuts work of some ten thousand bytes.
  public static func shareCount(_ plan: Plan) -> Int { plan.copy.shareCount }

  /// Copies each element on its own.
  public static func reference(_ plan: Plan) { plan.copy.reference() }

  /// Copies the longest runs there are.
  public static func run(_ plan: Plan, _ share: Share) { plan.copy.run(share) }

  /// The most elements that an axis has from an index on.
  private static func largestSize(_ begin: Int, _ stride: Int, length: Int) -> Int {
    if stride > 0 { return (length - 1 - begin) / stride + 1 }
    // A stride beyond the axis is never taken; the least `Int` has no negative.
    return stride <= -length ? 1 : begin / -stride + 1
  }

  /// The axes of the output with their strides in the input, and the first element.
  ///
  /// - Precondition: `outputType` accepts the attributes.
  private static func axes(_ attributes: Attributes, _ input: Shape) -> (StridedAxes, Int) {
    var axes = StridedAxes()
    var offset = 0
    var outputStride = 1
    for axis in 0..<input.rank { outputStride *= attributes.size(axis, of: input) }
    for axis in 0..<input.rank {
      let size = attributes.size(axis, of: input)
      let inputStride = input.product((axis + 1)..<input.rank)
      outputStride /= size
      offset += attributes.begin(axis) * inputStride
      // An axis of one element takes no step, and its stride may be any number.
      guard size > 1 else { continue }
      axes.join(
        size, inputStride: inputStride * attributes.stride(axis), outputStride: outputStride)
    }
    return (axes, offset)
  }
}
