import SwiftletCases
import SwiftletCore
import Testing

@testable import SwiftletConverter

@Suite struct ScheduleTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func aSearchedOrderIsOneAndNeedsNoMore(_ seed: UInt64) throws {
    let graph = try Self.branches(seed)
    let (scheduled, plan) = try MemoryPlanner.scheduled(graph)
    try scheduled.check()
    #expect(plan.byteCount <= (try MemoryPlanner.plan(graph).byteCount))
    #expect(scheduled.nodes.map(\.output).sorted() == graph.nodes.map(\.output).sorted())
    let again = try MemoryPlanner.scheduled(graph)
    #expect(again.graph.nodes.map(\.output) == scheduled.nodes.map(\.output))
    #expect(again.plan.offsets == plan.offsets)
  }

  @Test func branchesThatAreListedSideBySideRunOneAfterTheOther() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 100])
    let wide = try (0..<4).map { _ in try sketch.fullyConnected(x, 1000) }
    let narrow = try wide.map { try sketch.fullyConnected($0, 100) }
    let graph = try WeightPacking.pack(
      sketch.graph(try sketch.concatenation(narrow, axis: 1)))
    let before = try MemoryPlanner.plan(graph).byteCount
    let (_, plan) = try MemoryPlanner.scheduled(graph)
    #expect(before >= 4 * 4000)
    #expect(plan.byteCount <= 400 + 4000 + 4 * 400 + 64)
    #expect(plan.byteCount == plan.lowerBound)
  }

  @Test(.enabled(if: ModelFolder.isPresent), arguments: ModelFolder.files(".tflite"))
  func aPublicModelNeedsNoMoreThanInItsOwnOrderAndMeetsItsBound(_ path: String) throws {
    let bytes = try #require(ModelFolder.bytes(path))
    guard let model = try? Converter.read(.tflite(bytes)) else { return }
    var graph = model.graph
    try Passes.optimize(&graph)
    try Passes.finish(&graph)
    graph = try WeightPacking.pack(graph)
    let plan = try MemoryPlanner.scheduled(graph).plan
    #expect(plan.byteCount <= (try MemoryPlanner.plan(graph).byteCount))
    #expect(plan.byteCount == plan.lowerBound)
  }

  /// Values of many sizes, each made of one or two of any earlier.
  private static func branches(_ seed: UInt64) throws -> Graph {
    var sketch = Sketch(seed: seed)
    var values = [try sketch.input([4, 8])]
    for _ in 0..<24 {
      let x = values[sketch.numbers.index(below: values.count)]
      let y = values[sketch.numbers.index(below: values.count)]
      let width = 1 + sketch.numbers.index(below: 60)
      values.append(
        sketch.numbers.index(below: 3) == 0
          ? try sketch.concatenation([x, y], axis: 1) : try sketch.fullyConnected(x, width))
    }
    let graph = sketch.graph(values[values.count - 1], values[values.count - 2])
    var result = try WeightPacking.pack(graph)
    try RemoveDeadCode.run(&result)
    return result
  }
}
