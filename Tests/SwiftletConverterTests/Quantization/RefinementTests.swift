import SwiftletCases
import SwiftletCore
import Testing

@testable import SwiftletConverter

@Suite struct RefinementTests {
  @Test func roundingChoosesNeighboursAndLowersTheError() throws {
    let errors = try (0..<20).map { try Self.roundingErrors(seed: $0) }
    for (nearest, chosen) in errors { #expect(chosen <= nearest * 1.001) }
    let (before, after) = errors.reduce((0, 0)) { ($0.0 + $1.nearest, $0.1 + $1.chosen) }
    #expect(after < 0.8 * before, "\(before) became \(after)")
  }

  /// The squared errors of the nearest integers, and of those that are chosen.
  private static func roundingErrors(
    seed: UInt64
  ) throws -> (nearest: Float, chosen: Float) {
    var random = SeededRandom(seed: seed)
    let (length, count) = (12, 60)
    // Numbers that go together, as neighbouring pixels do.
    let rows = (0..<count).flatMap { _ in
      let common = Float.random(in: -2...2, using: &random)
      return (0..<length).map { _ in common + Float.random(in: -1...1, using: &random) }
    }
    let weights = (0..<length).map { _ in Float.random(in: -127...127, using: &random) }
    let rounding = AdaptiveRounding(
      products: try Products.gram(rows, width: length, threadCount: 2), length: length, damping: 0)
    let chosen = rounding.rounded(weights, targets: Array(repeating: 0, count: length))
    let error = { (stored: [Float]) in
      let missing = Products.product(
        rows, zip(stored, weights).map { $0 - $1 }, count: length, width: 1)
      return missing.reduce(0) { $0 + $1 * $1 }
    }
    for (stored, weight) in zip(chosen, weights) { #expect(abs(Float(stored) - weight) < 1) }
    let nearest = weights.map { max(-127, min(127, $0.rounded())) }
    return (error(nearest), error(chosen.map { Float($0) }))
  }

  @Test func fittedLayersAreNearerToTheFloatOnesWhateverTheThreads() throws {
    let graph = try Self.network()
    let samples = try Samples(graph, count: 48, seed: 3)
    let ranges = try Calibration.ranges(
      of: graph, samples: samples, method: .minMax, threadCount: 1)
    var options = QuantizationOptions()
    let plain = try Quantizer.quantize(graph, ranges: ranges, options: options)
    options.adaptsRounding = true
    let fitted = try (1...2).map { threadCount in
      try Quantizer.refine(
        plain, samples: samples, options: options, threadCount: threadCount)
    }
    let files = try fitted.map { try ModelWriter.bytes(of: FilePlan($0.graph), strips: true) }
    #expect(files[0] == files[1])
    let held = try Samples(graph, count: 48, seed: 99)
    let reference = try Self.outputs(of: graph, held)
    let before = try Self.error(Self.outputs(of: plain.graph, held), reference)
    let after = try Self.error(Self.outputs(of: fitted[0].graph, held), reference)
    #expect(after < 0.8 * before, "\(before) became \(after)")
  }

  @Test func aMeanErrorGoesIntoTheBias() throws {
    var builder = GraphBuilder()
    let x = try builder.input("x", [64, 2])
    var attributes = FullyConnected.Attributes()
    attributes.channels = 1
    // The second weight is half a step of the first, and its input is always one.
    let weights = try builder.constant("w", [1, 2], [1, 0.49 / 127])
    let y = try builder.add(.fullyConnected(attributes), [x, weights], name: "y")
    builder.output("y", y)
    let graph = builder.graph
    let samples = FixedSamples(numbers: (0..<64).flatMap { [Float($0 % 8) / 8, 1] })
    let ranges = try Calibration.ranges(
      of: graph, samples: samples, method: .minMax, threadCount: 1)
    var options = QuantizationOptions()
    options.correctsBias = true
    let plain = try Quantizer.quantize(graph, ranges: ranges, options: options)
    let refined = try Quantizer.refine(plain, samples: samples, options: options)
    let bias = try #require(
      refined.graph.nodes.first { $0.operation.isWeighted }?.inputs[2].map {
        refined.graph.tensors[$0]
      })
    let real = Float(try #require(bias.integers)[0]) * (try #require(bias.channels).scales[0])
    #expect(abs(real - 0.49 / 127) < 0.001)
  }

  @Test(arguments: [1, 2])
  func theRowsOfAConvolutionTimesItsWeightsAreItsOutputs(_ groups: Int) throws {
    var attributes = Conv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth) = (3, 2)
    (attributes.strideHeight, attributes.dilationWidth) = (2, 2)
    (attributes.padTop, attributes.padRight) = (1, 1)
    (attributes.groups, attributes.channels) = (Int32(groups), 6)
    try Self.checkRows(.conv2D(attributes), image: [2, 5, 6, 4], weights: [6, 3, 2, 4 / groups])
  }

  @Test func theRowsOfOtherLayersTimesTheirWeightsAreTheirOutputs() throws {
    var attributes = DepthwiseConv2D.Attributes()
    (attributes.kernelHeight, attributes.kernelWidth, attributes.multiplier) = (3, 3, 2)
    (attributes.padTop, attributes.padLeft) = (1, 1)
    try Self.checkRows(
      .depthwiseConv2D(attributes), image: [1, 5, 5, 3], weights: [1, 3, 3, 6])
    var dense = FullyConnected.Attributes()
    dense.channels = 4
    try Self.checkRows(.fullyConnected(dense), image: [3, 7], weights: [4, 7])
  }

  private static func checkRows(
    _ operation: Operation, image: [Int], weights lengths: [Int]
  ) throws {
    var random = SeededRandom(seed: 8)
    let numbers = { (count: Int) in
      (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
    }
    var builder = GraphBuilder()
    let x = try builder.input("x", image)
    let weights = try builder.constant("w", lengths, numbers(lengths.reduce(1, *)))
    let y = try builder.add(operation, [x, weights], name: "y")
    builder.output("y", y)
    let graph = builder.graph
    let images = [numbers(image.reduce(1, *)), numbers(image.reduce(1, *))]
    var walk = GraphWalk(graph, samples: images.map { [.init(elements: $0)] })
    try walk.run(0)
    let outputs = walk.reals(of: y)
    let real = try RealWeights(graph.nodes[0], in: graph)
    let rows = try #require(
      LayerRows(operation, input: Shape(image), output: graph.tensors[y].type.shape))
    let places = rows.places(sampleCount: 2, most: 1000)
    #expect(places.count * real.channelCount == outputs.joined().count)
    for group in 0..<rows.groupCount {
      let found = rows.rows(ofGroup: group, at: places, in: images)
      for (row, place) in places.enumerated() {
        for offset in 0..<rows.groupChannelCount {
          let channel = group * rows.groupChannelCount + offset
          let sum = (0..<rows.length).reduce(Float(0)) {
            $0 + found[row * rows.length + $1] * real.weights[rows.weight($1, ofChannel: channel)]
          }
          let output = outputs[place.sample][place.place * real.channelCount + channel]
          #expect(abs(sum - output) < 1e-5)
        }
      }
    }
  }

  // MARK: A small network

  private static func network() throws -> Graph {
    var builder = GraphBuilder()
    var x = try builder.input("x", [1, 6, 6, 4])
    for (index, channels) in [12, 10, 8].enumerated() {
      x = try builder.convolution(x, channels: channels, bounds: Bounds(lower: 0), "y\(index)")
    }
    builder.output("y", x)
    return builder.graph
  }

  private static func outputs(of graph: Graph, _ samples: Samples) throws -> [Float] {
    let id = graph.outputs[0].tensor
    return try GraphRunner(graph, threadCount: 1).values([id], for: samples).flatMap {
      $0[id] ?? []
    }
  }

  private static func error(_ found: [Float], _ expected: [Float]) -> Float {
    zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

/// Smooth noise for a graph of one input.
private struct Samples: SampleSource {
  let count: Int
  private let numbers: [[Float]]

  init(_ graph: Graph, count: Int, seed: UInt64) throws {
    self.count = count
    var random = SeededRandom(seed: seed)
    let length = graph.tensors[graph.inputs[0].tensor].type.shape.elementCount
    numbers = (0..<count).map { _ in
      var level = Float.random(in: -1...1, using: &random)
      return (0..<length).map { _ in
        level = 0.7 * level + Float.random(in: -0.3...0.6, using: &random)
        return level
      }
    }
  }

  func reals(of input: Int, in sample: Int) throws -> [Float] { numbers[sample] }
}

private struct FixedSamples: SampleSource {
  let numbers: [Float]
  var count: Int { 1 }
  func reals(of input: Int, in sample: Int) throws -> [Float] { numbers }
}
