import SwiftletCases
import SwiftletCore
import SwiftletFormat

@testable import SwiftletConverter

/// A float graph and what quantization makes of it, on the same samples.
struct QuantizerTrial {
  let float: Graph
  let quantized: QuantizedGraph
  let ranges: [Graph.TensorID: ValueRange]
  private let samples: [[[UInt8]]]

  /// Quantizes a graph with the ranges of some samples between -1 and 1.
  init(
    _ graph: Graph, stated: [Graph.TensorID: Quantization] = [:],
    options: QuantizationOptions = QuantizationOptions()
  ) throws {
    float = graph
    var random = SeededRandom(seed: 5)
    samples = (0..<8).map { _ in
      graph.inputs.map { port in
        let count = graph.tensors[port.tensor].type.shape.elementCount
        return .init(elements: (0..<count).map { _ in Float.random(in: -1...1, using: &random) })
      }
    }
    var ranges: [Graph.TensorID: ValueRange] = [:]
    let values = try Self.values(of: graph, samples)
    for (id, reals) in values { ranges[id] = ValueRange(of: Array(reals.joined())) }
    self.ranges = ranges
    quantized = try Quantizer.quantize(graph, ranges: ranges, stated: stated, options: options)
    try quantized.graph.check()
  }

  /// The names of the operators, in running order.
  var operations: [String] { quantized.graph.nodes.map { "\($0.operation.code)" } }

  /// The type of a value of the float graph.
  func type(_ id: Graph.TensorID) -> TensorType { quantized.graph.tensors[id].type }

  /// The greatest distance between the float outputs and the quantized ones.
  func largestError() throws -> Float { try largestError(of: quantized.graph) }

  /// The greatest distance between the float outputs and those of another graph.
  func largestError(of graph: Graph) throws -> Float {
    let expected = try Self.values(of: float, samples)
    let found = try Self.values(of: graph, samples)
    var largest: Float = 0
    for (port, other) in zip(float.outputs, graph.outputs) {
      for (left, right) in zip(expected[port.tensor] ?? [], found[other.tensor] ?? []) {
        for (one, two) in zip(left, right) { largest = max(largest, abs(one - two)) }
      }
    }
    return largest
  }

  private static func values(
    of graph: Graph, _ samples: [[[UInt8]]]
  ) throws -> [Graph.TensorID: [[Float]]] {
    var walk = GraphWalk(graph, samples: samples)
    var result: [Graph.TensorID: [[Float]]] = [:]
    for port in graph.inputs { result[port.tensor] = walk.reals(of: port.tensor) }
    for index in graph.nodes.indices {
      try walk.run(index)
      result[graph.nodes[index].output] = walk.reals(of: graph.nodes[index].output)
    }
    return result
  }
}

extension GraphBuilder {
  /// Adds a value of real numbers that the caller gives.
  mutating func input(_ name: String, _ lengths: [Int]) throws -> Graph.TensorID {
    input(name, TensorType(.float32, try Shape(lengths)))
  }

  /// Adds known real numbers.
  mutating func constant(
    _ name: String, _ lengths: [Int], _ numbers: [Float]
  ) throws -> Graph.TensorID {
    constant(name, TensorType(.float32, try Shape(lengths)), .init(elements: numbers))
  }

  /// Adds a function of one value.
  mutating func unary(
    _ function: UnaryFunction, _ x: Graph.TensorID, _ name: String
  ) throws -> Graph.TensorID {
    var attributes = Unary.Attributes()
    attributes.function = function
    return try add(.unary(attributes), [x], name: name)
  }

  /// Adds a function of two values.
  mutating func binary(
    _ function: Binary.Function, _ x: Graph.TensorID, _ y: Graph.TensorID, _ name: String
  ) throws -> Graph.TensorID {
    var attributes = Binary.Attributes()
    attributes.function = function
    return try add(.binary(attributes), [x, y], name: name)
  }

  /// Adds a convolution of one tap with random weights.
  mutating func convolution(
    _ x: Graph.TensorID, channels: Int, bounds: Bounds = Bounds(), _ name: String
  ) throws -> Graph.TensorID {
    var random = SeededRandom(seed: UInt64(channels))
    let depth = lengths(x)[3]
    let numbers = (0..<(channels * depth)).map { _ in Float.random(in: -1...1, using: &random) }
    let weights = try constant("\(name)/weights", [channels, 1, 1, depth], numbers)
    let bias = try constant("\(name)/bias", [channels], Array(numbers.prefix(channels)))
    var attributes = Conv2D.Attributes()
    attributes.channels = Int32(channels)
    attributes.bounds = bounds
    return try add(.conv2D(attributes), [x, weights, bias], name: name)
  }

  /// Adds a reshape.
  mutating func reshape(
    _ x: Graph.TensorID, _ lengths: [Int], _ name: String
  ) throws -> Graph.TensorID {
    var attributes = Reshape.Attributes()
    for length in lengths { _ = attributes.shape.append(Int32(length)) }
    return try add(.reshape(attributes), [x], name: name)
  }

  /// Adds a concatenation along the innermost of four axes.
  mutating func concatenation(
    _ parts: [Graph.TensorID], _ name: String
  ) throws -> Graph.TensorID {
    var attributes = Concatenation.Attributes()
    attributes.axis = 3
    return try add(.concatenation(attributes), parts, name: name)
  }
}
