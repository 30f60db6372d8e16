import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct SinkReshapesTests {
  /// A block of a causal network on series, as Keras gives it: the convolution has an axis more.
  private static func block(_ sketch: inout Sketch, _ x: Graph.TensorID) throws -> Graph.TensorID {
    var pad = Pad.Attributes()
    pad.before = IntegerList([0, 4, 0]) ?? IntegerList()
    pad.after = IntegerList([0, 0, 0]) ?? IntegerList()
    let wide = try sketch.reshape(try sketch.add(.pad(pad), x), [1, 1, 16, 5])
    var attributes = Conv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth, attributes.channels) = (1, 3, 5)
    attributes.dilationWidth = 2
    let sum = try sketch.add(
      .conv2D(attributes), wide, try sketch.constant([5, 1, 3, 5]), try sketch.constant([5]))
    let residual = try sketch.binary(.add, try sketch.reshape(sum, [1, 12, 5]), x)
    return try sketch.unary(.relu, residual)
  }

  @Test func aCausalNetworkKeepsNoPadAndNoSumOfItsOwn() throws {
    var sketch = Sketch(seed: 7)
    var value = try sketch.reshape(try sketch.input([1, 1, 12, 5]), [1, 12, 5])
    for _ in 1...3 { value = try Self.block(&sketch, value) }
    let graph = sketch.graph(value)
    var optimized = graph
    try Passes.optimize(&optimized)
    try Passes.finish(&optimized)
    #expect(optimized.count(.pad) == 0 && optimized.count(.binary) == 0)
    #expect(optimized.count(.conv2D) == 3 && optimized.count(.reshape) <= 1)
    for seed in 1...3 as ClosedRange<UInt64> {
      #expect(agree(try optimized.realOutputs(seed: seed), try graph.realOutputs(seed: seed)))
    }
  }

  @Test func aSumOfImagesAndASeriesThatHasOtherReadersIsOfImages() throws {
    var sketch = Sketch(seed: 9)
    let image = try sketch.unary(.tanh, try sketch.input([1, 1, 12, 5]))
    let series = try sketch.reshape(image, [12, 1, 5])
    var attributes = Conv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth, attributes.channels) = (1, 1, 5)
    let made = try sketch.add(
      .conv2D(attributes), try sketch.reshape(series, [1, 1, 12, 5]),
      try sketch.constant([5, 1, 1, 5]), try sketch.constant([5]))
    let sum = try sketch.binary(.add, try sketch.reshape(made, [12, 1, 5]), series)
    let graph = sketch.graph(sum, series)
    var optimized = graph
    try Passes.optimize(&optimized)
    try Passes.finish(&optimized)
    #expect(optimized.count(.binary) == 0)
    #expect(agree(try optimized.realOutputs(seed: 1), try graph.realOutputs(seed: 1)))
  }

  @Test(arguments: [([1, 3, 4], [2, 0, 0]), ([12, 1], [1, 0]), ([12, 1], [0, 1])])
  func aPadOfAxesThatTheSourceHasNotStaysBehindItsReshape(
    shape: [Int], before: [Int]
  ) throws {
    var sketch = Sketch(seed: 8)
    let source = try sketch.unary(.tanh, try sketch.input([3, 4]))
    var pad = Pad.Attributes()
    pad.before = IntegerList(before) ?? IntegerList()
    pad.after = pad.before
    let graph = sketch.graph(try sketch.add(.pad(pad), try sketch.reshape(source, shape)))
    var sunk = graph
    try SinkReshapes.run(&sunk)
    let operations = sunk.nodes.map(\.operation.code)
    #expect(operations == [.unary, .reshape, .pad])
    #expect(try sunk.realOutputs(seed: 1) == graph.realOutputs(seed: 1))
  }
}
