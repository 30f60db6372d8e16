internal import SwiftletCore

/// What a schedule knows of an operator: the bytes it takes, makes and frees, and who must come first.
///
/// A value that lies on another one, as a reshape does, is not memory of its own.
struct ScheduleStep {
  /// Memory that an operator reads.
  struct Input {
    let byteCount: Int
    /// The operators that read it, under whatever name.
    let readers: [Int]
    /// Whether it is needed to the end.
    let stays: Bool
    /// Whether the output may lie over it, and whether its bytes are then still its own.
    let mayLieUnder: Bool
    let isKept: Bool
  }

  let inputs: [Input]
  /// The bytes of the output that are memory of its own.
  let byteCount: Int
  let scratchByteCount: Int
  /// Whether anything reads the output.
  let isRead: Bool
  /// The operators that make what this one reads, and those that read what it makes.
  let before: [Int]
  let after: [Int]

  /// The operators of a graph whose weights are packed.
  static func steps(of graph: Graph) throws(ModelFault.Reason) -> [ScheduleStep] {
    let memory = try ValueMemory(graph)
    let scratch = try graph.scratchByteCounts()
    let producers = graph.producers()
    var after: [[Int]] = Array(repeating: [], count: graph.nodes.count)
    var steps: [ScheduleStep] = []
    for (index, node) in graph.nodes.enumerated() {
      let before = Set(node.inputs.compactMap { $0.flatMap { producers[$0] } }).sorted()
      for producer in before { after[producer].append(index) }
      let isOwn = memory.owners[node.output] == node.output
      steps.append(
        ScheduleStep(
          inputs: try inputs(of: node, in: graph, memory),
          byteCount: isOwn ? graph.alignedByteCount(node.output) : 0,
          scratchByteCount: scratch[index],
          isRead: !memory.readers[node.output].isEmpty || memory.stays[node.output],
          before: before, after: []))
    }
    return zip(steps, after).map { step, after in
      ScheduleStep(
        inputs: step.inputs, byteCount: step.byteCount, scratchByteCount: step.scratchByteCount,
        isRead: step.isRead, before: step.before, after: after)
    }
  }

  private static func inputs(
    of node: Graph.Node, in graph: Graph, _ memory: ValueMemory
  ) throws(ModelFault.Reason) -> [Input] {
    var inputs: [Input] = []
    var seen: Set<Graph.TensorID> = []
    for (position, input) in node.inputs.enumerated() {
      guard let input, graph.tensors[input].constant == nil,
        seen.insert(memory.owners[input]).inserted
      else { continue }
      let owner = memory.owners[input]
      let sharing = try graph.sharing(of: node, input: position)
      inputs.append(
        Input(
          byteCount: graph.alignedByteCount(owner), readers: memory.readers[owner],
          stays: memory.stays[owner], mayLieUnder: sharing != nil,
          isKept: sharing?.keepsInput ?? false))
    }
    return inputs
  }
}

/// Which values are memory of their own, and who reads the memory of each.
private struct ValueMemory {
  var owners: [Graph.TensorID]
  var readers: [[Int]]
  var stays: [Bool]

  init(_ graph: Graph) throws(ModelFault.Reason) {
    owners = Array(graph.tensors.indices)
    readers = Array(repeating: [], count: graph.tensors.count)
    stays = Array(repeating: false, count: graph.tensors.count)
    for (index, node) in graph.nodes.enumerated() {
      for case let input? in node.inputs where graph.tensors[input].constant == nil {
        let owner = owners[input]
        if readers[owner].last != index { readers[owner].append(index) }
      }
      guard let input = node.inputs.first, let input, graph.tensors[input].constant == nil,
        let sharing = try graph.sharing(of: node, input: 0), sharing.keepsInput,
        graph.alignedByteCount(node.output) <= graph.alignedByteCount(input)
      else { continue }
      owners[node.output] = owners[input]
    }
    for port in graph.outputs { stays[owners[port.tensor]] = true }
  }
}

extension Graph {
  /// The bytes of a value up to where the next one may start.
  func alignedByteCount(_ id: TensorID) -> Int {
    aligned(tensors[id].type.byteCount ?? 0, to: MemoryPlanner.alignment)
  }
}
