import SwiftletCases
import SwiftletCore
import SwiftletFormat
import SwiftletKernels
import Testing

@Suite struct MatMulTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try MatMulCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func everyInstructionSetGivesTheBytesOfTheReference() throws {
    for example in try MatMulCases.all() {
      let trial = try example.trial()
      let expected = try trial.reference()
      for rawValue in 0..<UInt8(InstructionSet.count) {
        guard let set = InstructionSet(rawValue: rawValue), set.isSupported else { continue }
        #expect(try trial.run(set, shares: 2) == expected, "\(example) by \(set)")
      }
    }
  }

  @Test func theReferenceIsTheSumOfProducts() throws {
    for example in try MatMulCases.all() {
      let trial = try example.trial()
      let found = try trial.reference()
      let pairs = Self.pairs(example)
      let (left, right) = (example.inputs[0], example.inputs[1])
      #expect(pairs.count == trial.outputType.shape.elementCount, "\(example)")
      if left.type.element == .int32 {
        let (x, y) = (left.values(Int32.self), right.values(Int32.self))
        let expected = pairs.map { $0.reduce(Int32(0)) { $0 &+ x[$1.0] &* y[$1.1] } }
        #expect(elements(of: found, Int32.self) == expected, "\(example)")
        continue
      }
      let (x, y) = (left.realValues, right.realValues)
      let bounds = example.attributes.bounds
      let step = Double(trial.outputType.quantization?.scale ?? 0)
      let zeroPoint = Double(trial.outputType.quantization?.zeroPoint ?? 0)
      for (result, pair) in zip(reals(of: found, trial.outputType), pairs) {
        let products = pair.map { x[$0.0] * y[$0.1] }
        var expected = products.reduce(0, +)
        let magnitude = products.map { abs($0) }.reduce(0, +)
        expected = max(Double(bounds.lower), min(Double(bounds.upper), expected))
        if step > 0 {
          expected = max(step * (-128 - zeroPoint), min(step * (127 - zeroPoint), expected))
        }
        #expect(abs(result - expected) <= 0.5001 * step + 1e-6 * magnitude, "\(example)")
      }
    }
  }

  /// The positions of the elements whose products make each element of the output.
  private static func pairs(_ example: OperatorCase<MatMul>) -> [[(Int, Int)]] {
    let attributes = example.attributes
    let (left, right) = (
      example.inputs[0].type.shape.lengths, example.inputs[1].type.shape.lengths
    )
    let depth = left[left.count - (attributes.transposesLeft ? 2 : 1)]
    let rows = left[left.count - (attributes.transposesLeft ? 1 : 2)]
    let columns = right[right.count - (attributes.transposesRight ? 2 : 1)]
    let rank = max(left.count, right.count) - 2
    func outer(_ lengths: [Int]) -> [Int] {
      [Int](repeating: 1, count: rank + 2 - lengths.count) + lengths.dropLast(2)
    }
    let lengths = zip(outer(left), outer(right)).map { max($0, $1) }
    return (0..<(lengths.reduce(1, *) * rows * columns)).map { index in
      var (place, rest) = ([Int](repeating: 0, count: rank), index / columns / rows)
      for axis in (0..<rank).reversed() {
        place[axis] = rest % lengths[axis]
        rest /= lengths[axis]
      }
      func matrix(_ own: [Int]) -> Int {
        zip(own, place).reduce(0) { $0 * $1.0 + ($1.0 == 1 ? 0 : $1.1) }
      }
      let (l, r) = (matrix(outer(left)) * rows * depth, matrix(outer(right)) * depth * columns)
      let (row, column) = (index / columns % rows, index % columns)
      return (0..<depth).map { k in
        (
          l + (attributes.transposesLeft ? k * rows + row : row * depth + k),
          r + (attributes.transposesRight ? column * depth + k : k * columns + column)
        )
      }
    }
  }

  @Test func floatsAreAddedInOrderWithOneRoundingForEachProduct() throws {
    let ones = try SampleTensor(.float32, [3, 1], [1, 1, 1] as [Float])
    // 2²⁴ and one is 2²⁴ again; the other way round the two ones would count.
    let x = try SampleTensor(.float32, [1, 3], [0x1p24, 1, 1] as [Float])
    let sum = try OperatorTrial<MatMul>(.init(), [x, ones]).run()
    #expect(elements(of: sum, Float.self) == [0x1p24])
    // The product alone would be rounded to one.
    let tiny = try SampleTensor(.float32, [1, 2], [-1, 1 + 0x1p-23] as [Float])
    let other = try SampleTensor(.float32, [2, 1], [1, 1 - 0x1p-24] as [Float])
    let fused = try OperatorTrial<MatMul>(.init(), [tiny, other]).run()
    #expect(elements(of: fused, Float.self) == [Float(0x1p-24 - 0x1p-47)])
  }

  @Test func integersWrap() throws {
    let x = try SampleTensor(.int32, [1, 2], [.max, 5] as [Int32])
    let y = try SampleTensor(.int32, [2, 1], [3, 7] as [Int32])
    let product = try OperatorTrial<MatMul>(.init(), [x, y]).run()
    #expect(elements(of: product, Int32.self) == [Int32.max &* 3 &+ 35])
  }

  @Test func whatHasNoProductIsRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 0, needed: 3, found: 4)) {
      try OperatorTrial<MatMul>(.init(), [.float32([2, 3]), .float32([4, 2])])
    }
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: -1, needed: 2, found: 1)) {
      try OperatorTrial<MatMul>(.init(), [.float32([3]), .float32([3, 2])])
    }
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 0, needed: 2, found: 3)) {
      try OperatorTrial<MatMul>(.init(), [.float32([2, 1, 1]), .float32([3, 1, 1])])
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
      try OperatorTrial<MatMul>(.init(), [.int8([2, 3]), .float32([3, 2])])
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int16)) {
      let halves = try SampleTensor(.int16, [1, 1], [1] as [Int16])
      return try OperatorTrial<MatMul>(.init(), [halves, halves])
    }
  }

  @Test func boundsOfIntegersAreRefused() throws {
    var attributes = MatMul.Attributes()
    attributes.bounds.lower = 0
    let one = try SampleTensor(.int32, [1, 1], [1] as [Int32])
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 2)) {
      try OperatorTrial<MatMul>(attributes, [one, one])
    }
  }

  @Test func aTensorWithoutScaleIsRefused() throws {
    let plain = try SampleTensor(.int8, [1, 1], [1] as [Int8])
    let trial = try OperatorTrial<MatMul>(.init(), [.int8([1, 1]), plain])
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    for inputs in [
      [try SampleTensor.int8([2, 3, 3]), try .int8([3, 3])],
      [try SampleTensor.float32([3, 4]), try .float32([3, 3, 4])],
    ] {
      let (accepted, disagreement) = acceptedHostileUses(of: MatMul.self, inputs, count: 1500)
      #expect(accepted > 100)
      #expect(disagreement == nil)
    }
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<MatMul.Plan>.size <= 184) }
}
