import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct MemoryPlanTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func aPlanIsCloseToItsBoundAndTheSameEveryTime(_ seed: UInt64) throws {
    let graph = try Self.graph(seed)
    let plan = try MemoryPlanner.plan(graph)
    let again = try MemoryPlanner.plan(graph)
    #expect(plan.offsets == again.offsets && plan.byteCount == again.byteCount)
    #expect(plan.byteCount >= plan.lowerBound)
    #expect(plan.byteCount <= plan.lowerBound + plan.lowerBound / 16, "seed \(seed)")
    for (tensor, offset) in plan.offsets {
      let byteCount = graph.tensors[tensor].type.byteCount ?? 0
      #expect(offset % 16 == 0 && offset + byteCount <= plan.byteCount)
    }
  }

  @Test func smallValuesOverEachOtherLeaveRoomForTheListOfTheLoader() throws {
    var builder = GraphBuilder()
    let x = builder.input("x", TensorType(.float32, try Shape([1])))
    var shape = Reshape.Attributes()
    _ = shape.shape.append(1)
    _ = shape.shape.append(1)
    let y = try builder.add(.reshape(shape), [x], name: "y")
    let sum = try builder.add(.binary(.init()), [x, y], name: "sum")
    for (name, value) in [("x", x), ("y", y), ("sum", sum)] { builder.output(name, value) }
    let plan = try MemoryPlanner.plan(builder.graph)
    #expect(plan.lowerBound == 32)
    #expect(plan.byteCount == 3 * LoadingMemory.byteCountPerTensor)
  }

  @Test func thePartsOfAConcatenationAreMadeInTheirPlaces() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 8, 8])
    let parts = try [UnaryFunction.exp, .sin, .cos].map { try sketch.unary($0, x) }
    let whole = try sketch.concatenation(parts, axis: 1)
    let graph = sketch.graph(try sketch.reduce(.sum, whole, [1, 2]))
    let plan = try MemoryPlanner.plan(graph)
    let start = try #require(plan.offsets[whole])
    #expect(parts.map { plan.offsets[$0] } == [start, start + 256, start + 512])
    // The input is no longer needed when the last part lies over it.
    #expect(plan.byteCount == 3 * 256 + 16 || plan.byteCount == 4 * 256)
    #expect(plan.byteCount == plan.lowerBound)
  }

  @Test func aSliceOfNeighboursIsReadWhereItLies() throws {
    var sketch = Sketch()
    let x = try sketch.unary(.exp, sketch.input([4, 8, 8]))
    var attributes = Slice.Attributes()
    attributes.begin = IntegerList([2, 0, 0]) ?? IntegerList()
    attributes.size = IntegerList([2, 8, 8]) ?? IntegerList()
    let slice = try sketch.add(.slice(attributes), x)
    let plan = try MemoryPlanner.plan(sketch.graph(try sketch.reduce(.sum, slice, [])))
    let start = try #require(plan.offsets[x])
    #expect(plan.offsets[slice] == start + 512)
  }

  /// Values of many sizes, each read by a random number of later steps.
  private static func graph(_ seed: UInt64) throws -> Graph {
    var random = SeededRandom(seed: seed)
    var builder = GraphBuilder()
    var values: [Graph.TensorID] = []
    for index in 0..<6 {
      let length = Int.random(in: 1...600, using: &random)
      values.append(builder.input("x\(index)", TensorType(.float32, try Shape([length]))))
    }
    for step in 0..<30 {
      let source = values[Int.random(in: 0..<values.count, using: &random)]
      values.append(try builder.add(.softmax(.init()), [source], name: "y\(step)"))
    }
    builder.output("y", values[values.count - 1])
    return builder.graph
  }
}
