import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct StoredInputsTests {
  private let options = QuantizationOptions(mode: .dynamic)

  @Test func aDenseLayerStoresItsInputs() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 48])
    builder.output("y", try builder.convolution(x, channels: 40, "y"))
    let trial = try QuantizerTrial(builder.graph, options: options)
    #expect(trial.quantized.graph.nodes.allSatisfy { $0.operation.storesInput })
    #expect(trial.quantized.floatNodes.isEmpty)
    let weights = try #require(trial.quantized.graph.nodes[0].inputs[1])
    #expect(trial.type(weights).element == .int8)
    // Half a step of each operand, of at most 48 products; never nothing.
    let error = try trial.largestError()
    #expect(error > 0 && error <= 48 * (0.5 / 127 + 0.5 / 127))
  }

  @Test func aLayerOfFewProductsStaysAsItIs() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 48])
    builder.output("y", try builder.convolution(x, channels: 8, "few"))
    let trial = try QuantizerTrial(builder.graph, options: options)
    #expect(trial.quantized.floatNodes.map(\.name) == ["few"])
    #expect(try trial.largestError() == 0)
  }

  @Test func aLayerThatIsToStayInFloatDoes() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 48])
    builder.output("y", try builder.convolution(x, channels: 40, "y"))
    var options = options
    options.floatNames = ["y"]
    let trial = try QuantizerTrial(builder.graph, options: options)
    #expect(trial.quantized.floatNodes.map(\.reason) == ["it is to stay in float"])
    #expect(try trial.largestError() == 0)
  }

  @Test func weightsThatAreIntegersStayTheSame() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [2, 64])
    var attributes = FullyConnected.Attributes()
    attributes.channels = 48
    let integers = (0..<(48 * 64)).map { Int8(truncatingIfNeeded: $0 % 251 - 125) }
    let weights = builder.constant(
      "w", TensorType(.int8, try Shape([48, 64]), Quantization(scale: 0.01, zeroPoint: 0)),
      .init(elements: integers))
    builder.output("y", try builder.add(.fullyConnected(attributes), [x, weights], name: "y"))
    let quantized = try Quantizer.quantize(builder.graph, ranges: [:], options: options)
    #expect(quantized.graph.nodes[0].inputs[1] == weights)
    #expect(quantized.graph.nodes[0].operation.storesInput)
  }

  @Test func aReductionThatLeaves32BitsStaysInFloat() throws {
    var builder = GraphBuilder()
    let depth = FullyConnected.mostStoredProducts + 1
    let x = try builder.input("x", [1, depth])
    var attributes = FullyConnected.Attributes()
    attributes.channels = 32
    let weights = builder.constant(
      "w", TensorType(.int8, try Shape([32, depth]), Quantization(scale: 0.01, zeroPoint: 0)),
      .init(elements: [Int8](repeating: 1, count: 32 * depth)))
    builder.output("y", try builder.add(.fullyConnected(attributes), [x, weights], name: "y"))
    let quantized = try Quantizer.quantize(builder.graph, ranges: [:], options: options)
    #expect(!quantized.graph.nodes[0].operation.storesInput)
    #expect(quantized.floatNodes.map(\.reason) == ["it sums more products than fit in 32 bits"])
  }
}
