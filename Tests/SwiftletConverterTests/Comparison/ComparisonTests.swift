import Swiftlet
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct ComparisonTests {
  private let samples = ListedSamples((0..<9).map { [Float($0), 1, -2, 0.3 * Float($0)] })

  /// The negative of what a model takes, by way of int8 or not.
  private func model(scale: Float?, names: [String] = ["x", "q", "r", "y"]) throws -> Model {
    var builder = GraphBuilder()
    let x = builder.input(names[0], TensorType(.float32, try Shape([1, 4])))
    var last = x
    if let scale {
      let quantized = try builder.add(
        .quantize(.init(element: .int8)), [x], name: names[1],
        quantization: Quantization(scale: scale, zeroPoint: 0))
      last = try builder.add(.dequantize, [quantized], name: names[2])
    } else {
      var none = Unary.Attributes()
      none.function = .identity
      last = try builder.add(.unary(none), [x], name: names[2])
    }
    var negation = Unary.Attributes()
    negation.function = .negative
    let y = try builder.add(.unary(negation), [last], name: names[3])
    builder.output(names[3], y)
    return try Model(bytes: ModelWriter.bytes(of: FilePlan(builder.graph), strips: false))
  }

  @Test func aModelIsExactBesideItself() throws {
    let model = try model(scale: 0.5)
    let comparison = try Comparison(of: model, with: model, samples: samples, threadCount: 1)
    #expect(comparison.outputs.map(\.difference.decibels) == [.infinity])
    #expect(comparison.layers.count == 3 && comparison.layersByDamage.isEmpty)
  }

  @Test func damageIsAtTheLayerThatDoesIt() throws {
    let comparison = try Comparison(
      of: model(scale: 0.5), with: model(scale: nil), samples: samples, threadCount: 1)
    // The quantized value has no partner; what is made of it has.
    #expect(comparison.layers.map(\.name) == ["r", "y"] && comparison.operatorCount == 3)
    let (rounding, negation) = (comparison.layers[0], comparison.layers[1])
    #expect(rounding.noiseRatioBefore == 0 && rounding.difference.noise > 0)
    #expect(negation.noiseRatioBefore == rounding.difference.noiseRatio)
    #expect(comparison.layersByDamage.map(\.name) == ["r"])
    #expect(comparison.outputs[0].difference == negation.difference)
  }

  @Test func saturationIsThatOfTheReferencesNumbers() throws {
    // Numbers above 63.5 · 0.02 are out of reach.
    let comparison = try Comparison(
      of: model(scale: 0.02, names: ["x", "r", "q", "y"]), with: model(scale: nil),
      samples: samples, threadCount: 2)
    let layer = try #require(comparison.layers.first { $0.name == "r" })
    #expect(layer.element == .int8)
    // Of x: 3…8 above 2.55; of 0.3·x: 2.7 and 2.4 … only 9·0.3 is not reached; -2 fits.
    #expect(layer.difference.saturatedCount == 6)
  }

  @Test(arguments: [2, 3, 8])
  func theNumbersDoNotDependOnTheThreads(threadCount: Int) throws {
    let (tested, reference) = (try model(scale: 0.3), try model(scale: nil))
    let one = try Comparison(of: tested, with: reference, samples: samples, threadCount: 1)
    var steps: [Int] = []
    let many = try Comparison(
      of: tested, with: reference, samples: samples, threadCount: threadCount
    ) { completed, _ in steps.append(completed) }
    #expect(one.layers.map(\.difference) == many.layers.map(\.difference))
    #expect(one.outputs.map(\.difference) == many.outputs.map(\.difference))
    #expect(steps == Array(1...9))
  }

  @Test func classesAreCountedForBoth() throws {
    let labels = [2, 2, 2, 2, 2, 2, 2, 0, 1]
    let comparison = try Comparison(
      of: model(scale: 0.3), with: model(scale: nil), samples: samples, labels: labels,
      threadCount: 1)
    let accuracy = try #require(comparison.accuracy)
    // The greatest of -x is where x is -2.
    #expect(accuracy.reference.firstCount == 7 && accuracy.reference.fifthCount == 9)
    #expect(accuracy.tested.count == 9)
  }

  @Test func modelsThatDoNotFitAreRefused() throws {
    let model = try model(scale: nil)
    let other = try Self.sum()
    let fault = ComparisonFault.doorShape(door: "input", index: 0, tested: [1, 4], reference: [3])
    #expect(throws: fault) {
      _ = try Comparison(of: model, with: other, samples: samples, threadCount: 1)
    }
    #expect(fault.description == "input 0 of the model is 1×4, and that of the reference 3")
    #expect(throws: ComparisonFault.labelCount(labels: 2, samples: 9)) {
      _ = try Comparison(
        of: model, with: model, samples: samples, labels: [0, 1], threadCount: 1)
    }
    #expect(throws: ComparisonFault.labelOutOfRange(label: 4, sample: 8, classCount: 4)) {
      _ = try Comparison(
        of: model, with: model, samples: samples, labels: [0, 0, 0, 0, 0, 0, 0, 0, 4],
        threadCount: 1)
    }
    #expect(throws: ComparisonFault.noSamples) {
      _ = try Comparison(of: model, with: model, samples: ListedSamples([]), threadCount: 1)
    }
  }

  private static func sum() throws -> Model {
    var builder = GraphBuilder()
    let x = builder.input("x", TensorType(.float32, try Shape([3])))
    builder.output("y", try builder.add(.binary(.init()), [x, x], name: "y"))
    return try Model(bytes: ModelWriter.bytes(of: FilePlan(builder.graph), strips: false))
  }
}
