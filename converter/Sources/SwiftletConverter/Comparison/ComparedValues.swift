internal import Swiftlet
internal import SwiftletCore
internal import SwiftletFormat

/// Which values of two models are compared: those that have the same name, and those at the doors.
struct ComparedValues: Sendable {
  /// For each compared tensor of the tested model, its partner in the reference.
  private(set) var partners: [Int: Int] = [:]

  /// For each tensor of the tested model, the compared ones that its operator works on.
  ///
  /// Where an input is not compared, those that it was made of stand for it.
  private(set) var sources: [Int: Set<Int>] = [:]

  /// Whether some operator's output has a partner by its name.
  private(set) var haveNames = false

  init(_ tested: Model, _ reference: Model) {
    let own = Array(tested.tensors)
    let others = Array(reference.tensors)
    var named: [String: [Int]] = [:]
    for step in reference.operators.reversed() {
      guard let number = step.outputs.first, let name = others[number].name else { continue }
      named[name, default: []].append(number)
    }
    for (input, other) in zip(tested.inputNumbers, reference.inputNumbers) {
      partners[input] = other
    }
    for step in tested.operators {
      guard let number = step.outputs.first else { continue }
      sources[number] = Set(
        step.inputs.compactMap { $0 }.filter { !own[$0].isConstant }.flatMap { input in
          partners[input] == nil ? sources[input] ?? [] : [input]
        })
      guard let name = own[number].name, let other = named[name]?.last,
        own[number].elementCount == others[other].elementCount, own[number].isReal,
        others[other].isReal
      else { continue }
      named[name]?.removeLast()
      partners[number] = other
      haveNames = true
    }
    for (output, other) in zip(tested.outputNumbers, reference.outputNumbers) {
      partners[output] = other
    }
  }
}

extension TensorDescription {
  /// Whether the elements stand for real numbers.
  var isReal: Bool { quantization != nil || element == .float32 || element == .float16 }

  /// The real numbers that come to lie among the stored ones; nil where none can be too large.
  var limits: ClosedRange<Float>? {
    let stored: ClosedRange<Float>
    switch element {
    case .int8: stored = -128...127
    case .uint8: stored = 0...255
    case .int16: stored = -32768...32767
    case .absent, .float32, .float16, .int32, .int64, .boolean: return nil
    }
    guard let quantization else { return nil }
    let zeroPoint = Float(quantization.zeroPoint)
    // A number is held where the nearest step is one of the type's.
    return quantization.scale * (stored.lowerBound - zeroPoint - 0.5)...quantization.scale
      * (stored.upperBound - zeroPoint + 0.5)
  }
}
