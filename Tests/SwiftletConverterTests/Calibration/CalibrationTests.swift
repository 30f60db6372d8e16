import SwiftletCore
import Testing

@testable import SwiftletConverter

@Suite struct CalibrationTests {
  private let samples = ListedSamples([[0, 1, 2, 3], [-5, 0, 0, 0], [10, 20, 30, 40]])

  private func ranges(
    _ method: Calibration.Method, threadCount: Int = 1
  ) throws -> [ValueRange?] {
    let (graph, values) = try ReluOfSum.graph()
    let ranges = try Calibration.ranges(
      of: graph, samples: samples, method: method, threadCount: threadCount)
    #expect(ranges.count == values.count)
    return values.map { ranges[$0] }
  }

  @Test func extremesAreThoseOfAllSamples() throws {
    let expected = [(-5, 40), (-4, 41), (0, 41)].map { ValueRange(lower: $0, upper: $1) }
    #expect(try ranges(.minMax) == expected)
    #expect(try ranges(.percentile(100)) == expected)
  }

  @Test func averagesMoveATenthOfTheWayWithEachSample() throws {
    let range = try #require(try ranges(.movingAverage)[0])
    // 0 → -0.5 → 0.55 and 3 → 2.7 → 6.43
    #expect(abs(range.lower - 0.55) < 1e-5 && abs(range.upper - 6.43) < 1e-5)
  }

  @Test(arguments: [
    Calibration.Method.minMax, .movingAverage, .percentile(99), .entropy, .meanSquaredError,
  ])
  func rangesDoNotDependOnTheThreads(method: Calibration.Method) throws {
    let one = try ranges(method)
    #expect(try ranges(method, threadCount: 2) == one)
    #expect(try ranges(method, threadCount: 5) == one)
  }

  @Test func progressCountsEveryRun() throws {
    let (graph, _) = try ReluOfSum.graph()
    var steps: [[Int]] = []
    _ = try Calibration.ranges(
      of: graph, samples: samples, method: .entropy, threadCount: 2
    ) { steps.append([$0, $1]) }
    #expect(steps == (1...6).map { [$0, 6] })
  }

  @Test func whatIsNotFiniteIsNamed() throws {
    var builder = GraphBuilder()
    let x = builder.input("x", TensorType(.float32, try Shape([1])))
    var log = Unary.Attributes()
    log.function = .log
    let y = try builder.add(.unary(log), [x], name: "logarithm")
    builder.output("y", y)
    let fault = CalibrationFault.valueNotFinite(name: "logarithm", sample: 1)
    #expect(throws: fault) {
      _ = try Calibration.ranges(
        of: builder.graph, samples: ListedSamples([[1], [0], [-1]]), method: .minMax,
        threadCount: 2)
    }
    #expect(
      fault.description
        == "the float model gives NaN or an infinite number at 'logarithm' for sample 1")
    #expect(throws: CalibrationFault.noSamples) {
      _ = try Calibration.ranges(
        of: builder.graph, samples: ListedSamples([]), method: .minMax, threadCount: 1)
    }
  }

  @Test func methodsHaveNames() {
    for name in Calibration.Method.names { #expect(Calibration.Method(name) != nil) }
    #expect(Calibration.Method("percentile:99.9") == .percentile(99.9))
    for name in ["", "minmax", "percentile:", "percentile:101", "percentile:nan"] {
      #expect(Calibration.Method(name) == nil)
    }
  }
}
