/// A model file, read where it lies.
///
/// Opening checks the tables that every use of a file needs; each tensor and operator is checked
/// when it is reached. What the numbers mean is for the loader to check.
public struct ModelView: BitwiseCopyable, Sendable {
  /// The newest version of the format that this reader knows.
  public static var newestVersion: UInt32 { 2 }

  /// The oldest version of the format that this reader knows: version 1 was never released.
  public static var oldestVersion: UInt32 { 2 }

  /// The first bytes of a file that holds a model, from its fifth byte on.
  public static var identifier: StaticString { "SWFT" }

  /// The multiple of bytes, in a file, at which its constants start.
  public static var constantsAlignment: Int { 64 }

  /// The version of the format that the file was written for.
  public let version: UInt32

  /// The bytes that tensors and scratch memory need in the arena.
  public let activationByteCount: UInt64

  /// The position of the constants, from the start of the file.
  public let constantsOffset: UInt64

  /// The bytes of the constants.
  public let constantsByteCount: UInt64

  /// The whole file.
  public let file: FlatBuffer

  /// The root of the file's tables.
  public let root: FlatTable

  private let tensors: FlatTables?
  private let operators: FlatTables?
  private let inputs: FlatTables?
  private let outputs: FlatTables?

  /// Opens a file.
  public init(_ file: FlatBuffer) throws(FlatBufferFault) {
    self.file = file
    root = try file.root(identifier: Self.identifier)
    version = try root.scalar(0, default: 0)
    if let signatures = try root.tables(2), signatures.count > 0 {
      let signature = try signatures.table(at: 0)
      inputs = try signature.tables(1)
      outputs = try signature.tables(2)
    } else {
      inputs = nil
      outputs = nil
    }
    tensors = try root.tables(3)
    operators = try root.tables(4)
    activationByteCount = try root.table(5)?.scalar(0, default: 0) ?? 0
    constantsOffset = try root.scalar(6, default: 0)
    constantsByteCount = try root.scalar(7, default: 0)
  }

  /// The number of tensors.
  public var tensorCount: Int { tensors?.count ?? 0 }

  /// The number of operators.
  public var operatorCount: Int { operators?.count ?? 0 }

  /// The number of inputs of the model.
  public var inputCount: Int { inputs?.count ?? 0 }

  /// The number of outputs of the model.
  public var outputCount: Int { outputs?.count ?? 0 }

  /// Reads a tensor.
  public func tensor(at index: Int) throws(FlatBufferFault) -> TensorView? {
    guard let tensors, index >= 0, index < tensors.count else { return nil }
    return try TensorView(tensors.table(at: index))
  }

  /// Reads an operator.
  public func step(at index: Int) throws(FlatBufferFault) -> OperatorView? {
    guard let operators, index >= 0, index < operators.count else { return nil }
    return try OperatorView(operators.table(at: index))
  }

  /// Reads an input of the model.
  public func input(at index: Int) throws(FlatBufferFault) -> BindingView? {
    guard let inputs, index >= 0, index < inputs.count else { return nil }
    return try BindingView(inputs.table(at: index))
  }

  /// Reads an output of the model.
  public func output(at index: Int) throws(FlatBufferFault) -> BindingView? {
    guard let outputs, index >= 0, index < outputs.count else { return nil }
    return try BindingView(outputs.table(at: index))
  }
}

/// What a file says of a tensor.
public struct TensorView: BitwiseCopyable, Sendable {
  /// The number of the element type.
  public let element: UInt8

  /// Whether the bytes are among the constants; otherwise they are in the arena.
  public let isConstant: Bool

  /// The lengths of the axes; nil for a single number.
  public let shape: FlatVector<Int32>?

  /// The position of the bytes in their place.
  public let offset: UInt64

  /// The position of the last operator that reads the tensor.
  public let lastUse: Int32

  /// The distance between neighbouring stored values; zero for plain numbers.
  public let scale: Float

  /// The stored value of real zero.
  public let zeroPoint: Int32

  /// The tensor's table, for what only people read.
  public let table: FlatTable

  init(_ table: FlatTable) throws(FlatBufferFault) {
    self.table = table
    element = try table.scalar(0, default: ElementType.int8.rawValue)
    isConstant = try table.scalar(1, default: UInt8(0)) != 0
    shape = try table.scalars(2, of: Int32.self)
    offset = try table.scalar(3, default: 0)
    lastUse = try table.scalar(4, default: 0)
    scale = try table.scalar(5, default: 0)
    zeroPoint = try table.scalar(6, default: 0)
  }

  /// Reads one scale for each index of ``channelAxis()``, where the tensor has them.
  public func channelScales() throws(FlatBufferFault) -> FlatVector<Float>? {
    try table.scalars(7, of: Float.self)
  }

  /// Reads the axis that has scales of its own.
  public func channelAxis() throws(FlatBufferFault) -> Int32 { try table.scalar(8, default: 0) }

  /// Reads the name, where it was not stripped.
  public func name() throws(FlatBufferFault) -> FlatString? { try table.string(9) }
}

/// What a file says of one step.
public struct OperatorView: BitwiseCopyable, Sendable {
  /// The number of the operator.
  public let code: UInt8

  /// The operator's attributes.
  public let attributes: FlatTable?

  /// The positions of the inputs among the tensors.
  public let inputs: FlatVector<Int32>?

  /// The positions of the outputs among the tensors.
  public let outputs: FlatVector<Int32>?

  /// The position of the scratch memory in the arena.
  public let scratchOffset: UInt64

  /// The bytes of the scratch memory.
  public let scratchByteCount: UInt64

  /// The operator's table, for what only people read.
  public let table: FlatTable

  init(_ table: FlatTable) throws(FlatBufferFault) {
    self.table = table
    let attributes = try table.union(type: 0)
    code = attributes?.type ?? 0
    self.attributes = attributes?.table
    inputs = try table.scalars(2, of: Int32.self)
    outputs = try table.scalars(3, of: Int32.self)
    scratchOffset = try table.scalar(4, default: 0)
    scratchByteCount = try table.scalar(5, default: 0)
  }

  /// Reads the name, where it was not stripped.
  public func name() throws(FlatBufferFault) -> FlatString? { try table.string(6) }
}

/// A name for a tensor at the door of a model.
public struct BindingView: BitwiseCopyable, Sendable {
  /// The position among the tensors.
  public let tensor: Int32

  /// The name, where it was not stripped.
  public let name: FlatString?

  init(_ table: FlatTable) throws(FlatBufferFault) {
    tensor = try table.scalar(0, default: 0)
    name = try table.string(1)
  }
}
