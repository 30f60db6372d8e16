internal import SwiftletCore

/// Finds an order of a graph's operators in which fewer bytes are alive at once.
///
/// A beam of partial orders grows by one operator at a time. Of those that have run the same
/// operators only the best is kept; an operator that frees what it takes runs at once. The bytes
/// are an estimate, since where values share memory is decided later; see ``MemoryPlanner``.
struct Schedule {
  /// A partial order, as the operators that have run.
  private struct State {
    var done: [UInt64]
    var ready: [Int]
    var alive: Int
    var peak: Int
    /// The last operator in the list of all that were tried.
    var last: Int

    func hasRun(_ step: Int) -> Bool { done[step / 64] & (1 << UInt64(step % 64)) != 0 }
  }

  /// The most partial orders that grow side by side.
  private static let mostStates = 128
  /// The most words of partial orders that are copied before the rest runs in the source's order.
  private static let mostCopied = 1 << 26

  private let steps: [ScheduleStep]
  private let inputByteCount: Int
  private var copied = 0
  private var tried: [(step: Int, before: Int)] = []

  /// The operators of a graph in an order that needs few bytes at once.
  static func order(of graph: Graph) throws(ModelFault.Reason) -> [Int] {
    var schedule = Schedule(
      steps: try ScheduleStep.steps(of: graph),
      inputByteCount: graph.inputs.reduce(0) { $0 + graph.alignedByteCount($1.tensor) })
    return schedule.search()
  }

  private init(steps: [ScheduleStep], inputByteCount: Int) {
    self.steps = steps
    self.inputByteCount = inputByteCount
  }

  private mutating func search() -> [Int] {
    var states = [
      State(
        done: Array(repeating: 0, count: steps.count / 64 + 1),
        ready: steps.indices.filter { steps[$0].before.isEmpty }, alive: inputByteCount, peak: 0,
        last: -1)
    ]
    for _ in steps where copied < Self.mostCopied {
      var grown: [[UInt64]: State] = [:]
      for state in states {
        for step in choices(state) {
          let next = run(step, state)
          if let other = grown[next.done], !isBetter(next, other) { continue }
          grown[next.done] = next
        }
      }
      states = Array(grown.values.sorted(by: isBetter).prefix(Self.mostStates))
    }
    guard let best = states.first else { return Array(steps.indices) }
    return path(best) + steps.indices.filter { !best.hasRun($0) }
  }

  /// The operators to try next; one alone where it leaves no more alive than it finds.
  private func choices(_ state: State) -> [Int] {
    let free = state.ready.first { step in
      let (during, after) = bytes(of: step, state)
      return during <= state.peak && after <= state.alive
    }
    return free.map { [$0] } ?? state.ready
  }

  /// The bytes alive while an operator runs and after it.
  private func bytes(of index: Int, _ state: State) -> (during: Int, after: Int) {
    let step = steps[index]
    var saved = 0
    var freed = 0
    for input in step.inputs {
      let ends = !input.stays && input.readers.allSatisfy { $0 == index || state.hasRun($0) }
      if ends { freed += input.byteCount }
      if input.mayLieUnder, ends || input.isKept { saved += input.byteCount }
    }
    let grown = max(0, step.byteCount - saved)
    let during = state.alive + grown + step.scratchByteCount
    let unread = step.isRead ? 0 : step.byteCount
    return (during, state.alive + step.byteCount - freed - unread)
  }

  private mutating func run(_ index: Int, _ state: State) -> State {
    let (during, after) = bytes(of: index, state)
    var next = state
    copied += state.done.count + state.ready.count
    next.done[index / 64] |= 1 << UInt64(index % 64)
    next.ready.removeAll { $0 == index }
    for reader in steps[index].after
    where steps[reader].before.allSatisfy({ next.hasRun($0) }) && !next.ready.contains(reader) {
      next.ready.insert(reader, at: next.ready.firstIndex { $0 > reader } ?? next.ready.count)
    }
    next.peak = max(state.peak, during)
    next.alive = after
    next.last = tried.count
    tried.append((index, state.last))
    return next
  }

  /// Whether one state is to be preferred: by the peak, by what is alive, by which was there first.
  private func isBetter(_ one: State, _ other: State) -> Bool {
    (one.peak, one.alive, one.last) < (other.peak, other.alive, other.last)
  }

  private func path(_ state: State) -> [Int] {
    var result: [Int] = []
    var position = state.last
    while position >= 0 {
      result.append(tried[position].step)
      position = tried[position].before
    }
    return result.reversed()
  }
}
