internal import SwiftletCore

/// The place of every value and scratch block in the arena.
struct MemoryPlan {
  /// The offset of each value that lies in the arena.
  var offsets: [Graph.TensorID: Int]

  /// The scratch memory of each step.
  var scratch: [Range<Int>]

  /// The bytes that all of it needs.
  var byteCount: Int

  /// The most bytes that are alive at one step; no plan of this order needs fewer, as long as the
  /// same values share memory.
  var lowerBound: Int
}

/// Finds places for a graph's values: lifetimes first, then operators in place, then best fit.
struct MemoryPlanner {
  private let graph: Graph
  private let lifetimes: Lifetimes
  private var blocks: [Block] = []
  private var blockOf: [Graph.TensorID: Int] = [:]

  /// The multiple of bytes at which every value starts.
  static let alignment = 16

  /// The most threads that an operator gets scratch memory for.
  static let mostLanes = 8

  /// The most arrangements that a search tries, and the most pairs of blocks that it looks at.
  private static let mostTrials = 2000
  private static let mostComparisons = 1 << 23

  /// Plans the memory of a graph whose weights are packed.
  static func plan(_ graph: Graph) throws(ModelFault.Reason) -> MemoryPlan {
    var planner = MemoryPlanner(graph)
    try planner.formBlocks()
    return try planner.place()
  }

  /// Plans the memory of a graph in its own order and in one that is searched; the better counts.
  static func scheduled(
    _ graph: Graph
  ) throws(ModelFault.Reason) -> (graph: Graph, plan: MemoryPlan) {
    let plan = try plan(graph)
    var other = graph
    other.nodes = try Schedule.order(of: graph).map { graph.nodes[$0] }
    var planner = MemoryPlanner(other)
    try planner.formBlocks()
    guard try planner.lowerBound() < plan.byteCount else { return (graph, plan) }
    let candidate = try planner.place()
    return candidate.byteCount < plan.byteCount ? (other, candidate) : (graph, plan)
  }

  private init(_ graph: Graph) {
    self.graph = graph
    lifetimes = Lifetimes(of: graph)
  }

  // MARK: Blocks

  private mutating func formBlocks() throws(ModelFault.Reason) {
    for tensor in lifetimes.activations {
      blockOf[tensor] = blocks.count
      let member = Block.Member(
        tensor: tensor, offset: 0,
        byteCount: aligned(graph.tensors[tensor].type.byteCount ?? 0, to: Self.alignment),
        birth: lifetimes.births[tensor], death: lifetimes.deaths[tensor])
      blocks.append(Block(members: [member]))
    }
    for (step, node) in graph.nodes.enumerated() {
      for position in node.inputs.indices { try share(node, position, at: step) }
    }
  }

  /// Puts a step's output over one of its inputs where the operator allows it and nothing suffers.
  private mutating func share(
    _ node: Graph.Node, _ position: Int, at step: Int
  ) throws(ModelFault.Reason) {
    guard let input = node.inputs[position], let from = blockOf[input],
      let to = blockOf[node.output], from != to,
      let sharing = try graph.sharing(of: node, input: position)
    else { return }
    // A value that is read twice must be one that both readings may lie under.
    for other in node.inputs.indices where node.inputs[other] == input {
      guard try graph.sharing(of: node, input: other) == sharing else { return }
    }
    let member = blocks[from].members.first { $0.tensor == input }
    let output = blocks[to].members.first { $0.tensor == node.output }
    guard let member, let output else { return }
    // The output's block moves so that the input lies where the operator wants it.
    let shift = member.offset - sharing.offset - output.offset
    var moved = blocks[to].members
    for index in moved.indices { moved[index].offset += shift }
    for other in moved {
      for own in blocks[from].members where own.meets(other) && overlaps(own, other) {
        guard other.tensor == node.output, own.tensor == input,
          sharing.keepsInput || own.death == step
        else { return }
      }
    }
    let members = blocks[from].members + moved
    let least = members.map(\.offset).min() ?? 0
    guard least % Self.alignment == 0, shift % Self.alignment == 0 else { return }
    blocks[from].members = members.map {
      var member = $0
      member.offset -= least
      return member
    }
    for other in moved { blockOf[other.tensor] = from }
    blocks[to].members = []
  }

  private func overlaps(_ one: Block.Member, _ other: Block.Member) -> Bool {
    one.offset < other.offset + other.byteCount && other.offset < one.offset + one.byteCount
  }

  // MARK: Places

  private mutating func place() throws(ModelFault.Reason) -> MemoryPlan {
    let members = blocks.flatMap { $0.members }
    let perLane = try scratchByteCounts()
    let alive = aliveByteCounts()
    let lowerBound = try lowerBound()
    // More lanes than one only where the memory is there anyway.
    let scratchCounts = zip(alive, perLane).map { alive, lane in
      lane == 0 ? 0 : lane * max(1, min(Self.mostLanes, (lowerBound - alive) / lane))
    }
    var best = search(scratchCounts, downTo: lowerBound)
    if best.byteCount > lowerBound, scratchCounts != perLane {
      let candidate = search(perLane, downTo: lowerBound)
      if candidate.byteCount < best.byteCount { best = candidate }
    }
    best.byteCount = max(best.byteCount, loadingByteCount(members))
    best.lowerBound = lowerBound
    return best
  }

  /// The bytes that the loader's list of values needs, beyond the plans that it has not written.
  ///
  /// More than zero only where several small values lie over each other.
  private func loadingByteCount(_ members: [Block.Member]) -> Int {
    (-1..<graph.nodes.count).map { step in
      let alive = members.count { $0.birth <= step && $0.death > step }
      return alive * LoadingMemory.byteCountPerTensor
        - (graph.nodes.count - 1 - step) * LoadingMemory.leastStepByteCount
    }.max() ?? 0
  }

  private func scratchByteCounts() throws(ModelFault.Reason) -> [Int] {
    try graph.scratchByteCounts().map { aligned($0, to: Self.alignment) }
  }

  /// The most bytes that are alive at one step.
  private func lowerBound() throws(ModelFault.Reason) -> Int {
    zip(aliveByteCounts(), try scratchByteCounts()).map { $0 + $1 }.max() ?? 0
  }

  /// The bytes of values alive at each step, with bytes that two share counted once.
  private func aliveByteCounts() -> [Int] {
    (0..<max(1, graph.nodes.count)).map { step in
      blocks.reduce(0) { sum, block in
        let spans = block.members.filter { $0.birth <= step && $0.death >= step }
          .map { $0.offset..<($0.offset + $0.byteCount) }.sorted { $0.lowerBound < $1.lowerBound }
        var end = 0
        var bytes = 0
        for span in spans where span.upperBound > end {
          bytes += span.upperBound - max(end, span.lowerBound)
          end = span.upperBound
        }
        return sum + bytes
      }
    }
  }

  // MARK: Search

  /// The best arrangement of several orders and of what comes of changing the best of them.
  ///
  /// The search ends at the lower bound or after a number of trials; chance is a fixed sequence.
  private func search(_ scratchCounts: [Int], downTo lowerBound: Int) -> MemoryPlan {
    let pieces = pieces(scratchCounts)
    var (order, best) = (pieces, arrange(pieces))
    for rank in [BlockRank.byArea, .byBirth] where best.byteCount > lowerBound {
      let other = pieces.sorted(rank)
      let candidate = arrange(other)
      if candidate.byteCount < best.byteCount { (order, best) = (other, candidate) }
    }
    var chance = Chance()
    // A trial compares every piece with every other.
    let trialCount = min(
      Self.mostTrials, Self.mostComparisons / max(1, pieces.count * pieces.count))
    for _ in 0..<trialCount where best.byteCount > lowerBound {
      var changed = order
      // What ends last is placed earlier, or any piece elsewhere.
      let ending = order.indices.filter { index in
        order[index].members.contains { best.end(of: $0) == best.byteCount }
      }
      let from =
        chance.isHeads
        ? ending[chance.index(below: ending.count)] : chance.index(below: order.count)
      let piece = changed.remove(at: from)
      changed.insert(piece, at: chance.index(below: order.count))
      let candidate = arrange(changed)
      if candidate.byteCount <= best.byteCount { (order, best) = (changed, candidate) }
    }
    return best
  }

  /// The blocks and the scratch memory, the greatest first.
  private func pieces(_ scratchCounts: [Int]) -> [Block] {
    var pieces = blocks.filter { !$0.members.isEmpty }
    for (step, count) in scratchCounts.enumerated() where count > 0 {
      pieces.append(
        Block(members: [
          .init(tensor: -1 - step, offset: 0, byteCount: count, birth: step, death: step)
        ]))
    }
    return pieces.sorted(.bySize)
  }

  /// Gives each block, in order, the lowest place at which it meets nothing that is there.
  private func arrange(_ pieces: [Block]) -> MemoryPlan {
    var placed: [Block.Member] = []
    for piece in pieces {
      let offset = lowestPlace(for: piece, among: placed)
      placed += piece.members.map {
        var member = $0
        member.offset += offset
        return member
      }
    }
    var plan = MemoryPlan(
      offsets: [:], scratch: Array(repeating: 0..<0, count: graph.nodes.count), byteCount: 0,
      lowerBound: 0)
    for member in placed {
      let end = member.offset + member.byteCount
      plan.byteCount = max(plan.byteCount, end)
      if member.tensor >= 0 {
        plan.offsets[member.tensor] = member.offset
      } else {
        plan.scratch[-1 - member.tensor] = member.offset..<end
      }
    }
    return plan
  }

  private func lowestPlace(for piece: Block, among placed: [Block.Member]) -> Int {
    // Each piece that is in the way rules out the starts in a range; what is left begins at 0 or
    // where such a range ends.
    var forbidden: [Range<Int>] = []
    for member in piece.members {
      for other in placed where other.meets(member) {
        let lower = other.offset - member.offset - member.byteCount + 1
        let upper = other.offset + other.byteCount - member.offset
        if upper > 0, lower < upper { forbidden.append(max(0, lower)..<upper) }
      }
    }
    forbidden.sort { $0.lowerBound < $1.lowerBound }
    var offset = 0
    for range in forbidden {
      if offset < range.lowerBound { break }
      offset = max(offset, range.upperBound)
    }
    return offset
  }
}

extension Graph {
  /// How an operator's output may lie over an input, by the operator's rule.
  func sharing(of node: Node, input position: Int) throws(ModelFault.Reason) -> Sharing? {
    var visitor = SharingOf(
      inputs: try inputTypes(of: node), output: tensors[node.output].type, position: position)
    return node.operation.visit(&visitor)
  }

  /// The bytes of scratch memory that one share of each step needs.
  func scratchByteCounts() throws(ModelFault.Reason) -> [Int] {
    var counts: [Int] = []
    for node in nodes {
      var visitor = ScratchOf(inputs: try inputTypes(of: node), output: tensors[node.output].type)
      counts.append(try node.operation.visit(&visitor))
    }
    return counts
  }
}

private struct SharingOf: OperationVisitor {
  typealias Output = Sharing?
  typealias Failure = Never

  let inputs: TensorTypes
  let output: TensorType
  let position: Int

  mutating func visit<O: Operator>(_ operator: O.Type, _ attributes: O.Attributes) -> Sharing? {
    O.sharing(attributes, inputs, output, input: position)
  }
}

private struct ScratchOf: OperationVisitor {
  typealias Output = Int
  typealias Failure = ModelFault.Reason

  let inputs: TensorTypes
  let output: TensorType

  mutating func visit<O: Operator>(
    _ operator: O.Type, _ attributes: O.Attributes
  ) throws(ModelFault.Reason) -> Int {
    try O.scratchByteCount(attributes, inputs, output)
  }
}
