public import SwiftletCore
public import SwiftletFormat

/// What a model says of a tensor.
public struct TensorDescription: Equatable, Sendable {
  /// The name, where it was not stripped.
  public let name: String?

  /// The type of each element.
  public let element: ElementType

  /// The lengths of the axes, outermost first.
  public let shape: [Int]

  /// What the elements stand for; nil where they are plain numbers.
  public let quantization: Quantization?

  /// The number of elements.
  public let elementCount: Int

  /// Whether the bytes are in the file; otherwise they are in the arena.
  public let isConstant: Bool

  /// The position of the bytes among the constants, or in the arena behind what loading writes.
  public let byteOffset: UInt64

  /// The position of the last operator that reads the tensor; the operator count for an output.
  public let lastUse: Int

  /// The bytes of all elements.
  public var byteCount: Int { elementCount * element.byteCount }

  init(_ view: TensorView, name: FlatString?) throws(ModelFault.Reason) {
    let type = try TensorType(view)
    let ownName = try reading { () throws(FlatBufferFault) in try view.name() }
    self.name = (name ?? ownName).map { String(name: $0) }
    element = type.element
    shape = (0..<type.shape.rank).map { type.shape[$0] }
    quantization = type.quantization
    elementCount = type.shape.elementCount
    isConstant = view.isConstant
    byteOffset = view.offset
    lastUse = Int(view.lastUse)
  }
}

/// What a model says of one step.
public struct OperatorDescription: Equatable, Sendable {
  /// The operator; nil for a number that this program does not know.
  public let code: OperatorCode?

  /// The name of the step, where it was not stripped.
  public let name: String?

  /// The positions of the inputs among the model's tensors; nil for one that is left out.
  public let inputs: [Int?]

  /// The positions of the outputs among the model's tensors.
  public let outputs: [Int]

  /// The bytes of scratch memory.
  public let scratchByteCount: UInt64

  init(_ view: OperatorView) throws(FlatBufferFault) {
    code = OperatorCode(rawValue: view.code)
    name = try view.name().map { String(name: $0) }
    inputs = try Self.positions(view.inputs).map { $0 == -1 ? nil : $0 }
    outputs = try Self.positions(view.outputs)
    scratchByteCount = view.scratchByteCount
  }

  // A step has eight inputs at most; a longer list is the loader's to refuse.
  private static func positions(_ list: FlatVector<Int32>?) throws(FlatBufferFault) -> [Int] {
    var positions: [Int] = []
    guard let list else { return positions }
    for index in 0..<min(list.count, TensorTypes.maximumCount) {
      positions.append(Int(try list.element(at: index)))
    }
    return positions
  }
}

extension String {
  /// The start of a name: many tensors may share one that is as long as the file.
  init(name: FlatString) {
    self = unsafe String(decoding: name.rawBytes.prefix(1024), as: UTF8.self)
  }

  /// The text of a file, in which bytes that are not UTF-8 are replaced.
  init(_ string: FlatString) {
    self = unsafe String(decoding: string.rawBytes, as: UTF8.self)
  }
}

/// Reads from a file, and turns damage into the reason of a fault.
func reading<Value>(
  _ body: () throws(FlatBufferFault) -> Value
) throws(ModelFault.Reason) -> Value {
  do throws(FlatBufferFault) {
    return try body()
  } catch {
    throw .damaged(error)
  }
}
