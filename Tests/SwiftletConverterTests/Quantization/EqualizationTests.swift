import SwiftletCases
import SwiftletCore
import Testing

@testable import SwiftletConverter

@Suite struct EqualizationTests {
  @Test func neighboursGetTheSameRangesAndComputeTheSame() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 3])
    let y = try builder.convolution(x, channels: 5, bounds: Bounds(lower: 0), "y")
    let taps = (0..<45).map { Float($0 % 9 - 4) * Float(1 << ($0 % 5)) }
    let weights = try builder.constant("taps", [1, 3, 3, 5], taps)
    var attributes = DepthwiseConv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth) = (3, 3)
    let z = try builder.add(.depthwiseConv2D(attributes), [y, weights], name: "z")
    builder.output("w", try builder.convolution(z, channels: 2, "w"))
    let trial = try QuantizerTrial(builder.graph)
    var equal = builder.graph
    Quantizer.equalize(&equal)
    #expect(try trial.largestError(of: equal) < 1e-3)
    let made = try RealWeights(equal.nodes[0], in: equal).magnitudes
    let read = try RealWeights(equal.nodes[1], in: equal).magnitudes
    for (one, other) in zip(made, read) { #expect(abs(one / other - 1) < 0.05) }
  }

  @Test func aBoundThatScalesWithNoChannelStopsIt() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 3])
    let y = try builder.convolution(x, channels: 5, bounds: Bounds(lower: 0, upper: 6), "y")
    builder.output("z", try builder.convolution(y, channels: 2, "z"))
    var equal = builder.graph
    Quantizer.equalize(&equal)
    for (one, other) in zip(equal.tensors, builder.graph.tensors) {
      #expect(one.constant == other.constant)
    }
  }

  @Test func aValueThatOthersReadKeepsItsChannels() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [1, 4, 4, 3])
    let y = try builder.convolution(x, channels: 3, "y")
    builder.output("z", try builder.convolution(y, channels: 2, "z"))
    builder.output("y", y)
    var equal = builder.graph
    Quantizer.equalize(&equal)
    for (one, other) in zip(equal.tensors, builder.graph.tensors) {
      #expect(one.constant == other.constant)
    }
  }
}
