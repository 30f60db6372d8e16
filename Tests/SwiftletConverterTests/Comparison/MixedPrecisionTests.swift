import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct MixedPrecisionTests {
  private let samples = OffsetSamples()

  /// `tanh((x + o) - o)` with an offset that leaves few steps of int8 for `x`.
  private func graph() throws -> Graph {
    var builder = GraphBuilder()
    let type = TensorType(.float32, try Shape([1, 8]))
    let x = builder.input("x", type)
    let offset = builder.input("offset", type)
    let sum = try builder.add(.binary(.init()), [x, offset], name: "sum")
    var subtraction = Binary.Attributes()
    subtraction.function = .subtract
    let rest = try builder.add(.binary(subtraction), [sum, offset], name: "rest")
    var tanh = Unary.Attributes()
    tanh.function = .tanh
    builder.output("y", try builder.add(.unary(tanh), [rest], name: "tanh"))
    return builder.graph
  }

  private func choose(
    _ goal: MixedPrecision.Goal, threadCount: Int = 1, outputElement: ElementType = .float32
  ) throws -> MixedPrecision {
    let graph = try graph()
    let ranges = try Calibration.ranges(
      of: graph, samples: samples, method: .minMax, threadCount: 1)
    return try MixedPrecision.choose(
      for: graph, samples: samples, goal: goal, threadCount: threadCount
    ) { floatNodes in
      var options = QuantizationOptions()
      options.floatNodes = floatNodes
      options.outputElement = outputElement
      return try Quantizer.quantize(graph, ranges: ranges, options: options)
    }
  }

  @Test func theOperatorsThatDoHarmStayInFloat() throws {
    let choice = try choose(.decibels(30))
    #expect(choice.isReached && choice.before.decibels < 25 && choice.after.decibels >= 30)
    #expect(choice.kept.map(\.name) == ["sum", "rest"])
    #expect(choice.quantized.integerNodeCount == 1)
    // The least harmful operator is the last of the list.
    #expect(choice.layers.last?.name == "tanh" && choice.layers.count == 3)
  }

  @Test func aGoalThatIsReachedAlreadyKeepsNothing() throws {
    let choice = try choose(.decibels(10))
    #expect(choice.isReached && choice.kept.isEmpty && choice.before == choice.after)
    #expect(choice.quantized.floatNodes.isEmpty)
  }

  @Test func theHighestGoalKeepsEverythingAndIsExact() throws {
    let choice = try choose(.decibels(500))
    #expect(choice.isReached && choice.kept.count == 3 && choice.after.decibels == .infinity)
    let missed = try choose(.decibels(500), outputElement: .int8)
    #expect(!missed.isReached && missed.kept.count == 3)
  }

  @Test func aBudgetOfRightAnswersIsKept() throws {
    // The float model is right about every sample.
    let labels = try GraphRunner(graph(), threadCount: 1)
      .values([4], for: samples).map { values in
        let scores = values[4] ?? []
        return scores.indices.max { scores[$0] < scores[$1] } ?? 0
      }
    let whole = try choose(.accuracyLoss(1, labels: labels))
    let loss = 1 - (whole.before.accuracy?.first ?? 1)
    #expect(whole.reference?.first == 1 && loss > 0 && whole.kept.isEmpty)
    #expect(try choose(.accuracyLoss(loss, labels: labels)).kept.isEmpty)
    let strict = try choose(.accuracyLoss(loss / 2, labels: labels))
    #expect(strict.isReached && !strict.kept.isEmpty)
    #expect(1 - (strict.after.accuracy?.first ?? 0) <= loss / 2)
    #expect(throws: ComparisonFault.labelCount(labels: 1, samples: 40)) {
      _ = try choose(.accuracyLoss(0, labels: [1]))
    }
  }

  @Test(arguments: [2, 5])
  func theChoiceDoesNotDependOnTheThreads(threadCount: Int) throws {
    let (one, many) = (
      try choose(.decibels(30)), try choose(.decibels(30), threadCount: threadCount)
    )
    #expect(one.layers == many.layers && one.kept == many.kept && one.after == many.after)
  }
}

/// Numbers between -1 and 1, and an offset of 50.
private struct OffsetSamples: SampleSource {
  let count = 40

  func reals(of input: Int, in sample: Int) -> [Float] {
    (0..<8).map { index in
      guard input == 0 else { return 50 }
      return Float((sample * 37 + index * 61) % 101) / 50 - 1
    }
  }
}
