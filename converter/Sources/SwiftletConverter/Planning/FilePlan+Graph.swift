internal import SwiftletCore

extension FilePlan {
  /// Gives every value of a graph its place, and leaves out what nothing reads.
  init(_ graph: Graph) throws {
    let (graph, memory) = try MemoryPlanner.scheduled(WeightPacking.pack(graph))
    let lifetimes = Lifetimes(of: graph)
    var numbers: [Graph.TensorID: Int] = [:]
    var constants = ConstantSection()
    for case let id? in graph.nodes.lazy.filter(\.isPacked).map({ $0.inputs[1] }) {
      _ = constants.add(graph.tensors[id].constant ?? [], alignment: 64)
    }
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

/// The bytes of all constants, each aligned for what reads it, equal ones once.
private struct ConstantSection {
  private(set) var bytes: [UInt8] = []
  private var offsets: [[UInt8]: Int] = [:]

  mutating func add(_ constant: [UInt8], alignment: Int = 16) -> Int {
    if let offset = offsets[constant], offset % alignment == 0 { return offset }
    let offset = aligned(bytes.count, to: alignment)
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
