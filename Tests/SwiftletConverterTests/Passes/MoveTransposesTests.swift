import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct MoveTransposesTests {
  @Test func anOrdinaryNetworkOfChannelsFirstKeepsOneTransposeAtItsDoor() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 3, 8, 8])
    var y = try sketch.convolution(x, 4)
    y = try sketch.unary(.relu, sketch.batchNormalization(y))
    let left = try sketch.batchNormalization(sketch.convolution(y, 4))
    y = try sketch.unary(.relu, sketch.binary(.add, left, y))
    y = try sketch.pool(y, .maximum)
    let right = try sketch.unary(.silu, sketch.convolution(y, 2, kernel: 1, pad: 0))
    y = try sketch.concatenation([y, right], axis: 1)
    y = try sketch.fullyConnected(sketch.flattened(y), 5)
    let graph = sketch.graph(y)
    let optimized = try optimized(graph)
    #expect(optimized.count(.transpose) == 1)
    #expect(optimized.count(.binary) == 1, "the residual sum alone is left")
    #expect(agree(try graph.realOutputs(seed: 7), try optimized.realOutputs(seed: 7)))
  }

  @Test func anImageOfOneChannelNeedsNoTransposeAtAll() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 1, 8, 8])
    let y = try sketch.pool(sketch.unary(.relu, sketch.convolution(x, 4)), .average)
    let mean = try sketch.reduce(.mean, y, [2, 3], keeps: false)
    let graph = sketch.graph(try sketch.unary(.logistic, mean))
    let optimized = try optimized(graph)
    #expect(optimized.count(.transpose) == 0)
    #expect(agree(try graph.realOutputs(seed: 7), try optimized.realOutputs(seed: 7)))
  }

  @Test func aChannelShuffleTurnsOnlyTheChannels() throws {
    var sketch = Sketch()
    let x = try sketch.input([1, 4, 6, 6])
    var y = try sketch.convolution(x, 8)
    y = try sketch.reshape(y, [1, 2, 4, 6, 6])
    y = try sketch.transpose(y, [0, 2, 1, 3, 4])
    y = try sketch.reshape(y, [1, 8, 6, 6])
    y = try sketch.convolution(y, 4, groups: 2)
    let graph = sketch.graph(try sketch.reduce(.mean, y, [2, 3]))
    let optimized = try optimized(graph)
    #expect(optimized.count(.transpose) == 2, "one at the door, one of the channels")
    #expect(agree(try graph.realOutputs(seed: 7), try optimized.realOutputs(seed: 7)))
  }

  @Test func rowsOfChannelsAsImagesOfOneLineKeepOneTransposeToo() throws {
    var sketch = Sketch()
    var y = try sketch.input([2, 3, 12])
    for channels in [4, 5, 6] {
      let image = try sketch.reshape(y, [2, sketch.lengths(y)[1], 1, 12])
      let made = try sketch.convolution(image, channels, kernel: 1, pad: 0)
      y = try sketch.reshape(made, [2, channels, 12])
      y = try sketch.binary(.multiply, y, sketch.constant([channels, 1]))
      y = try sketch.unary(.relu, y)
    }
    let graph = sketch.graph(try sketch.reduce(.mean, y, [2], keeps: false))
    let optimized = try optimized(graph)
    #expect(optimized.count(.transpose) == 1 && optimized.count(.unary) == 0)
    #expect(optimized.count(.binary) == 0)
    #expect(agree(try graph.realOutputs(seed: 7), try optimized.realOutputs(seed: 7)))
  }

  @Test func aValueThatManyNeedInItsOwnOrderIsTurnedOnce() throws {
    var sketch = Sketch()
    let x = try sketch.input([2, 3, 5])
    let turned = try sketch.transpose(x, [0, 2, 1])
    let y = try sketch.unary(.relu, turned)
    // Rows of the innermost axis cannot be read across.
    let outputs = try [UnaryFunction.exp, .sin].map { function in
      try sketch.fullyConnected(sketch.unary(function, y), 2)
    }
    let graph = sketch.graph(outputs[0], outputs[1])
    let optimized = try optimized(graph)
    #expect(optimized.count(.transpose) == 1)
    #expect(agree(try graph.realOutputs(seed: 7), try optimized.realOutputs(seed: 7)))
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func everyPassKeepsWhatARandomGraphComputes(_ seed: UInt64) throws {
    var random = RandomNetwork(seed: seed)
    var graph = try random.graph()
    try graph.check()
    let expected = try graph.realOutputs(seed: seed)
    let before = graph.count(.transpose)
    var previous = "source"
    let check = { (stage: String, graph: Graph) in
      let found = try? graph.realOutputs(seed: seed)
      #expect(
        found.map { agree(expected, $0, within: 1e-3) } ?? false,
        "\(stage), behind \(previous), of seed \(seed)")
      previous = stage
    }
    try Passes.optimize(&graph, dump: check)
    try Passes.finish(&graph, dump: check)
    #expect(graph.count(.transpose) <= before)
  }

  private func optimized(_ graph: Graph) throws -> Graph {
    var result = graph
    try Passes.optimize(&result)
    return result
  }
}
