import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct FoldScalesTests {
  @Test func aMapBehindEachKindOfWeightsGoesIntoThem() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 4, 5, 5])
    var y = try sketch.batchNormalization(sketch.convolution(x, 6, groups: 2))
    y = try sketch.batchNormalization(sketch.depthwise(y, multiplier: 2))
    y = try sketch.binary(.subtract, sketch.constant(1), sketch.binary(.divide, y, with: 4))
    y = try sketch.fullyConnected(sketch.reduce(.mean, y, [2, 3], keeps: false), 3)
    y = try sketch.unary(.relu, sketch.binary(.add, y, sketch.constant([1, 3])))
    try expect(
      sketch.graph(y), leaves: [.transpose, .conv2D, .depthwiseConv2D, .reduce, .fullyConnected])
  }

  @Test func aMapBeforeAWindowWithABorderGoesIntoItOnlyWithoutASum() throws {
    for pad in [0, 1] {
      var sketch = Sketch()
      let x = try sketch.input([1, 1, 6, 6])
      let y = try sketch.unary(.tanh, sketch.convolution(x, 4))
      let scaled = try sketch.binary(.multiply, y, sketch.constant([1, 4, 1, 1]))
      let shifted = try sketch.binary(.add, scaled, sketch.constant([1, 4, 1, 1]))
      let graph = sketch.graph(
        try sketch.convolution(scaled, 4, pad: pad, groups: 2),
        try sketch.convolution(shifted, 4, pad: pad))
      let optimized = try optimized(graph)
      #expect(optimized.count(.binary) == (pad == 0 ? 1 : 2))
      #expect(agree(try graph.realOutputs(seed: 5), try optimized.realOutputs(seed: 5)))
    }
  }

  @Test func aValueThatIsReadElsewhereIsNotScaled() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 4])
    let y = try sketch.fullyConnected(x, 4)
    let graph = sketch.graph(try sketch.binary(.multiply, y, with: 3), try sketch.unary(.exp, y))
    let optimized = try optimized(graph)
    #expect(optimized.count(.binary) == 1)
    #expect(agree(try graph.realOutputs(seed: 5), try optimized.realOutputs(seed: 5)))
  }

  @Test func aScaleAndAShiftOfAnImageThatIsReadElsewhereAreOneOperator() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 4, 5, 5])
    let image = try sketch.pool(x, .maximum)
    let normal = try sketch.unary(.relu, sketch.batchNormalization(image))
    let graph = sketch.graph(
      try sketch.reduce(.mean, sketch.concatenation([image, normal], axis: 1), [2, 3]))
    try expect(
      graph, leaves: [.transpose, .pool2D, .depthwiseConv2D, .concatenation, .reduce, .reshape])
  }

  @Test func aDivisionByZeroIsLeftToRun() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 4])
    let graph = sketch.graph(try sketch.binary(.divide, sketch.fullyConnected(x, 4), with: 0))
    #expect(try optimized(graph).count(.binary) == 1)
  }

  @Test func aChainOfConstantsBecomesOneLine() throws {
    var sketch = Sketch()
    let x = try sketch.input([2, 4])
    let sum = try sketch.binary(.add, sketch.binary(.multiply, x, with: 3), with: 2)
    let graph = sketch.graph(
      try sketch.binary(.divide, sketch.binary(.subtract, sum, with: 1), with: 4))
    try expect(graph, leaves: [.unary])
  }

  @Test func whatGivesWhatItGetsIsRemoved() throws {
    var sketch = Sketch()
    let x = try sketch.input([2, 4])
    var y = try sketch.binary(.multiply, sketch.binary(.add, x, with: 0), with: 1)
    y = try sketch.unary(.identity, sketch.concatenation([y], axis: 1))
    y = try sketch.transpose(sketch.reshape(y, [2, 1, 4]), [1, 0, 2])
    y = try sketch.reduce(.sum, sketch.reshape(y, [2, 4]), [])
    try expect(sketch.graph(y), leaves: [.reduce])
  }

  @Test func whatIsComputedTwiceIsComputedOnce() throws {
    var sketch = Sketch()
    let x = try sketch.input([2, 4])
    let (left, right) = (try sketch.unary(.exp, x), try sketch.unary(.exp, x))
    let sums = [try sketch.binary(.add, left, with: 2), try sketch.binary(.add, right, with: 2)]
    try expect(
      sketch.graph(try sketch.binary(.multiply, sums[0], sums[1])),
      leaves: [.unary, .binary, .binary])
  }

  @Test func constantsOfAnyShapeThatMeetOneValueComeTogether() throws {
    var sketch = Sketch()
    let x = try sketch.input([2, 3, 4])
    let whole = [2, 3, 4]
    var y = try sketch.binary(.multiply, sketch.constant(whole), sketch.binary(.divide, x, with: 3))
    y = try sketch.binary(.divide, y, sketch.constant([3, 1], in: 1...2))
    y = try sketch.binary(.subtract, y, sketch.constant(whole))
    y = try sketch.binary(.add, y, sketch.constant([2, 1, 1]))
    try expect(sketch.graph(y), leaves: [.binary, .binary])
  }

  @Test func constantsThatTogetherWouldBeLongerStayApart() throws {
    var sketch = Sketch()
    let x = try sketch.input([30, 40])
    let y = try sketch.binary(.add, x, sketch.constant([30, 1]))
    try expect(
      sketch.graph(try sketch.binary(.add, y, sketch.constant([1, 40]))),
      leaves: [.binary, .binary])
  }

  @Test func aConcatenationInsideOfAnotherIsTakenApart() throws {
    var sketch = Sketch()
    let x = try sketch.input([2, 4])
    let (left, right) = (try sketch.unary(.exp, x), try sketch.unary(.sin, x))
    let inner = try sketch.concatenation([left, right], axis: 1)
    let whole = try sketch.concatenation([x, inner, left], axis: -1)
    var part = Slice.Attributes()
    part.begin = IntegerList([0, 9]) ?? IntegerList()
    part.size = IntegerList([2, 2]) ?? IntegerList()
    let slice = try sketch.add(.slice(part), whole)
    try expect(
      sketch.graph(whole, slice), leaves: [.unary, .unary, .concatenation, .slice])
    var alone = sketch.builder.graph
    alone.outputs = [alone.outputs[1]]
    try expect(alone, leaves: [.unary, .slice])
  }

  private func expect(_ graph: Graph, leaves codes: [OperatorCode]) throws {
    let optimized = try optimized(graph)
    #expect(optimized.nodes.map(\.operation.code) == codes, "\(optimized.text)")
    #expect(agree(try graph.realOutputs(seed: 5), try optimized.realOutputs(seed: 5)))
  }

  private func optimized(_ graph: Graph) throws -> Graph {
    var result = graph
    try Passes.optimize(&result)
    return result
  }
}
