import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

/// Checks that every way to run a case gives the bytes that the test worked out on its own.
func expectEveryRun<O: Operator>(of example: LayoutCase<O>, toGive expected: [UInt8]) throws {
  let trial = try example.trial()
  #expect(try trial.reference() == expected)
  for shares in 1...3 { #expect(try trial.run(shares: shares) == expected, "\(shares) shares") }
  var types = TensorTypes()
  for input in example.inputs { try types.append(input.type) }
  for index in example.inputs.indices
  where O.sharing(example.attributes, types, trial.outputType, input: index) != nil {
    #expect(try trial.run(shares: 2, inPlaceOf: index) == expected, "over input \(index)")
  }
}

/// Plans and runs what a seed makes of an operator, and counts the uses that are accepted.
func countAccepted<O: Operator>(
  _ type: O.Type, of total: Int, seed: UInt64,
  _ make: (inout SeededRandom) throws -> LayoutCase<O>
) throws -> Int {
  var random = SeededRandom(seed: seed)
  var accepted = 0
  for _ in 0..<total {
    let example = try make(&random)
    do throws(ModelFault.Reason) {
      let trial = try example.trial()
      // Memory is the loader's to refuse.
      guard let byteCount = trial.outputType.byteCount, byteCount <= 100_000 else { continue }
      _ = try trial.run(shares: 2)
      accepted += 1
    } catch {
      continue
    }
  }
  return accepted
}

/// An integer that is small as a rule, and at times as bad as can be.
func hostileInteger(_ range: ClosedRange<Int>, _ random: inout SeededRandom) -> Int {
  guard Int.random(in: 0..<16, using: &random) == 0 else {
    return Int.random(in: range, using: &random)
  }
  let extremes = [
    Int(Int32.min), Int(Int32.min) + 1, Int(Int32.max), Int(Int32.max) - 1, 1 << 30, -1, 0, 65_536,
  ]
  return extremes.randomElement(using: &random) ?? 0
}

/// A list of hostile integers, of about the right length.
func hostileList(
  _ count: Int, _ range: ClosedRange<Int>, _ random: inout SeededRandom
) -> IntegerList {
  let length =
    Int.random(in: 0..<12, using: &random) == 0 ? Int.random(in: 0...8, using: &random) : count
  return IntegerList(of: (0..<length).map { _ in hostileInteger(range, &random) })
}

/// The indices of all elements of a shape, in row-major order.
func everyIndex(_ lengths: [Int]) -> [[Int]] {
  var result: [[Int]] = [[]]
  for length in lengths { result = result.flatMap { index in (0..<length).map { index + [$0] } } }
  return result
}

/// The bytes of an element.
func element(_ tensor: SampleTensor, _ index: [Int]) -> ArraySlice<UInt8> {
  var position = 0
  for (axis, length) in tensor.type.shape.lengths.enumerated() {
    position = position * length + index[axis]
  }
  let size = tensor.type.element.byteCount
  return tensor.bytes[(position * size)..<((position + 1) * size)]
}

/// The position in a tensor of the element that stretching it gives for an index of the output.
func position(_ index: [Int], in tensor: SampleTensor) -> Int {
  let lengths = tensor.type.shape.lengths
  return zip(lengths, index.suffix(lengths.count)).reduce(0) { position, axis in
    position * axis.0 + (axis.0 == 1 ? 0 : axis.1)
  }
}
