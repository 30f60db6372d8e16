import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// A block of attention as exporters write it.
@Suite struct AttentionTests {
  @Test(arguments: [false, true])
  func whatScalesAttentionIsFolded(beforeTheProduct: Bool) throws {
    var sketch = Sketch()
    let x = try normalized(sketch.input([2, 6, 8]), in: &sketch)
    var query = try heads(x, in: &sketch)
    let key = try sketch.transpose(heads(x, in: &sketch), [0, 1, 3, 2])
    if beforeTheProduct { query = try sketch.binary(.divide, query, with: 2) }
    var scores = try sketch.add(.matMul(.init()), query, key)
    if !beforeTheProduct { scores = try sketch.binary(.multiply, scores, with: 0.5) }
    let shares = try sketch.add(.softmax(.init()), scores)
    let sum = try sketch.add(.matMul(.init()), shares, heads(x, in: &sketch))
    let joined = try sketch.reshape(sketch.transpose(sum, [0, 2, 1, 3]), [2, 6, 8])
    let y = try sketch.binary(.add, sketch.fullyConnected(joined, 8), x)
    let graph = sketch.graph(y)
    var optimized = graph
    try Passes.optimize(&optimized)
    #expect(optimized.count(.transpose) == 4, "three to heads, one back")
    #expect(optimized.count(.binary) == 1, "the residual sum alone is left")
    #expect(optimized.count(.normalization) == 1 && optimized.count(.reduce) == 0)
    #expect(agree(try graph.realOutputs(seed: 4), try optimized.realOutputs(seed: 4)))
  }

  /// Rows of eight numbers as two heads of four.
  private func heads(_ x: Graph.TensorID, in sketch: inout Sketch) throws -> Graph.TensorID {
    let rows = try sketch.reshape(sketch.fullyConnected(x, 8), [2, 6, 2, 4])
    return try sketch.transpose(rows, [0, 2, 1, 3])
  }

  private func normalized(
    _ x: Graph.TensorID, in sketch: inout Sketch
  ) throws -> Graph.TensorID {
    let centered = try sketch.binary(.subtract, x, sketch.reduce(.mean, x, [-1]))
    let square = try sketch.binary(.multiply, centered, centered)
    let variance = try sketch.binary(.add, sketch.reduce(.mean, square, [-1]), with: 1e-5)
    let normal = try sketch.binary(.divide, centered, sketch.unary(.sqrt, variance))
    let scaled = try sketch.binary(.multiply, normal, sketch.constant([8]))
    return try sketch.binary(.add, scaled, sketch.constant([8]))
  }
}
