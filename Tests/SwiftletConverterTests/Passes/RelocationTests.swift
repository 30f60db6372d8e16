import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// Operators between a transpose and its inverse: both go, and what is computed stays.
@Suite struct RelocationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let write: @Sendable (inout Sketch, Graph.TensorID) throws -> Graph.TensorID
  }

  static let cases: [Case] = [
    Case(testDescription: "a function") { s, x in try s.unary(.exp, x) },
    Case(testDescription: "a sum with a constant of fewer axes") { s, x in
      try s.binary(.add, x, s.constant([4, 3]))
    },
    Case(testDescription: "a parametric line") { s, x in try s.add(.pRelu, x, s.constant([3])) },
    Case(testDescription: "a softmax") { s, x in
      var attributes = Softmax.Attributes()
      attributes.axis = 1
      return try s.add(.softmax(attributes), x)
    },
    Case(testDescription: "a slice") { s, x in
      var attributes = Slice.Attributes()
      attributes.begin = IntegerList([0, 3, 1]) ?? IntegerList()
      attributes.stride = IntegerList([1, -2, 1]) ?? IntegerList()
      attributes.size = IntegerList([2, 2, 2]) ?? IntegerList()
      return try s.add(.slice(attributes), x)
    },
    Case(testDescription: "a pad") { s, x in
      var attributes = Pad.Attributes()
      attributes.before = IntegerList([0, 2, 0]) ?? IntegerList()
      attributes.after = IntegerList([0, 0, 1]) ?? IntegerList()
      return try s.add(.pad(attributes), x)
    },
    Case(testDescription: "a mean") { s, x in try s.reduce(.mean, x, [-1]) },
    Case(testDescription: "a running sum") { s, x in
      var attributes = Cumulative.Attributes()
      attributes.axis = 1
      return try s.add(.cumulative(attributes), x)
    },
    Case(testDescription: "a normalization along two axes") { s, x in
      var attributes = Normalization.Attributes()
      attributes.axis = 1
      attributes.epsilon = 1e-3
      return try s.add(.normalization(attributes), x, s.constant([4, 3]), s.constant([3]))
    },
    Case(testDescription: "the greatest") { s, x in
      var attributes = TopK.Attributes()
      (attributes.axis, attributes.k) = (1, 2)
      return try s.add(.topK(attributes), x)
    },
    Case(testDescription: "a concatenation") { s, x in
      try s.concatenation([x, s.unary(.sin, x), s.constant([2, 4, 3])], axis: 1)
    },
    Case(testDescription: "a choice") { s, x in
      let zero = s.constant(0)
      var attributes = Compare.Attributes()
      attributes.relation = .less
      let isLess = try s.add(.compare(attributes), x, zero)
      return try s.add(.select, isLess, s.constant([4, 1]), x)
    },
    Case(testDescription: "a repetition") { s, x in
      var attributes = BroadcastTo.Attributes()
      attributes.shape = IntegerList([2, 4, 3]) ?? IntegerList()
      return try s.add(.broadcastTo(attributes), s.reduce(.sum, x, [1]))
    },
  ]

  @Test(arguments: cases)
  func anOperatorMovesThroughATranspose(_ each: Case) throws {
    var sketch = Sketch()
    // The first function keeps the transposes from standing at a door.
    let x = try sketch.unary(.tanh, sketch.input([2, 3, 4]))
    let y = try each.write(&sketch, sketch.transpose(x, [0, 2, 1]))
    let graph = sketch.graph(try sketch.transpose(y, [0, 2, 1]))
    var optimized = graph
    try Passes.optimize(&optimized)
    #expect(optimized.count(.transpose) == 0, "\(optimized.text)")
    #expect(agree(try graph.realOutputs(seed: 9), try optimized.realOutputs(seed: 9)))
  }

  @Test func aProductOfMatricesReadsATurnedOneWhereItLies() throws {
    var sketch = Sketch()
    let (x, y) = (try sketch.input([2, 3, 4]), try sketch.input([2, 5, 4]))
    let product = try sketch.add(.matMul(.init()), x, sketch.transpose(y, [0, 2, 1]))
    let graph = sketch.graph(product)
    var optimized = graph
    try Passes.optimize(&optimized)
    #expect(optimized.nodes.count == 1)
    #expect(agree(try graph.realOutputs(seed: 9), try optimized.realOutputs(seed: 9)))
  }
}
