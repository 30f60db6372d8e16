internal import SwiftletCore

extension FilePlan {
  /// Gives every value of a graph its place, and leaves out what nothing reads.
  init(_ graph: Graph) throws {
    let (graph, memory) = try MemoryPlanner.scheduled(WeightPacking.pack(graph))
    let lifetimes = Lifetimes(of: graph)
    var numbers: [Graph.TensorID: Int] = [:]
    var constants = ConstantSection()
    tensors = []
    for id in graph.fileOrder() {
      let tensor = graph.tensors[id]
      let place: Place
      if let bytes = tensor.constant {
        place = .constants(offset: constants.add(bytes))
      } else if let offset = memory.offsets[id] {
        place = .arena(offset: offset)
      } else {
        continue
      }
      numbers[id] = tensors.count
      tensors.append(
        Tensor(
          name: tensor.name, type: tensor.type, channels: tensor.channels, place: place,
          lastUse: tensor.constant == nil ? lifetimes.deaths[id] : 0))
    }
    steps = graph.nodes.enumerated().map { index, node in
      Step(
        name: node.name, operation: node.operation,
        inputs: node.inputs.map { $0.flatMap { numbers[$0] } },
        output: numbers[node.output] ?? -1, scratch: memory.scratch[index])
    }
    let numbered = { (port: Graph.Port) in
      Graph.Port(name: port.name, tensor: numbers[port.tensor] ?? -1)
    }
    inputs = graph.inputs.map(numbered)
    outputs = graph.outputs.map(numbered)
    self.constants = constants.bytes
    activationByteCount = memory.byteCount
    lowerBound = memory.lowerBound
    metadata = graph.metadata
  }
}

/// The bytes of all constants, each on a boundary of 64, equal ones once.
private struct ConstantSection {
  private(set) var bytes: [UInt8] = []
  private var offsets: [[UInt8]: Int] = [:]

  mutating func add(_ constant: [UInt8]) -> Int {
    if let offset = offsets[constant] { return offset }
    let offset = aligned(bytes.count, to: 64)
    bytes.append(contentsOf: repeatElement(0, count: offset - bytes.count))
    bytes.append(contentsOf: constant)
    offsets[constant] = offset
    return offset
  }
}

extension Graph {
  /// The values that a file holds: the inputs, then each step's constants and its output.
  fileprivate func fileOrder() -> [TensorID] {
    var seen = Set<TensorID>()
    var order: [TensorID] = []
    let append = { (id: TensorID) in if seen.insert(id).inserted { order.append(id) } }
    for port in inputs { append(port.tensor) }
    for node in nodes {
      for case let input? in node.inputs { append(input) }
      append(node.output)
    }
    for port in outputs { append(port.tensor) }
    return order
  }
}
