import SwiftletCore
import SwiftletFormat

@testable import SwiftletConverter

/// Networks of images of channels, lines and columns that a seed chooses, operator by operator.
struct RandomNetwork {
  private var sketch: Sketch
  private var values: [Graph.TensorID] = []

  init(seed: UInt64) { sketch = Sketch(seed: seed) }

  mutating func graph() throws -> Graph {
    let batch = 1 + sketch.numbers.index(below: 2)
    values = [try sketch.input([batch, 4, 6, 4])]
    for _ in 0..<(4 + sketch.numbers.index(below: 12)) {
      let image = pick { $0.count == 4 }
      if let image { values.append(try step(image)) }
    }
    let last = values[values.count - 1]
    let head = sketch.lengths(last).count == 4 ? try sketch.flattened(last) : last
    let outputs = [try sketch.fullyConnected(head, 3), values[values.count / 2]]
    return sketch.graph(outputs[0], outputs[1])
  }

  /// One of the later values whose lengths fulfil a condition.
  private mutating func pick(_ condition: ([Int]) -> Bool) -> Graph.TensorID? {
    let fitting = values.suffix(5).filter { condition(sketch.lengths($0)) }
    return fitting.isEmpty ? nil : fitting[sketch.numbers.index(below: fitting.count)]
  }

  private mutating func step(_ x: Graph.TensorID) throws -> Graph.TensorID {
    let lengths = sketch.lengths(x)
    let functions: [UnaryFunction] = [.relu, .relu6, .tanh, .logistic, .negative]
    switch sketch.numbers.index(below: 18) {
    case 0, 1: return try sketch.convolution(x, 2 + sketch.numbers.index(below: 4))
    case 2:
      return try sketch.convolution(x, 3, kernel: 1, stride: 2, pad: sketch.numbers.index(below: 2))
    case 3: return try sketch.depthwise(x, multiplier: 1 + sketch.numbers.index(below: 2))
    case 4, 5: return try sketch.batchNormalization(x)
    case 6, 7: return try sketch.unary(functions[sketch.numbers.index(below: 5)], x)
    case 8:
      let other = pick { $0 == lengths } ?? x
      return try sketch.binary(.add, x, other)
    case 9:
      let other = pick { $0.count == 4 && $0[0] == lengths[0] && $0[2...] == lengths[2...] } ?? x
      return try sketch.concatenation([x, other], axis: 1)
    case 10 where lengths[2] > 1 && lengths[3] > 1: return try sketch.pool(x, .average)
    case 11:
      return try sketch.transpose(
        x, [[0, 1, 3, 2], [0, 2, 3, 1]][sketch.numbers.index(below: 2)])
    case 12 where lengths[1] % 2 == 0: return try shuffled(x)
    case 13: return try softmax(x)
    case 14: return try padded(x)
    case 15: return try gate(x)
    case 16:
      let scale = try sketch.constant([lengths[3]], in: 0.5...1)
      return try sketch.binary(.subtract, sketch.binary(.multiply, x, scale), with: 0.25)
    default: return try sliced(x)
    }
  }

  private mutating func shuffled(_ x: Graph.TensorID) throws -> Graph.TensorID {
    let lengths = sketch.lengths(x)
    let cut = [lengths[0], 2, lengths[1] / 2, lengths[2], lengths[3]]
    let turned = try sketch.transpose(sketch.reshape(x, cut), [0, 2, 1, 3, 4])
    return try sketch.reshape(turned, lengths)
  }

  private mutating func softmax(_ x: Graph.TensorID) throws -> Graph.TensorID {
    var attributes = Softmax.Attributes()
    attributes.axis = Int32(1 + sketch.numbers.index(below: 3))
    return try sketch.add(.softmax(attributes), x)
  }

  private mutating func padded(_ x: Graph.TensorID) throws -> Graph.TensorID {
    var attributes = Pad.Attributes()
    attributes.before = IntegerList([0, 1, 0, 0]) ?? IntegerList()
    attributes.after = IntegerList([0, 0, 1, 0]) ?? IntegerList()
    return try sketch.add(.pad(attributes), x)
  }

  private mutating func sliced(_ x: Graph.TensorID) throws -> Graph.TensorID {
    let lengths = sketch.lengths(x)
    guard lengths[2] > 2 else { return try sketch.unary(.abs, x) }
    var attributes = Slice.Attributes()
    attributes.begin = IntegerList([0, 0, 1, 0]) ?? IntegerList()
    attributes.stride = IntegerList([1, 1, 1, 1]) ?? IntegerList()
    attributes.size =
      IntegerList([lengths[0], lengths[1], lengths[2] - 1, lengths[3]])
      ?? IntegerList()
    return try sketch.add(.slice(attributes), x)
  }

  /// A product with a number for each channel that is worked out from the channels' means.
  private mutating func gate(_ x: Graph.TensorID) throws -> Graph.TensorID {
    let lengths = sketch.lengths(x)
    let mean = try sketch.reduce(.mean, x, [2, 3], keeps: false)
    let weights = try sketch.unary(.logistic, sketch.fullyConnected(mean, lengths[1]))
    return try sketch.binary(
      .multiply, x, sketch.reshape(weights, [lengths[0], lengths[1], 1, 1]))
  }
}
