public import SwiftletCore
internal import SwiftletFormat

/// Adds values and operators to a graph, with types worked out by the operators' own rules.
///
/// An operator whose inputs are all known is run at once, and leaves only its result.
public struct GraphBuilder {
  /// The graph so far.
  public private(set) var graph = Graph()

  /// The most bytes that a result may have that is worked out at once.
  private static let largestFoldedByteCount = 1 << 26

  /// The most bytes that all such results may have together.
  private static let mostFoldedByteCount = 1 << 30

  private var foldedByteCount = 0

  /// Creates an empty graph.
  public init() {}

  /// Creates a graph with the values and the doors of another, and none of its operators.
  init(valuesOf other: Graph) {
    graph = other
    graph.nodes = []
  }

  /// The type of a value.
  public func type(_ id: Graph.TensorID) -> TensorType { graph.tensors[id].type }

  /// The lengths of a value's axes.
  public func lengths(_ id: Graph.TensorID) -> [Int] { graph.tensors[id].type.shape.lengths }

  /// Adds a value that the caller gives.
  public mutating func input(_ name: String, _ type: TensorType) -> Graph.TensorID {
    let id = graph.add(.init(name: name, type: type))
    graph.inputs.append(.init(name: name, tensor: id))
    return id
  }

  /// Makes a value one that the caller takes.
  public mutating func output(_ name: String, _ id: Graph.TensorID) {
    graph.outputs.append(.init(name: name, tensor: id))
  }

  /// Adds a value whose bytes are known.
  public mutating func constant(
    _ name: String, _ type: TensorType, _ bytes: [UInt8], channels: Graph.ChannelScales? = nil
  ) -> Graph.TensorID {
    graph.add(.init(name: name, type: type, constant: bytes, channels: channels))
  }

  /// Adds a list of 32-bit integers whose values are known.
  public mutating func constant(
    _ name: String, _ values: [Int32]
  ) throws(ModelFault.Reason) -> Graph.TensorID {
    constant(name, TensorType(.int32, try Shape([values.count])), .init(elements: values))
  }

  /// Adds a value that stands for one that could not be made, so that the rest can be looked at.
  public mutating func placeholder(_ name: String, _ type: TensorType) -> Graph.TensorID {
    graph.add(.init(name: name, type: type))
  }

  /// Names a value as its author did.
  public mutating func rename(_ id: Graph.TensorID, _ name: String) {
    graph.tensors[id].name = name
  }

  /// Adds an operator, and gives the value that it makes.
  public mutating func add(
    _ operation: Operation, _ inputs: [Graph.TensorID?], name: String,
    quantization: Quantization? = nil
  ) throws(ModelFault.Reason) -> Graph.TensorID {
    var types = TensorTypes()
    for input in inputs {
      if let input { try types.append(type(input)) } else { try types.append(.absent) }
    }
    var node = Graph.Node(name: name, operation: operation, inputs: inputs, output: -1)
    var output = try operation.outputType(graph.inputTypes(of: node))
    if let quantization, output.element.isInteger { output.quantization = quantization }
    if !operation.isWeighted, let bytes = try folded(operation, inputs, types, output) {
      return constant(name, output, bytes)
    }
    node.output = graph.add(.init(name: name, type: output))
    graph.nodes.append(node)
    return node.output
  }

  /// Adds an operator that makes a value the graph has already.
  mutating func keep(_ node: Graph.Node) { graph.nodes.append(node) }

  /// Lets the caller take another value at an output.
  mutating func redirectOutput(_ index: Int, to id: Graph.TensorID) {
    graph.outputs[index].tensor = id
  }

  /// Takes over metadata of the model's author.
  public mutating func addMetadata(_ key: String, _ value: String) {
    graph.metadata.append((key, value))
  }

  private mutating func folded(
    _ operation: Operation, _ inputs: [Graph.TensorID?], _ types: TensorTypes,
    _ output: TensorType
  ) throws(ModelFault.Reason) -> [UInt8]? {
    // What is larger is left to be made at run time, in memory that the caller knows of.
    guard let byteCount = output.byteCount, byteCount <= Self.largestFoldedByteCount,
      foldedByteCount + byteCount <= Self.mostFoldedByteCount
    else { return nil }
    var constants: [[UInt8]?] = []
    for input in inputs {
      guard let input else {
        constants.append(nil)
        continue
      }
      guard let bytes = graph.tensors[input].constant else { return nil }
      constants.append(bytes)
    }
    foldedByteCount += byteCount
    var evaluation = Evaluation(types: types, constants: constants, output: output)
    return try operation.visit(&evaluation)
  }
}

extension ElementType {
  /// Whether the elements are integers, which may be quantized.
  var isInteger: Bool {
    switch self {
    case .int8, .uint8, .int16, .int32, .int64: true
    case .float32, .float16, .boolean, .absent: false
    }
  }
}
