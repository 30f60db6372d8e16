import Swiftlet
import SwiftletKernels

/// The outputs of a converted model held against those of another runtime.
struct Comparison {
  /// The elements of all outputs of all samples.
  private(set) var elementCount = 0
  /// Those that are not the same bits.
  private(set) var unequalCount = 0
  /// The greatest distance of two elements: steps for integers.
  private(set) var largest = 0.0
  /// The greatest distance as a part of the range of the output that it is in.
  private(set) var relative = 0.0
  /// Whether every output is made of integers.
  private(set) var isInteger = true
  /// Whether nothing was written outside the arena.
  let keepsToItsArena: Bool

  /// Runs every sample of a golden.
  init(_ file: [UInt8], _ golden: Golden, _ instructionSet: InstructionSet = .best) throws {
    let run = try ModelRun(file, instructionSet)
    let outputs = golden.inputs.map { run.outputs($0) }
    keepsToItsArena = run.keepsToItsArena
    for index in 0..<golden.outputCount {
      try add(outputs.map { $0[index] }, golden.outputs.map { $0[index] })
    }
  }

  /// Compares one output of every sample.
  private mutating func add(_ outputs: [[UInt8]], _ expected: [NumpyArray]) throws {
    var range = (Double.infinity, -Double.infinity)
    var farthest = 0.0
    for (output, array) in zip(outputs, expected) {
      elementCount += array.count
      unequalCount += array.unequalCount(output)
      if array.element == .float32 { isInteger = false }
      let difference = try array.difference(from: output)
      farthest = max(farthest, difference.largest)
      range = (min(range.0, difference.least), max(range.1, difference.greatest))
    }
    largest = max(largest, farthest)
    guard farthest > 0 else { return }
    relative = max(relative, farthest / (range.1 - range.0))
  }
}

extension Comparison: CustomStringConvertible {
  var description: String {
    "\(unequalCount) of \(elementCount) unequal, by \(largest) at most, \(relative) of the range"
  }
}

extension NumpyArray {
  /// The number of elements whose bytes differ from those of another array of the same type.
  func unequalCount(_ other: [UInt8]) -> Int {
    guard other != bytes else { return 0 }
    let width = element.byteCount
    return stride(from: 0, to: bytes.count, by: width).count {
      other[$0..<($0 + width)] != bytes[$0..<($0 + width)]
    }
  }

  /// The greatest distance between an element here and one of an array of the same type, and the
  /// least and the greatest element here.
  func difference(
    from other: [UInt8]
  ) throws -> (largest: Double, least: Double, greatest: Double) {
    let mine = try converted(to: Double.self)
    let theirs = try NumpyArray(element: element, shape: shape, bytes: other)
      .converted(to: Double.self)
    var largest = 0.0
    for (one, two) in zip(mine, theirs) {
      let distance = one == two || (one.isNaN && two.isNaN) ? 0 : abs(one - two)
      largest = distance.isNaN ? .infinity : max(largest, distance)
    }
    let finite = mine.filter(\.isFinite)
    return (largest, finite.min() ?? .infinity, finite.max() ?? -.infinity)
  }
}
