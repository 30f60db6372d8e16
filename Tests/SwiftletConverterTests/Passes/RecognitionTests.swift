import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct RecognitionTests {
  /// A way to spell a function of one operand.
  struct Spelling: Sendable, CustomTestStringConvertible {
    let function: UnaryFunction
    let testDescription: String
    let write: @Sendable (inout Sketch, Graph.TensorID) throws -> Graph.TensorID
  }

  static let spellings: [Spelling] = [
    Spelling(function: .logistic, testDescription: "1 / (1 + exp(-x))") { s, x in
      let power = try s.unary(.exp, s.unary(.negative, x))
      return try s.binary(.divide, s.constant(1), s.binary(.add, power, with: 1))
    },
    Spelling(function: .silu, testDescription: "x * logistic(x)") { s, x in
      try s.binary(.multiply, x, s.unary(.logistic, x))
    },
    Spelling(function: .hardSwish, testDescription: "x * relu6(x + 3) / 6") { s, x in
      let gate = try s.unary(.relu6, s.binary(.add, x, with: 3))
      return try s.binary(.divide, s.binary(.multiply, x, gate), with: 6)
    },
    Spelling(function: .hardSwish, testDescription: "x * (min(max(x + 3, 0), 6) * (1 / 6))") {
      s, x in
      let held = try s.binary(
        .minimum, s.binary(.maximum, s.binary(.add, x, with: 3), with: 0), with: 6)
      return try s.binary(.multiply, x, s.binary(.multiply, held, with: 1 / 6))
    },
    Spelling(function: .hardSigmoid, testDescription: "relu6(x + 3) / 6") { s, x in
      try s.binary(.divide, s.unary(.relu6, s.binary(.add, x, with: 3)), with: 6)
    },
    Spelling(function: .gelu, testDescription: "x * (1 + erf(x / √2)) * 0.5") { s, x in
      let error = try s.unary(.erf, s.binary(.divide, x, with: 1.414_213_5))
      return try s.binary(
        .multiply, s.binary(.multiply, x, s.binary(.add, error, with: 1)), with: 0.5)
    },
    Spelling(function: .gelu, testDescription: "(0.5 * x) * (1 + erf(x * 0.7071))") { s, x in
      let error = try s.unary(.erf, s.binary(.multiply, x, with: 0.707_106_77))
      return try s.binary(
        .multiply, s.binary(.multiply, x, with: 0.5), s.binary(.add, error, with: 1))
    },
    Spelling(function: .geluTanh, testDescription: "with pow(x, 3)") { s, x in
      let cube = try s.binary(.multiply, s.unary(.power, x, alpha: 3), with: 0.044_715)
      let inner = try s.binary(.multiply, s.binary(.add, x, cube), with: 0.797_884_56)
      let gate = try s.binary(.add, s.unary(.tanh, inner), with: 1)
      return try s.binary(.multiply, s.binary(.multiply, x, with: 0.5), gate)
    },
    Spelling(function: .geluTanh, testDescription: "with x before the brackets") { s, x in
      let square = try s.binary(.multiply, s.binary(.multiply, x, x), with: 0.044_715)
      let line = try s.binary(.multiply, x, s.binary(.add, square, with: 1))
      let gate = try s.binary(
        .add, s.unary(.tanh, s.binary(.multiply, line, with: 0.797_884_56)), with: 1)
      return try s.binary(.multiply, s.binary(.multiply, gate, x), with: 0.5)
    },
    Spelling(function: .softplus, testDescription: "log(1 + exp(x))") { s, x in
      try s.unary(.log, s.binary(.add, s.unary(.exp, x), with: 1))
    },
    Spelling(function: .mish, testDescription: "x * tanh(log(1 + exp(x)))") { s, x in
      let soft = try s.unary(.logOnePlus, s.unary(.exp, x))
      return try s.binary(.multiply, x, s.unary(.tanh, soft))
    },
    Spelling(function: .relu6, testDescription: "min(max(x, 0), 6)") { s, x in
      try s.binary(.minimum, s.binary(.maximum, x, with: 0), with: 6)
    },
  ]

  @Test(arguments: spellings)
  func aFunctionThatIsSpelledOutBecomesOneOperator(_ spelling: Spelling) throws {
    var sketch = Sketch()
    let x = try sketch.input([2, 5, 7])
    let graph = sketch.graph(try spelling.write(&sketch, x))
    let optimized = try optimized(graph)
    #expect(optimized.nodes.count == 1)
    guard case .unary(let attributes)? = optimized.nodes.first?.operation else {
      Issue.record("\(optimized.text)")
      return
    }
    #expect(attributes.function == spelling.function)
    #expect(agree(try graph.realOutputs(seed: 3), try optimized.realOutputs(seed: 3)))
  }

  @Test func whatIsAlmostAFunctionStaysAsItIsSpelled() throws {
    var sketch = Sketch()
    let x = try sketch.input([8])
    let z = try sketch.input([8])
    let gate = try sketch.unary(.relu6, sketch.binary(.add, x, with: 2))
    let almostHardSwish = try sketch.binary(.divide, sketch.binary(.multiply, x, gate), with: 6)
    let otherGate = try sketch.binary(.multiply, x, sketch.unary(.logistic, z))
    let graph = sketch.graph(almostHardSwish, otherGate)
    let optimized = try optimized(graph)
    #expect(
      !optimized.nodes.contains {
        guard case .unary(let attributes) = $0.operation else { return false }
        return [.hardSwish, .silu, .hardSigmoid].contains(attributes.function)
      })
    #expect(agree(try graph.realOutputs(seed: 3), try optimized.realOutputs(seed: 3)))
  }

  @Test(arguments: [false, true], [false, true])
  func aSoftmaxThatIsSpelledOutBecomesOneOperator(takesGreatest: Bool, scales: Bool) throws {
    var sketch = Sketch()
    let x = try sketch.input([3, 4, 5])
    var y = scales ? try sketch.binary(.multiply, x, with: 0.5) : x
    if takesGreatest { y = try sketch.binary(.subtract, y, sketch.reduce(.maximum, y, [-1])) }
    let power = try sketch.unary(.exp, y)
    let graph = sketch.graph(
      try sketch.binary(.divide, power, sketch.reduce(.sum, power, [2])))
    let optimized = try optimized(graph)
    #expect(optimized.nodes.count == 1 && optimized.count(.softmax) == 1)
    #expect(agree(try graph.realOutputs(seed: 3), try optimized.realOutputs(seed: 3)))
  }

  @Test(arguments: [[1], [2], [1, 2]])
  func aLayerNormalizationThatIsSpelledOutBecomesOneOperator(_ axes: [Int]) throws {
    var sketch = Sketch()
    let x = try sketch.input([3, 4, 5])
    let centered = try sketch.binary(.subtract, x, sketch.reduce(.mean, x, axes))
    let square = try sketch.unary(.power, centered, alpha: 2)
    let variance = try sketch.binary(.add, sketch.reduce(.mean, square, axes), with: 1e-5)
    let normal = try sketch.binary(.divide, centered, sketch.unary(.sqrt, variance))
    let scaled = try sketch.binary(.multiply, normal, sketch.constant([5]))
    let graph = sketch.graph(try sketch.binary(.add, scaled, sketch.constant([4, 1])))
    let optimized = try optimized(graph)
    #expect(optimized.nodes.count == 1 && optimized.count(.normalization) == 1)
    #expect(agree(try graph.realOutputs(seed: 3), try optimized.realOutputs(seed: 3)))
  }

  @Test(arguments: [false, true])
  func aNormalizationByMomentsBecomesOneOperator(isScaled: Bool) throws {
    var sketch = Sketch()
    let x = try sketch.input([3, 4, 5])
    let mean = try sketch.reduce(.mean, x, [2])
    let variance = try sketch.reduce(.mean, sketch.binary(.squaredDifference, x, mean), [2])
    var factor = try sketch.unary(
      .reciprocalSqrt, sketch.binary(.add, variance, with: 1e-3))
    if isScaled { factor = try sketch.binary(.multiply, factor, sketch.constant([5])) }
    let rest = try sketch.binary(
      .subtract, sketch.constant([5]), sketch.binary(.multiply, mean, factor))
    let graph = sketch.graph(
      try sketch.binary(.add, sketch.binary(.multiply, x, factor), rest))
    let optimized = try optimized(graph)
    #expect(optimized.nodes.count == 1 && optimized.count(.normalization) == 1)
    #expect(agree(try graph.realOutputs(seed: 3), try optimized.realOutputs(seed: 3)))
  }

  @Test func sizesThatAreSpelledOutBecomeNormalizations() throws {
    var sketch = Sketch()
    let x = try sketch.input([3, 4, 5])
    let square = try sketch.binary(.multiply, x, x)
    let mean = try sketch.binary(.add, sketch.reduce(.mean, square, [2]), with: 1e-6)
    let rootMeanSquare = try sketch.binary(.multiply, x, sketch.unary(.reciprocalSqrt, mean))
    let sum = try sketch.reduce(.sum, square, [2])
    let held = try sketch.binary(.maximum, sum, with: 1e-12)
    let first = try sketch.binary(.multiply, x, sketch.unary(.reciprocalSqrt, held))
    let second = try sketch.binary(.divide, x, sketch.unary(.sqrt, sum))
    let graph = sketch.graph(rootMeanSquare, first, second)
    let optimized = try optimized(graph)
    #expect(optimized.nodes.count == 3 && optimized.count(.normalization) == 3)
    #expect(agree(try graph.realOutputs(seed: 3), try optimized.realOutputs(seed: 3)))
  }

  @Test(arguments: [0, 1], [1, 2])
  func aConvolutionOfBlocksOfABatchBecomesOneOfTapsApart(pad: Int, images: Int) throws {
    var sketch = Sketch()
    let x = try sketch.input([images, 9, 6, 3])
    let cut = try sketch.transpose(sketch.reshape(x, [images, 3, 3, 3, 2, 3]), [2, 4, 0, 1, 3, 5])
    var y = try sketch.reshape(cut, [6 * images, 3, 3, 3])
    var attributes = Conv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth, attributes.channels) = (2, 3, 4)
    (attributes.padTop, attributes.padLeft) = (Int32(pad), Int32(pad))
    y = try sketch.add(
      .conv2D(attributes), y, sketch.constant([4, 2, 3, 3]), sketch.constant([4]))
    let (rows, columns) = (2 + pad, 1 + pad)
    y = try sketch.reshape(y, [3, 2, images, rows, columns, 4])
    y = try sketch.transpose(y, [2, 3, 0, 4, 1, 5])
    let graph = sketch.graph(try sketch.reshape(y, [images, 3 * rows, 2 * columns, 4]))
    let optimized = try optimized(graph)
    #expect(optimized.nodes.map(\.operation.code) == [.conv2D])
    #expect(agree(try graph.realOutputs(seed: 3), try optimized.realOutputs(seed: 3)))
  }

  private func optimized(_ graph: Graph) throws -> Graph {
    var result = graph
    try Passes.optimize(&result)
    return result
  }
}
