import Swiftlet
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct GraphRunnerTests {
  @Test func everyValueIsShownOnceAsItIsMade() throws {
    let (graph, values) = try ReluOfSum.graph()
    let seen = try GraphRunner(graph, threadCount: 1).order(ListedSamples([[-3, -1, 0, 5]]))
    #expect(seen.map(\.id) == values)
    #expect(seen.map(\.reals) == [[-3, -1, 0, 5], [-2, 0, 1, 6], [0, 0, 1, 6]])
  }

  @Test func valuesOfAQuantizedGraphAreRealNumbers() throws {
    var builder = GraphBuilder()
    let type = TensorType(.int8, try Shape([1, 4]), Quantization(scale: 0.5, zeroPoint: 3))
    let x = builder.input("x", type)
    let y = try builder.add(.dequantize, [x], name: "y")
    builder.output("y", y)
    let seen = try GraphRunner(builder.graph, threadCount: 1)
      .order(ListedSamples([[-1, 0.25, 100, -100]]))
    // Halves of the scale go away from zero; what is out of reach saturates.
    #expect(seen[0].reals == [-1, 0.5, 62, -65.5])
    #expect(seen[1].reals == seen[0].reals)
  }

  @Test(arguments: [1, 2, 3, 7])
  func samplesComeInOrderWhateverTheNumberOfThreads(threadCount: Int) throws {
    let (graph, values) = try ReluOfSum.graph()
    let samples = ListedSamples((0..<50).map { [Float($0), 0, 0, -Float($0)] })
    let runner = try GraphRunner(graph, threadCount: threadCount)
    let outputs = try runner.values([values[2]], for: samples)
    let expected: [[Float]?] = (0..<50).map { [Float($0) + 1, 1, 1, $0 == 0 ? 1 : 0] }
    #expect(outputs.map { $0[values[2]] } == expected)
    let part = try runner.values([values[0]], for: samples, range: 7..<9)
    #expect(part.map { $0[values[0]]?.first } == [7, 8])
  }

  @Test func theFirstSampleThatFailsIsTheOneThatIsToldOf() throws {
    let (graph, _) = try ReluOfSum.graph()
    let samples = ListedSamples((0..<40).map { [Float](repeating: 0, count: $0 < 11 ? 4 : $0) })
    #expect(throws: ModelError.countMismatch(needed: 4, found: 11)) {
      try GraphRunner(graph, threadCount: 3).values([], for: samples)
    }
  }

  @Test func thePartThatMakesAValueGivesTheSameValue() throws {
    let (graph, values) = try ReluOfSum.graph()
    let part = try graph.making([values[1]])
    #expect(part.nodes.count == 1)
    let seen = try GraphRunner(part, threadCount: 1).order(ListedSamples([[-3, -1, 0, 5]]))
    #expect(seen.map(\.id) == Array(values[0...1]))
    #expect(seen[1].reals == [-2, 0, 1, 6])
  }

  @Test func anInputThatIsAskedForAsAnOutputIsShownToo() throws {
    let (graph, values) = try ReluOfSum.graph()
    let seen = try GraphRunner(graph.making([values[0]]), threadCount: 1)
      .order(ListedSamples([[1, 2, 3, 4]]))
    #expect(seen.first?.id == values[0])
    #expect(seen.first?.reals == [1, 2, 3, 4])
  }
}

/// `relu(x + 1)` of four numbers: operators that work in place.
enum ReluOfSum {
  /// The graph, and its values in running order.
  static func graph() throws -> (Graph, [Graph.TensorID]) {
    var builder = GraphBuilder()
    let type = TensorType(.float32, try Shape([1, 4]))
    let x = builder.input("x", type)
    let one = builder.constant("one", type, .init(elements: [1, 1, 1, 1] as [Float]))
    let sum = try builder.add(.binary(.init()), [x, one], name: "sum")
    var relu = Unary.Attributes()
    relu.function = .relu
    let y = try builder.add(.unary(relu), [sum], name: "y")
    builder.output("y", y)
    return (builder.graph, [x, sum, y])
  }
}

/// Samples of one input, listed.
struct ListedSamples: SampleSource {
  let values: [[Float]]

  init(_ values: [[Float]]) { self.values = values }

  var count: Int { values.count }

  func reals(of input: Int, in sample: Int) -> [Float] { values[sample] }
}

extension GraphRunner {
  /// The values of the only sample, in the order in which they were shown.
  fileprivate func order(
    _ samples: ListedSamples
  ) throws -> [(id: Graph.TensorID, reals: [Float])] {
    var seen: [(id: Graph.TensorID, reals: [Float])] = []
    try run(samples, observer: { _ in OrderObserver() }) { _, observer in seen = observer.seen }
    return seen
  }
}

private struct OrderObserver: ValueObserver {
  var seen: [(id: Graph.TensorID, reals: [Float])] = []

  mutating func see(_ value: borrowing ShownValue) { seen.append((value.id, value.reals)) }
}
