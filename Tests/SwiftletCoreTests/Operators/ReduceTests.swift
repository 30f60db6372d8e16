import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct ReduceTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try ReduceCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheRealFunctionOfTheGatheredElements() throws {
    for example in try ReduceCases.all() {
      let input = example.inputs[0]
      guard input.type.element == .int8 || input.type.element == .float32 else { continue }
      let trial = try example.trial()
      let found = reals(of: try trial.reference(), trial.outputType)
      let groups = Self.groups(input, example.attributes.axes)
      let quantization = trial.outputType.quantization
      let step = Double(quantization?.scale ?? 0)
      #expect(groups.count == found.count, "\(example)")
      for (result, group) in zip(found, groups) {
        var expected: Double =
          switch example.attributes.function {
          case .mean: group.reduce(0, +) / Double(group.count)
          case .sum: group.reduce(0, +)
          case .maximum: group.max() ?? 0
          case .minimum: group.min() ?? 0
          case .product: group.reduce(1, *)
          }
        if let quantization {
          let zeroPoint = Double(quantization.zeroPoint)
          expected = max(step * (-128 - zeroPoint), min(step * (127 - zeroPoint), expected))
        }
        let tolerance = 0.5001 * step + 1e-5 * max(1, abs(expected))
        #expect(abs(result - expected) <= tolerance, "\(example)")
      }
    }
  }

  /// The elements behind each of the output, in the order of the input.
  private static func groups(_ input: SampleTensor, _ axes: IntegerList) -> [[Double]] {
    let shape = input.type.shape
    let gathered = Set((0..<axes.count).compactMap { shape.axis(axes[$0]) })
    let kept = (0..<shape.rank).filter { axes.count > 0 && !gathered.contains($0) }
    var groups = [[Double]](
      repeating: [], count: kept.map { shape[$0] }.reduce(1, *))
    for (index, value) in input.realValues.enumerated() {
      var (rest, place) = (index, [Int](repeating: 0, count: shape.rank))
      for axis in (0..<shape.rank).reversed() {
        place[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      groups[kept.reduce(0) { $0 * shape[$1] + place[$1] }].append(value)
    }
    return groups
  }

  @Test func integersWrap() throws {
    var attributes = Reduce.Attributes()
    let input = try SampleTensor(.int32, [3], [.max, 2, 3] as [Int32])
    attributes.function = .sum
    let sum = try OperatorTrial<Reduce>(attributes, [input]).run()
    #expect(elements(of: sum, Int32.self) == [.max &+ 5])
    attributes.function = .product
    let product = try OperatorTrial<Reduce>(attributes, [input]).run()
    #expect(elements(of: product, Int32.self) == [Int32.max &* 6])
  }

  @Test func axesThatAreKeptHaveLengthOne() throws {
    var attributes = Reduce.Attributes()
    _ = attributes.axes.append(-2)
    attributes.keepsAxes = true
    let kept = try OperatorTrial<Reduce>(attributes, [.float32([2, 3, 4])])
    #expect(kept.outputType.shape.lengths == [2, 1, 4])
    attributes.keepsAxes = false
    let dropped = try OperatorTrial<Reduce>(attributes, [.float32([2, 3, 4])])
    #expect(dropped.outputType.shape.lengths == [2, 4])
  }

  @Test func anAxisThatTheInputLacksIsRefused() throws {
    var attributes = Reduce.Attributes()
    _ = attributes.axes.append(2)
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 1)) {
      try OperatorTrial<Reduce>(attributes, [.float32([2, 3])])
    }
  }

  @Test func functionsWithoutAMeaningForTheTypeAreRefused() throws {
    var attributes = Reduce.Attributes()
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int32)) {
      try OperatorTrial<Reduce>(attributes, [SampleTensor(.int32, [1], [1] as [Int32])])
    }
    attributes.function = .product
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Reduce>(attributes, [.int8([3])])
    }
  }

  @Test func aMaximumAtAnotherScaleIsRefused() throws {
    var attributes = Reduce.Attributes()
    attributes.function = .maximum
    let trial = try OperatorTrial<Reduce>(
      attributes, [.int8([3])], output: Quantization(scale: 0.3, zeroPoint: 0))
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let (accepted, disagreement) = acceptedHostileUses(
      of: Reduce.self, [try .int8([3, 5, 4])], count: 10_000)
    #expect(accepted > 100)
    #expect(disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Reduce.Plan>.size <= 184) }
}
