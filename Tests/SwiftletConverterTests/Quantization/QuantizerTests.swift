import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct QuantizerTests {
  @Test func aConvolutionAndItsReluStayWithinStepsOfTheFloatOutput() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 6])
    let y = try builder.convolution(x, channels: 5, bounds: Bounds(lower: 0), "y")
    builder.output("y", y)
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.operations == ["quantize", "conv2D", "dequantize"])
    let quantization = try trial.type(y).quantized()
    #expect(quantization.zeroPoint == -128)
    #expect(try trial.largestError() <= 3 * quantization.scale)
    #expect(trial.quantized.floatNodes.isEmpty)
  }

  @Test func valuesThatOnlyMoveShareOneQuantization() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 6])
    let y = try builder.convolution(x, channels: 8, "y")
    var pool = Pool2D.Attributes()
    (pool.function, pool.kernelHeight, pool.kernelWidth) = (.maximum, 2, 2)
    let pooled = try builder.add(.pool2D(pool), [y], name: "pooled")
    let flat = try builder.reshape(pooled, [9, 8], "flat")
    builder.output("flat", flat)
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.operations == ["quantize", "conv2D", "pool2D", "reshape", "dequantize"])
    #expect(trial.type(y).quantization == trial.type(flat).quantization)
  }

  @Test func aPartOfAConcatenationIsMadeInItsQuantization() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let wide = try builder.convolution(x, channels: 4, "wide")
    let narrow = try builder.unary(.logistic, x, "narrow")
    let y = try builder.concatenation([wide, narrow], "y")
    builder.output("y", y)
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.operations == ["quantize", "conv2D", "lookup", "concatenation", "dequantize"])
    #expect(try trial.largestError() <= 3 * trial.type(y).quantized().scale)
  }

  @Test func aPartThatOthersReadKeepsItsOwnQuantization() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let wide = try builder.convolution(x, channels: 4, "wide")
    let narrow = try builder.unary(.logistic, x, "narrow")
    builder.output("y", try builder.concatenation([wide, narrow], "y"))
    builder.output("z", try builder.convolution(narrow, channels: 2, "z"))
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.type(narrow).quantization == Quantization(scale: 0x1p-8, zeroPoint: -128))
    #expect(trial.operations.count { $0 == "requantize" } == 1)
  }

  @Test func aFunctionOfOneValueIsOneTable() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let three = try builder.constant("three", [1], [3])
    let gate = try builder.unary(.relu6, builder.binary(.add, x, three, "moved"), "gate")
    let product = try builder.binary(.multiply, x, gate, "product")
    let sixth = try builder.constant("sixth", [1], [1 / 6])
    let y = try builder.binary(.multiply, product, sixth, "y")
    builder.output("y", y)
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.operations == ["quantize", "lookup", "dequantize"])
    let stored = try #require(trial.quantized.graph.tensors.first { $0.name == "x/int8" })
    let (from, to) = (try stored.type.quantized().scale, try trial.type(y).quantized().scale)
    // Half a step of x through a slope of at most one, and half a step of y.
    #expect(try trial.largestError() <= from / 2 + to * 0.51)
  }

  @Test func anOperatorWithoutAnInt8FormIsReportedAndConvertedOnceOnEachSide() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let y = try builder.convolution(x, channels: 3, bounds: Bounds(lower: 0), "y")
    let z = try builder.convolution(x, channels: 3, bounds: Bounds(lower: 0), "z")
    let power = try builder.binary(.power, y, z, "power")
    let moved = try builder.unary(.relu, builder.reshape(power, [1, 4, 1, 3], "flat"), "moved")
    var product = Reduce.Attributes()
    (product.function, product.axes, product.keepsAxes) = (.product, try #require(.init([2])), true)
    let again = try builder.add(.reduce(product), [moved], name: "again")
    builder.output("w", try builder.convolution(again, channels: 3, "w"))
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.quantized.floatNodes.map(\.name) == ["power", "flat", "moved", "again"])
    #expect(trial.operations.count { $0 == "dequantize" } == 3)
    #expect(trial.operations.count { $0 == "quantize" } == 2)
    let reason = "everything around it works in float"
    #expect(trial.quantized.floatNodes.dropFirst().first?.reason == reason)
  }

  @Test func anOperatorThatIsNamedStaysInFloat() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let y = try builder.convolution(x, channels: 3, "y")
    let z = try builder.convolution(y, channels: 3, "z")
    builder.output("z", z)
    var options = QuantizationOptions()
    options.floatNames = ["y"]
    let named = try QuantizerTrial(builder.graph, options: options)
    #expect(named.operations == ["conv2D", "quantize", "conv2D", "dequantize"])
    options.floatNames = []
    options.floatNodes = [1]
    let numbered = try QuantizerTrial(builder.graph, options: options)
    #expect(numbered.operations == ["quantize", "conv2D", "dequantize", "conv2D"])
    #expect(numbered.quantized.floatNodes.map(\.index) == [1])
  }

  @Test func aSumOfScalesTooFarApartStaysInFloat() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let y = try builder.convolution(x, channels: 3, "y")
    let z = try builder.convolution(y, channels: 3, "z")
    let sum = try builder.binary(.subtract, y, z, "sum")
    builder.output("sum", sum)
    var ranges = try QuantizerTrial(builder.graph).ranges
    ranges[sum] = ValueRange(lower: -1e-4, upper: 1e-4)
    let quantized = try Quantizer.quantize(builder.graph, ranges: ranges)
    #expect(quantized.floatNodes.map(\.name) == ["sum"])
  }

  @Test func aRangeThatIsNotOfNumbersIsRefusedByName() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [2])
    builder.output("y", try builder.unary(.exp, x, "y"))
    let bad = [Float.nan, .infinity, -.infinity].map { ValueRange(lower: 0, upper: $0) }
    for range in bad + [ValueRange(lower: 1, upper: 0)] {
      #expect {
        try Quantizer.quantize(builder.graph, ranges: [x: range])
      } throws: {
        ($0 as? ConversionError)?.issues.map(\.place) == ["value 'x'"]
      }
    }
  }

  @Test func anUnknownRangeLeavesItsOperatorsInFloat() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    builder.output("y", try builder.convolution(x, channels: 3, "y"))
    let quantized = try Quantizer.quantize(builder.graph, ranges: [:])
    #expect(quantized.graph.nodes.count == 1)
    #expect(quantized.floatNodes.map(\.name) == ["y"])
    var options = QuantizationOptions()
    options.inputElement = .int8
    #expect(throws: ConversionError.self) {
      try Quantizer.quantize(builder.graph, ranges: [:], options: options)
    }
  }

  @Test(arguments: [ElementType.int8, .uint8])
  func theDoorsHaveTheTypeThatIsAskedFor(_ element: ElementType) throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    builder.output("y", try builder.convolution(x, channels: 3, "y"))
    var options = QuantizationOptions()
    (options.inputElement, options.outputElement) = (element, element)
    let trial = try QuantizerTrial(builder.graph, options: options)
    let graph = trial.quantized.graph
    #expect(graph.tensors[graph.inputs[0].tensor].type.element == element)
    #expect(graph.tensors[graph.outputs[0].tensor].type.element == element)
    #expect(
      trial.operations == (element == .int8 ? ["conv2D"] : ["requantize", "conv2D", "requantize"]))
  }

  @Test func aMeanOverTheImageHasAQuantizationOfItsOwn() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 3])
    var pool = Pool2D.Attributes()
    (pool.kernelHeight, pool.kernelWidth) = (4, 4)
    let y = try builder.add(.pool2D(pool), [x], name: "y")
    builder.output("y", y)
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.operations == ["quantize", "reduce", "dequantize"])
    #expect(try trial.type(y).quantized().scale < 0.6 / 127)
  }

  @Test func quantizingTwiceGivesTheSameBytes() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let y = try builder.convolution(x, channels: 7, "y")
    builder.output("z", try builder.concatenation([y, x], "z"))
    let files = try (0..<2).map { _ throws -> [UInt8] in
      let trial = try QuantizerTrial(builder.graph)
      return try ModelWriter.bytes(of: FilePlan(trial.quantized.graph), strips: false)
    }
    #expect(files[0] == files[1])
  }

  @Test func factorsAndSummandsOfChannelsHaveAScaleForEach() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 2, 2, 3])
    let y = try builder.convolution(x, channels: 3, bounds: Bounds(lower: 0), "y")
    // In one scale, the first two would be no more than a step or two.
    let factors = try builder.constant("factors", [3], [0.01, 0.02, 1])
    let summands = try builder.constant("summands", [1, 1, 1, 3], [0.001, -0.003, 0.5])
    let z = try builder.binary(
      .add, builder.binary(.multiply, y, factors, "scaled"), summands, "moved")
    builder.output("z", z)
    let trial = try QuantizerTrial(builder.graph)
    #expect(trial.operations == ["quantize", "conv2D", "depthwiseConv2D", "dequantize"])
    let steps = try trial.type(y).quantized().scale + trial.type(z).quantized().scale
    #expect(try trial.largestError() <= 3 * steps)
    let node = try #require(trial.quantized.graph.nodes.first { $0.operation.isDepthwise })
    let weights = try #require(node.inputs[1].map { trial.quantized.graph.tensors[$0] })
    #expect(zip(try #require(weights.reals), [0.01, 0.02, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
