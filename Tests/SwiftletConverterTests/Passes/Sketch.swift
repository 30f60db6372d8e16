import SwiftletCases
import SwiftletCore
import SwiftletFormat

@testable import SwiftletConverter

/// Random numbers for weights and inputs.
struct SeededNumbers {
  var random: SeededRandom

  init(_ seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func reals(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &random) }
  }

  mutating func index(below count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
}

/// A graph in the making, as a source with images of channels, lines and columns gives it.
struct Sketch {
  typealias Value = Graph.TensorID

  var builder = GraphBuilder()
  var numbers: SeededNumbers

  init(seed: UInt64 = 1) { numbers = SeededNumbers(seed) }

  func lengths(_ value: Value) -> [Int] { builder.lengths(value) }

  mutating func input(_ lengths: [Int]) throws -> Value {
    builder.input("x\(builder.graph.inputs.count)", TensorType(.float32, try Shape(lengths)))
  }

  mutating func graph(_ outputs: Value...) -> Graph {
    for (index, value) in outputs.enumerated() { builder.output("y\(index)", value) }
    return builder.graph
  }

  mutating func constant(
    _ lengths: [Int], in range: ClosedRange<Float> = -1...1
  ) throws -> Value {
    constant(lengths, try Shape(lengths), numbers.reals(lengths.reduce(1, *), in: range))
  }

  mutating func constant(_ value: Float) -> Value { constant([], Shape(), [value]) }

  private mutating func constant(_ lengths: [Int], _ shape: Shape, _ values: [Float]) -> Value {
    builder.constant("c", TensorType(.float32, shape), .init(elements: values))
  }

  mutating func add(_ operation: Operation, _ inputs: Value?...) throws -> Value {
    try builder.add(operation, inputs, name: "v\(builder.graph.nodes.count)")
  }

  // MARK: Operators

  mutating func transpose(_ x: Value, _ axes: [Int]) throws -> Value {
    var attributes = Transpose.Attributes()
    attributes.permutation = IntegerList(axes) ?? IntegerList()
    return try add(.transpose(attributes), x)
  }

  mutating func reshape(_ x: Value, _ lengths: [Int]) throws -> Value {
    try add(.reshape(.init(shape: IntegerList(lengths) ?? IntegerList())), x)
  }

  mutating func unary(
    _ function: UnaryFunction, _ x: Value, alpha: Float = 0, beta: Float = 0
  ) throws -> Value {
    var attributes = Unary.Attributes()
    (attributes.function, attributes.alpha, attributes.beta) = (function, alpha, beta)
    return try add(.unary(attributes), x)
  }

  mutating func binary(_ function: Binary.Function, _ x: Value, _ y: Value) throws -> Value {
    var attributes = Binary.Attributes()
    attributes.function = function
    return try add(.binary(attributes), x, y)
  }

  mutating func binary(
    _ function: Binary.Function, _ x: Value, with number: Float
  ) throws -> Value {
    try binary(function, x, constant(number))
  }

  mutating func reduce(
    _ function: Reduce.Function, _ x: Value, _ axes: [Int], keeps: Bool = true
  ) throws -> Value {
    var attributes = Reduce.Attributes()
    attributes.function = function
    attributes.axes = IntegerList(axes) ?? IntegerList()
    attributes.keepsAxes = keeps
    return try add(.reduce(attributes), x)
  }

  mutating func concatenation(_ values: [Value], axis: Int) throws -> Value {
    var attributes = Concatenation.Attributes()
    attributes.axis = Int32(axis)
    return try builder.add(.concatenation(attributes), values, name: "concatenation")
  }

  mutating func fullyConnected(_ x: Value, _ channels: Int) throws -> Value {
    var attributes = FullyConnected.Attributes()
    attributes.channels = Int32(channels)
    let weights = try constant([channels, lengths(x).last ?? 1])
    return try add(.fullyConnected(attributes), x, weights, try constant([channels]))
  }

  // MARK: Operators on images of channels, lines, columns

  /// An operator on images of lines, columns, channels between two transposes.
  mutating func imageOperator(
    _ x: Value, _ body: (inout Sketch, Value) throws -> Value
  ) throws -> Value {
    let turned = try transpose(x, [0, 2, 3, 1])
    return try transpose(try body(&self, turned), [0, 3, 1, 2])
  }

  mutating func convolution(
    _ x: Value, _ channels: Int, kernel: Int = 3, stride: Int = 1, pad: Int = 1, groups: Int = 1
  ) throws -> Value {
    let depth = lengths(x)[1]
    return try imageOperator(x) { sketch, x in
      var attributes = Conv2D.Attributes()
      (attributes.kernelHeight, attributes.kernelWidth) = (Int32(kernel), Int32(kernel))
      (attributes.strideHeight, attributes.strideWidth) = (Int32(stride), Int32(stride))
      (attributes.padTop, attributes.padLeft) = (Int32(pad), Int32(pad))
      (attributes.padBottom, attributes.padRight) = (Int32(pad), Int32(pad))
      (attributes.groups, attributes.channels) = (Int32(groups), Int32(channels))
      let weights = try sketch.constant([channels, kernel, kernel, depth / groups])
      return try sketch.add(.conv2D(attributes), x, weights, try sketch.constant([channels]))
    }
  }

  mutating func depthwise(_ x: Value, multiplier: Int = 1) throws -> Value {
    let channels = lengths(x)[1] * multiplier
    return try imageOperator(x) { sketch, x in
      var attributes = DepthwiseConv2D.Attributes()
      (attributes.kernelHeight, attributes.kernelWidth) = (3, 3)
      (attributes.padTop, attributes.padLeft) = (1, 1)
      (attributes.padBottom, attributes.padRight) = (1, 1)
      attributes.multiplier = Int32(multiplier)
      let weights = try sketch.constant([1, 3, 3, channels])
      return try sketch.add(
        .depthwiseConv2D(attributes), x, weights, try sketch.constant([channels]))
    }
  }

  mutating func pool(_ x: Value, _ function: Pool2D.Function, size: Int = 2) throws -> Value {
    try imageOperator(x) { sketch, x in
      var attributes = Pool2D.Attributes()
      attributes.function = function
      (attributes.kernelHeight, attributes.kernelWidth) = (Int32(size), Int32(size))
      (attributes.strideHeight, attributes.strideWidth) = (Int32(size), Int32(size))
      return try sketch.add(.pool2D(attributes), x)
    }
  }

  /// Batch normalization as a product and a sum with a number for each channel.
  mutating func batchNormalization(_ x: Value) throws -> Value {
    let channels = lengths(x)[1]
    let scaled = try binary(.multiply, x, constant([1, channels, 1, 1], in: 0.5...2))
    return try binary(.add, scaled, constant([channels, 1, 1]))
  }

  mutating func flattened(_ x: Value) throws -> Value {
    let lengths = lengths(x)
    return try reshape(x, [lengths[0], lengths.dropFirst().reduce(1, *)])
  }
}
