public import SwiftletCore

/// A model while it is converted: values, and the operators that make them, in running order.
///
/// Every pass takes a graph and gives a graph; ``check()`` says whether it is still one. Values are
/// named by their position in ``tensors``, which never changes meaning; what nothing reads any more
/// is left where it is and not written to the file.
public struct Graph: Sendable {
  /// The position of a tensor.
  public typealias TensorID = Int

  /// A value of the graph.
  public struct Tensor: Sendable {
    /// What people call the value.
    public var name: String
    /// The element type, shape and quantization.
    public var type: TensorType
    /// The bytes, where they are known before anything runs.
    public var constant: [UInt8]?
    /// One scale for each index of an axis, for constants quantized so.
    public var channels: ChannelScales?
  }

  /// The scales of a constant that has one for each index of an axis.
  public struct ChannelScales: Sendable, Equatable {
    /// The scales, one for each index.
    public var scales: [Float]
    /// The axis.
    public var axis: Int
  }

  /// An operator of the graph.
  public struct Node: Sendable {
    /// What people call the operator.
    public var name: String
    /// The operator and its attributes.
    public var operation: Operation
    /// The values it reads; nil for one that is left out.
    public var inputs: [TensorID?]
    /// The value it makes.
    public var output: TensorID
    /// Whether the weights stand in the blocks of a file, as `WeightPacking` makes them.
    public var isPacked = false
  }

  /// A value at the door of the model.
  public struct Port: Sendable {
    /// The name of the model's signature.
    public var name: String
    /// The value.
    public var tensor: TensorID
  }

  /// The values.
  public var tensors: [Tensor] = []

  /// The operators, each after those whose values it reads.
  public var nodes: [Node] = []

  /// The values that the caller gives.
  public var inputs: [Port] = []

  /// The values that the caller takes.
  public var outputs: [Port] = []

  /// What the model's author wrote about it.
  public var metadata: [(key: String, value: String)] = []

  /// Creates an empty graph.
  public init() {}

  /// Adds a value.
  public mutating func add(_ tensor: Tensor) -> TensorID {
    tensors.append(tensor)
    return tensors.count - 1
  }

  /// Puts texts in the place of those of their keys; an empty one only leaves those out.
  mutating func replaceMetadata(_ entries: [(key: String, value: String)]) {
    let keys = Set(entries.map(\.key))
    metadata = metadata.filter { !keys.contains($0.key) } + entries.filter { !$0.value.isEmpty }
  }

  /// How many operators read each value; a model's output counts as read once more.
  public func useCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: tensors.count)
    for node in nodes {
      for case let input? in node.inputs { counts[input] += 1 }
    }
    for port in outputs { counts[port.tensor] += 1 }
    return counts
  }

  /// The position of the operator that makes each value.
  public func producers() -> [TensorID: Int] {
    var result: [TensorID: Int] = [:]
    for (index, node) in nodes.enumerated() { result[node.output] = index }
    return result
  }

  /// The types of an operator's inputs as the runtime knows them, with weights in blocks.
  public func inputTypes(of node: Node) throws(ModelFault.Reason) -> TensorTypes {
    var types = TensorTypes()
    var inputs = node.inputs[...]
    if node.operation.isWeighted, !node.isPacked, let input = inputs.first, let input {
      try types.append(tensors[input].type)
      try types.append(WeightPacking.blockType(of: node, in: self))
      inputs = inputs.dropFirst(3)
    }
    for input in inputs {
      if let input { try types.append(tensors[input].type) } else { try types.append(.absent) }
    }
    return types
  }
}
