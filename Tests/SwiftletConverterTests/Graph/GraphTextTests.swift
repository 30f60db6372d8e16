import SwiftletCore
import Testing

@testable import SwiftletConverter

@Suite struct GraphTextTests {
  @Test func aLineNamesTheOperatorItsAttributesItsInputsAndItsType() throws {
    var builder = GraphBuilder()
    let x = builder.input("x", TensorType(.float32, try Shape([2, 3])))
    let two = builder.constant("two", TensorType(.float32, Shape()), .init(elements: [Float(2)]))
    var product = Binary.Attributes()
    product.function = .multiply
    product.bounds = Bounds(lower: 0)
    let y = try builder.add(.binary(product), [x, two], name: "y")
    builder.output("y", y)
    #expect(
      builder.graph.text == """
        input %0:x : float32[2×3]
        constant %1:two : float32[]
        %2:y = binary(function: multiply, lower: 0.0) %0 %1 : float32[2×3]
        output %2:y : float32[2×3]

        """)
  }

  @Test func everyPassShowsTheGraphItLeaves() throws {
    var builder = GraphBuilder()
    let x = builder.input("x", TensorType(.float32, try Shape([4])))
    builder.output("y", x)
    var graph = builder.graph
    var stages: [String] = []
    try Passes.optimize(&graph) { stage, _ in stages.append(stage) }
    try Passes.finish(&graph) { stage, graph in
      stages.append(stage)
      if stage == SeparateOutputs.name { #expect(graph.nodes.count == 1) }
    }
    #expect(stages.last == SeparateOutputs.name && stages.count >= 2)
  }
}
