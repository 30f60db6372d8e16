import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct QuantizedPairsTests {
  private static let first = Quantization(scale: 0x1p-6, zeroPoint: 3)
  private static let second = Quantization(scale: 0x1p-5, zeroPoint: -7)

  @Test(arguments: [ElementType.int8, .uint8])
  func whatStandsBetweenPairsBecomesIntegersOfTheStatedScales(_ element: ElementType) throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let inner = try builder.pair(x, Self.first, element)
    let y = try builder.convolution(inner, channels: 4, "y")
    builder.output("z", try builder.pair(y, Self.second, element))
    var graph = builder.graph
    let stated = try QuantizedPairs.fold(&graph)
    #expect(stated[x] == Self.first && stated[y] == Self.second)
    #expect(graph.nodes.map { "\($0.operation.code)" } == ["conv2D"])
    let quantized = try Quantizer.quantize(graph, ranges: [:], stated: stated)
    let codes = quantized.graph.nodes.map { "\($0.operation.code)" }
    #expect(codes == ["quantize", "conv2D", "dequantize"])
    #expect(quantized.graph.tensors[y].type.quantization == Self.second)
    #expect(quantized.floatNodes.isEmpty)
  }

  @Test func theDoorsOfAModelOfIntegersStayIntegers() throws {
    var builder = GraphBuilder()
    let x = builder.input("x", TensorType(.uint8, try Shape([1, 2, 2, 3]), Self.first))
    let inner = try builder.add(.dequantize, [x], name: "inner")
    let y = try builder.convolution(inner, channels: 4, "y")
    let z = try builder.add(
      .quantize(.init(element: .int8)), [y], name: "z", quantization: Self.second)
    builder.output("z", z)
    var graph = builder.graph
    let stated = try QuantizedPairs.fold(&graph)
    let quantized = try Quantizer.quantize(graph, ranges: [:], stated: stated)
    #expect(quantized.graph.nodes.map { "\($0.operation.code)" } == ["requantize", "conv2D"])
  }

  @Test func aPoolBetweenTwoScalesRequantizes() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    var attributes = Pool2D.Attributes()
    attributes.function = .maximum
    let pool = try builder.add(
      .pool2D(attributes), [builder.pair(x, Self.first, .int8)], name: "pool")
    builder.output("y", try builder.pair(pool, Self.second, .int8))
    var graph = builder.graph
    let stated = try QuantizedPairs.fold(&graph)
    let quantized = try Quantizer.quantize(graph, ranges: [:], stated: stated)
    let codes = quantized.graph.nodes.map { "\($0.operation.code)" }
    #expect(codes == ["quantize", "pool2D", "requantize", "dequantize"])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func weightsThatWereIntegersBecomeTheSameOnes(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let integers = (0..<54).map { _ in Int8.random(in: -100...100, using: &random) }
    let scales = (0..<6).map { _ in Float.random(in: 1e-3...1, using: &random) }
    let weights = RealWeights(
      lengths: [6, 3, 3, 1], axis: 0,
      weights: integers.enumerated().map { scales[$0 / 9] * Float($1) },
      bias: Array(repeating: 0, count: 6))
    let found = weights.scales(perChannel: true, input: 1, output: 1)
    let stored = weights.quantized(scales: found, input: 1).weights
    for (index, weight) in stored.enumerated() {
      // The same steps, or whole parts of them where there is room.
      let parts = (scales[index / 9] / found[index / 9]).rounded()
      #expect(Float(weight) == Float(integers[index]) * parts)
    }
  }
}

@Suite struct StoredWeightsTests {
  @Test(arguments: [QuantizationMode.float16, .int8Weights])
  func weightsAreRoundedAndActivationsStayFloat(_ mode: QuantizationMode) throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    builder.output("y", try builder.convolution(x, channels: 4, "y"))
    let trial = try QuantizerTrial(builder.graph, options: QuantizationOptions(mode: mode))
    #expect(trial.operations == ["conv2D"])
    let error = try trial.largestError()
    #expect(error > 0 && error <= 3 * (mode == .float16 ? 0x1p-12 : 0.5 / 127))
    let weights = try #require(trial.quantized.graph.nodes[0].inputs[1])
    #expect(trial.type(weights).element == (mode == .float16 ? .float16 : .int8))
  }

  @Test func aWeightBeyondHalfPrecisionStaysAsItIs() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 1])
    var attributes = FullyConnected.Attributes()
    attributes.channels = 1
    let weights = try builder.constant("w", [1, 1], [1e6])
    builder.output("y", try builder.add(.fullyConnected(attributes), [x, weights], name: "y"))
    let options = QuantizationOptions(mode: .float16)
    let quantized = try Quantizer.quantize(builder.graph, ranges: [:], options: options)
    #expect(quantized.floatNodes.map(\.name) == ["y"])
    #expect(quantized.graph.nodes[0].inputs[1] == weights)
  }
}

extension GraphBuilder {
  /// Adds a quantization of stored int8 values, or of uint8 that mean the same, and its inverse.
  fileprivate mutating func pair(
    _ x: Graph.TensorID, _ quantization: Quantization, _ element: ElementType
  ) throws -> Graph.TensorID {
    let zeroPoint = quantization.zeroPoint + (element == .uint8 ? 128 : 0)
    let integers = try add(
      .quantize(.init(element: element)), [x], name: "integers",
      quantization: Quantization(scale: quantization.scale, zeroPoint: zeroPoint))
    return try add(.dequantize, [integers], name: "reals")
  }
}
